// Every write of the Redis store as a Lua script: what has to be one step is one script, on keys of one hash slot.
// KEYS[1] is the prefix of all keys. Numbers that are compared are read with tonumber; none is written in floating form.
import { createHash } from 'node:crypto';
import { ENDED_COLUMNS, INTENT_COLUMNS } from '../session-row.ts';

/** A script and the name by which Redis remembers it. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

const list = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => `'${column}'`)
    .join(', ');

const PRELUDE = `
local p = KEYS[1]
local function row(hash) return p .. 's:' .. hash end
local function time(given)
  if given ~= '' then return tonumber(given) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function text(number) return string.format('%.0f', number) end

-- Takes a session and its entries in every index away; answers what readEnded reads, or false.
local function forget(hash)
  local cells = redis.call('HMGET', row(hash), ${list(ENDED_COLUMNS)})
  local keys = redis.call('HMGET', row(hash), 'viewer_id', 'user_key')
  local was = redis.call('DEL', row(hash))
  for _, index in ipairs({ 'all', 'created', 'active' }) do redis.call('ZREM', p .. index, hash) end
  if keys[1] then redis.call('SREM', p .. 'id:' .. keys[1], hash) end
  if keys[2] then redis.call('SREM', p .. 'name:' .. keys[2], hash) end
  cells[1] = hash
  return was == 1 and cells
end

-- Writes a session whose fields begin at ARGV[first], after hash, ttl, created_at, last_active_at, viewer_id, user_key.
local function write(hash, first)
  local ttl = ARGV[2]
  redis.call('HSET', row(hash), unpack(ARGV, first))
  redis.call('PEXPIRE', row(hash), ttl)
  redis.call('ZADD', p .. 'all', 0, hash)
  redis.call('ZADD', p .. 'created', ARGV[3], hash)
  redis.call('ZADD', p .. 'active', ARGV[4], hash)
  for _, index in ipairs({ 'id:' .. ARGV[5], 'name:' .. ARGV[6] }) do
    redis.call('SADD', p .. index, hash)
    redis.call('PEXPIRE', p .. index, ttl)
  end
end

local function append(event, at, body, most)
  local n = text(redis.call('INCR', p .. 'audit:last'))
  redis.call('XADD', p .. 'audit', 'MAXLEN', '~', most, n .. '-0', 'at', at, 'event', event, 'body', body)
end
`;

function script(body: string): Script {
  const source = PRELUDE + body;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** hash, ttl, created_at, last_active_at, viewer_id, user_key, issuer, replaces or '', cap or '', then fields. */
export const insert = script(`
if redis.call('EXISTS', row(ARGV[1])) == 1 then return redis.error_reply('TAKEN the hash of a session is taken') end
local ended = {}
if ARGV[8] ~= '' then ended[1] = forget(ARGV[8]) or nil end
write(ARGV[1], 10)
if ARGV[9] == '' then return ended end
local others = {}
for _, hash in ipairs(redis.call('SMEMBERS', p .. 'id:' .. ARGV[5])) do
  local cells = redis.call('HMGET', row(hash), 'issuer', 'last_active_at')
  if not cells[1] then redis.call('SREM', p .. 'id:' .. ARGV[5], hash)
  elseif cells[1] == ARGV[7] and hash ~= ARGV[1] then others[#others + 1] = { hash, tonumber(cells[2]) or 0 } end
end
table.sort(others, function(a, b) if a[2] == b[2] then return a[1] < b[1] end return a[2] < b[2] end)
for n = 1, #others - math.max(0, tonumber(ARGV[9]) - 1) do ended[#ended + 1] = forget(others[n][1]) end
return ended`);

/** hash, ttl, created_at, last_active_at, viewer_id, user_key, version, then fields. */
export const put = script(`
local was = redis.call('HMGET', row(ARGV[1]), 'grant_version', 'last_active_at')
local version, active = tonumber(was[1] or '0') or 0, tonumber(was[2] or '0') or 0
local ahead = version - tonumber(ARGV[7])
if ahead > 0 or (ahead == 0 and active > tonumber(ARGV[4])) then return 0 end
forget(ARGV[1])
write(ARGV[1], 8)
return 1`);

/** hash, at. */
export const touch = script(`
local active = redis.call('HGET', row(ARGV[1]), 'last_active_at')
if active and (tonumber(active) or 0) < tonumber(ARGV[2]) then
  redis.call('HSET', row(ARGV[1]), 'last_active_at', ARGV[2])
  redis.call('ZADD', p .. 'active', 'XX', ARGV[2], ARGV[1])
end
return 1`);

/** hash, version or ''. */
export const remove = script(`
if ARGV[2] ~= '' and redis.call('HGET', row(ARGV[1]), 'grant_version') ~= ARGV[2] then return false end
return forget(ARGV[1])`);

/** limit, then viewer id and user key where it is about one viewer. */
export const removeMany = script(`
local ended, limit = {}, tonumber(ARGV[1])
while #ended < limit do
  local hashes
  if ARGV[2] then hashes = redis.call('SUNION', p .. 'id:' .. ARGV[2], p .. 'name:' .. ARGV[3])
  else hashes = redis.call('ZRANGE', p .. 'all', 0, limit - 1) end
  if #hashes == 0 then break end
  for _, hash in ipairs(hashes) do
    if #ended == limit then break end
    local cells = forget(hash)
    if cells then ended[#ended + 1] = cells
    elseif ARGV[2] then
      redis.call('SREM', p .. 'id:' .. ARGV[2], hash)
      redis.call('SREM', p .. 'name:' .. ARGV[3], hash)
    end
  end
end
return ended`);

/** number of hashes, the hashes, then the fields. */
export const rows = script(`
local found, count = {}, tonumber(ARGV[1])
for n = 2, count + 1 do found[n - 1] = redis.call('HMGET', row(ARGV[n]), unpack(ARGV, count + 2)) end
return found`);

/**
 * hash, version, then attempt, end of lease and probe as they were read ('' for none), then fields: writes the intent if the
 * row still is what the claim was decided on.
 */
export const take = script(`
local c = redis.call('HMGET', row(ARGV[1]), 'grant_version', 'intent_attempt', 'lease_until', 'intent_probe')
for n = 1, 4 do if (c[n] or '') ~= ARGV[n + 1] then return 0 end end
redis.call('HSET', row(ARGV[1]), unpack(ARGV, 6))
return 1`);

/** hash, spent version, then fields. */
export const replace = script(`
local version = redis.call('HGET', row(ARGV[1]), 'grant_version')
if not version then return 'gone' end
if version ~= ARGV[2] then return 'moved' end
redis.call('HSET', row(ARGV[1]), unpack(ARGV, 3))
redis.call('HDEL', row(ARGV[1]), ${list(INTENT_COLUMNS)})
return 'written'`);

/** hash, attempt, then 0 or 1 for the probe of the mark that stays, or '' where nothing stays. */
export const release = script(`
if redis.call('HGET', row(ARGV[1]), 'intent_attempt') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then redis.call('HDEL', row(ARGV[1]), ${list(INTENT_COLUMNS)})
else redis.call('HSET', row(ARGV[1]), 'lease_until', '0', 'intent_probe', ARGV[3]) end
return 1`);

/** hash, version, sealed access, sealed refresh, then fields. */
export const rewrap = script(`
local c = redis.call('HMGET', row(ARGV[1]), 'grant_version', 'sealed_access', 'sealed_refresh')
if not c[1] then return 'gone' end
if c[1] ~= ARGV[2] or c[2] ~= ARGV[3] or c[3] ~= ARGV[4] then return 'moved' end
redis.call('HSET', row(ARGV[1]), unpack(ARGV, 5))
return 'written'`);

/** client, milliseconds, time or ''. */
export const pause = script(`
local key = p .. 'pause:' .. ARGV[1]
if ARGV[2] == '0' then return redis.call('DEL', key) end
local now, was = time(ARGV[3]), redis.call('HMGET', key, 'since', 'until')
local longest = now + ARGV[2]
if was[1] and tonumber(was[1]) <= now then longest = math.max(longest, tonumber(was[2])) end
redis.call('HSET', key, 'since', text(now), 'until', text(longest))
redis.call('PEXPIRE', key, text(longest - now + 60000))
return 1`);

/** most events kept, then event, time and body of each. */
export const appendAudit = script(`
for n = 2, #ARGV, 3 do append(ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[1]) end
return 1`);

/** most events kept, mark, then event, time, body and position of each. */
export const importAudit = script(`
local last = tonumber(redis.call('HGET', p .. 'marks', ARGV[2]) or '0')
for n = 3, #ARGV, 4 do
  if tonumber(ARGV[n + 3]) > last then
    append(ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[1])
    last = tonumber(ARGV[n + 3])
  end
end
redis.call('HSET', p .. 'marks', ARGV[2], text(last))
return 1`);

/** index, before, limit. Entries whose session expired by itself go too. */
export const purgeSessions = script(`
local ended = {}
for _, hash in ipairs(redis.call('ZRANGEBYSCORE', p .. ARGV[1], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])) do
  ended[#ended + 1] = forget(hash) or nil
end
return ended`);

/** before, limit. Looks at twice as many events at the old end, as a few may be newer than those behind them. */
export const purgeAudit = script(`
local old, limit = {}, tonumber(ARGV[2])
for _, entry in ipairs(redis.call('XRANGE', p .. 'audit', '-', '+', 'COUNT', text(2 * limit))) do
  if #old == limit then break end
  if (tonumber(entry[2][2]) or 0) < tonumber(ARGV[1]) then old[#old + 1] = entry[1] end
end
if #old > 0 then redis.call('XDEL', p .. 'audit', unpack(old)) end
return #old`);
