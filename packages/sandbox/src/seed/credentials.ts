// Ids and secrets of a new world: random, so that nothing printed by one sandbox opens another.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Fresh credentials in the vendors' own forms. */
export function newCredentials() {
  return {
    clientId: randomUUID(),
    clientSecret: `dose${hex(16)}`,
    applicationId: randomUUID(),
    principalSecret: `dose${hex(16)}`,
    accountId: randomUUID(),
    /** 16 decimal digits. */
    workspaceId: String(randomInt(10 ** 7, 10 ** 8)) + String(randomInt(10 ** 7, 10 ** 8)),
    warehouseId: hex(8),
    connectionId: randomUUID(),
    embedClientId: hex(32),
    embedSecret: hex(64),
    apiClientId: hex(32),
    apiSecret: hex(64),
    /** 22 letters and digits, as at the end of a workbook's address. */
    urlId: (): string => randomBytes(32).toString('base64url').replaceAll(/[-_]/g, '').slice(0, 22),
  };
}
