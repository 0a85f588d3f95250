// `npm run generate`: writes `.env.example` and the reference pages from the tables in the code. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { AUDIT_EVENTS } from '../packages/gateway/src/audit/events.ts';
import { ERRORS } from '../packages/gateway/src/base/error-table.ts';
import { createProgram } from '../packages/gateway/src/cli/program.ts';
import { configFileJsonSchema } from '../packages/gateway/src/config/config-file-schema.ts';
import { OPTION_GROUPS, type Option, type OptionGroup } from '../packages/gateway/src/config/option.ts';
import { OPTIONS } from '../packages/gateway/src/config/options.ts';
import type { Reply } from '../packages/gateway/src/http/reply.ts';
import { routes } from '../packages/gateway/src/http/routes.ts';
import { seedJsonSchema } from '../packages/sandbox/src/seed/schema.ts';
import { browserPage } from './browser-reference.ts';
import { configFilePage } from './config-file-reference.ts';
import { fidelityPage, missingTests, readFidelity } from './fidelity.ts';

const FROM: Readonly<Record<string, string>> = {
  '.env.example': 'packages/gateway/src/config/options.ts',
  'docs/reference/options.md': 'packages/gateway/src/config/options.ts',
  'docs/reference/config-file.md': 'packages/gateway/src/config/config-file-schema.ts',
  'packages/gateway/config-file.schema.json': 'packages/gateway/src/config/config-file-schema.ts',
  'docs/reference/errors.md': 'packages/gateway/src/base/error-table.ts',
  'docs/reference/routes.md': 'packages/gateway/src/http/routes.ts',
  'docs/reference/audit-events.md': 'packages/gateway/src/audit/events.ts',
  'docs/reference/browser.md': 'packages/browser/src',
  'docs/reference/cli.md': 'packages/gateway/src/cli',
  'docs/reference/fidelity.md': 'the fidelity.ts files of packages/sandbox/src',
  'packages/sandbox/seed.schema.json': 'packages/sandbox/src/seed/schema.ts',
};

/** Options without which a first run does not start, though another option may stand in for them. */
const OPEN = new Set(['embedUrl', 'connectionId', 'databricksClientSecret', 'sessionSecret', 'teams']);

const GUARDS: Readonly<Record<string, string>> = {
  noPrefetch: 'no prefetch or prerender',
  ownNavigation: 'a navigation or a `fetch` of our own pages',
  ownFrame: 'no frame of another origin without `SIGMA_EMBED_FRAME_ANCESTORS`',
  ownOrigin: 'our own `Origin`',
  pageOrigin: 'our own `Origin`, or one of `SIGMA_EMBED_PAGE_ORIGINS`',
  pageReads: 'no other site, and no other origin than our own and those of `SIGMA_EMBED_PAGE_ORIGINS`',
  embedHeader: '`X-Sigma-Embed: 1`',
  jsonBody: '`Content-Type: application/json`',
  ownFetch: 'a `fetch` of our own pages',
};

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function page(path: string, title: string, body: string): string {
  return `# ${title}\n\n<!-- Generated from ${FROM[path]} by npm run generate. Change it there. -->\n\n${body.trim()}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(head), `|${'---|'.repeat(head.length)}`, ...rows.map(tableRow)].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function inGroup(group: OptionGroup): readonly Option[] {
  return OPTIONS.filter((option) => option.group === group);
}

function groups(): [OptionGroup, string][] {
  return Object.entries(OPTION_GROUPS) as [OptionGroup, string][];
}

function optionsPage(): string {
  const intro = `Options are environment variables. \`sigma-embed serve\` also reads \`.env\`; the real environment wins over the file, and options of the
command line win over both. Where a row has two names, the first wins. An empty value counts as not set. Names that no row has are ignored.

Every option can come from a file: \`NAME_FILE=/run/secrets/name\` reads the value from there (one line break at the end is dropped). Setting both is refused.

All problems are reported at once, each with the name, what is wrong and how to mend it. \`sigma-embed serve --check\` does only that.`;
  const sections = groups().map(([group, title]) => {
    const rows = inGroup(group).map((option) => [
      option.env.map((name) => `\`${name}\``).join('<br>'),
      typeText(option),
      defaultText(option),
      option.example === undefined ? option.doc : `${option.doc} Example: \`${option.example}\``,
    ]);
    return `## ${title}\n\n${table(['Name', 'Value', 'Default', 'What it does'], rows)}`;
  });
  return [intro, ...sections].join('\n\n');
}

function typeText({ choices, max, min, type }: Option): string {
  const range = max === undefined ? '' : `, ${min ?? 0} to ${max}`;
  const names: Record<Option['type'], string> = {
    string: 'text',
    secret: 'secret',
    integer: `whole number${range}`,
    'duration-seconds': `seconds${range}`,
    'duration-minutes': `minutes${range}`,
    'duration-hours': `hours${range}`,
    boolean: '`true` or `false`',
    'comma-list': 'list, by commas',
    'space-list': 'list, by spaces',
    enum: (choices ?? []).map((choice) => `\`${choice}\``).join(', '),
    url: 'URL',
    host: 'host',
    path: 'path',
  };
  return names[type];
}

function defaultText(option: Option): string {
  if (option.default !== undefined) return `\`${option.default}\``;
  if (option.defaultNote !== undefined) return option.defaultNote;
  if (option.required === 'always') return '**required**';
  return option.required === undefined ? '' : `**required** ${option.required}`;
}

function envExample(): string {
  const head = `# Configuration of Sigma Embed Gateway. Copy this file to .env and fill in what has no "#" before it.
# Generated from ${FROM['.env.example']} by npm run generate. All options: docs/reference/options.md.
# Every name can also be given as NAME_FILE=/path/to/a/file. The real environment wins over this file.`;
  const sections = groups().map(([group, title]) => {
    const bar = '#'.repeat(title.length + 4);
    return [`${bar}\n# ${title} #\n${bar}`, ...inGroup(group).map(envLines)].join('\n\n');
  });
  return `${[head, ...sections].join('\n\n')}\n`;
}

function envLines(option: Option): string {
  const name = option.env.at(-1) ?? option.env[0];
  const isOpen = option.required === 'always' || OPEN.has(option.key);
  const other = option.env.length > 1 ? ` ${option.env[0]} wins over it.` : '';
  const note = option.defaultNote === undefined ? '' : ` Default: ${option.defaultNote.replaceAll('`', '')}.`;
  const example = option.example === undefined ? '' : ` Example: ${option.example}`;
  const comment = wrap(`${option.doc.replaceAll('`', '')}${other}${note}${example}`);
  const value = isOpen ? '' : (option.default ?? '');
  return `${comment}\n${isOpen ? '' : '#'}${name}=${value.includes(' ') ? `"${value}"` : value}`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 98) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { message, status, when }]) => [
    `\`${code}\``,
    String(status),
    message,
    when,
  ]);
  return `Errors of the API are \`application/problem+json\` with \`code\`, \`title\`, \`status\` and \`requestId\`; pages show the same. Codes are stable, sentences are not.
The log has a line with the same request id. What the server refuses before it is a request to the gateway (\`request_malformed\`, \`request_too_slow\`, \`address_too_long\`, \`expectation_unknown\`, \`headers_too_large\`, \`starting\`) has neither.\n\n${table(['Code', 'Status', 'Sentence', 'When'], rows)}`;
}

function listRoutes(): ReturnType<typeof routes> {
  return routes({ reply: {} as Reply, callbackPath: '/auth/databricks/callback', isStopping: () => false });
}

function wordsOf(guard: string): string {
  const words = GUARDS[guard];
  if (words === undefined) throw new Error(`tools/generate.ts has no words for the guard ${guard}`);
  return words;
}

function routesPage(): string {
  const fails = { page: 'a page', json: 'problem+json', 'sign-in': 'the sign-in page' };
  const rows = listRoutes().map((route) => [
    `\`${route.method} ${route.path}\``,
    route.about,
    route.guards.map(({ name }) => wordsOf(name)).join(', '),
    fails[route.fails],
  ]);
  return `The path of the callback is the one of \`DATABRICKS_REDIRECT_URI\`; what comes before \`/auth/databricks/callback\` in it is the base path, which comes before every route. The sign-in page, the scripts, \`/health\` and \`/ready\` answer HEAD as well, \`/api/embed-url\` and \`/api/session\` the preflight of an origin in \`SIGMA_EMBED_PAGE_ORIGINS\`. Every other method gets 405.\n\n${table(['Route', 'What it does', 'Lets through only', 'A failure is'], rows)}`;
}

function auditPage(): string {
  const writes = { now: 'before the answer', batch: 'within 50 ms' };
  const rows = Object.entries(AUDIT_EVENTS).map(([name, { about, write }]) => [`\`${name}\``, about, writes[write]]);
  return `Audit events stand in the session database. None holds a token, a URL or a session id.\n\n${table(['Event', 'What happened', 'Written'], rows)}`;
}

function cliPage(): string {
  const silent = { write: () => undefined };
  const events = { on: () => undefined, off: () => undefined };
  const io = { stdout: silent, stderr: silent, events, exit: () => undefined };
  const program = createProgram({ io, done: () => undefined, misused: () => undefined });
  const intro = `In this repository: \`npm run sigma-embed -- COMMAND\`.`;
  return [intro, ...withCommands(program).map(section)].join('\n\n');
}

/** A command and all commands within it, in the order of their help. */
function withCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withCommands)];
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function section(command: Command): string {
  const name = fullName(command);
  command.configureHelp({ helpWidth: 100 });
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `## ${name}\n\n\`\`\`\n${help.trim()}\n\`\`\``;
}

const fidelity = await readFidelity();

const PAGES: Readonly<Record<string, string>> = {
  '.env.example': envExample(),
  'docs/reference/options.md': page('docs/reference/options.md', 'Options', optionsPage()),
  'docs/reference/config-file.md': page('docs/reference/config-file.md', 'Config file', configFilePage(table)),
  'packages/gateway/config-file.schema.json': `${JSON.stringify(configFileJsonSchema(), undefined, 2)}\n`,
  'docs/reference/errors.md': page('docs/reference/errors.md', 'Errors', errorsPage()),
  'docs/reference/routes.md': page('docs/reference/routes.md', 'Routes', routesPage()),
  'docs/reference/audit-events.md': page('docs/reference/audit-events.md', 'Audit events', auditPage()),
  'docs/reference/browser.md': page('docs/reference/browser.md', 'Browser component', browserPage(table)),
  'docs/reference/cli.md': page('docs/reference/cli.md', 'Command line', cliPage()),
  'docs/reference/fidelity.md': page('docs/reference/fidelity.md', 'Fidelity', fidelityPage(fidelity, table)),
  'packages/sandbox/seed.schema.json': `${JSON.stringify(seedJsonSchema(), undefined, 2)}\n`,
};

/** What would reach a page without a sentence of its own. */
const silent = [
  ...OPTIONS.map(({ doc, key }) => [`option ${key}`, doc]),
  ...Object.entries(ERRORS).flatMap(([code, { message, when }]) => [
    [`error ${code}`, message],
    [`error ${code}`, when],
  ]),
  ...Object.entries(AUDIT_EVENTS).map(([name, { about }]) => [`audit event ${name}`, about]),
  ...listRoutes().map(({ about, method, path }) => [`route ${method} ${path}`, about]),
].filter(([, text]) => !/^\S.*\S$/s.test(text ?? ''));
for (const [what] of silent) process.stdout.write(`${what} has no documentation: say in its table what it does\n`);
const unproved = missingTests(fidelity);
for (const line of unproved) process.stdout.write(`${line}\n`);
if (silent.length + unproved.length > 0) process.exit(1);

const isCheck = process.argv.includes('--check');
const stale = Object.entries(PAGES).filter(([path, text]) => current(path) !== text);
for (const [path, text] of stale) {
  if (isCheck) {
    process.stdout.write(`${path} differs from ${FROM[path]}: run npm run generate\n`);
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`wrote ${path}\n`);
}
if (isCheck && stale.length > 0) process.exitCode = 1;
