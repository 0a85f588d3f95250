// The table of rooms: who may import whom in packages/gateway/src, and who may import which package.
// A row lists the rooms whose values a room may use. Types of nouns are free. `base` lies under all.

/** Room -> rooms it may import values from. A room is a folder, or a file directly under src. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  config: ['base'],
  databricks: ['base'],
  sigma: ['base'],
  session: ['base'],
  vault: ['base'],
  store: ['base'],
  audit: ['base'],
  observe: ['base'],
  flows: ['base', 'databricks', 'session', 'vault', 'store', 'sigma', 'audit'],
  http: ['base', 'flows'],
  server: ['base'],
  mount: ['base', 'server'],
  cli: ['base', 'config', 'databricks', 'sigma', 'vault', 'observe', 'server', 'gateway.ts'],
  testing: ['base'],
  'gateway.ts': [
    'base',
    'config',
    'databricks',
    'sigma',
    'session',
    'vault',
    'store',
    'audit',
    'observe',
    'flows',
    'http',
  ],
  'index.ts': ['base', 'config', 'observe', 'server', 'gateway.ts', 'vault'],
};

/** What only one place may touch: a global or a module export, and the files that may. */
export const RESERVED: readonly { readonly name: string; readonly only: readonly string[]; readonly why: string }[] = [
  { name: 'process.env', only: ['config/'], why: 'the environment is read by config' },
  { name: 'Date.now', only: ['base/clock.ts'], why: 'time is a parameter' },
  { name: 'performance.now', only: ['base/clock.ts'], why: 'time is a parameter' },
  { name: 'Math.random', only: [], why: 'randomness is a parameter, and this one is weak' },
  { name: 'randomBytes', only: ['base/random.ts'], why: 'randomness is a parameter' },
  { name: 'randomUUID', only: [], why: 'randomness is a parameter' },
];

/** Package -> workspace packages it may import, with the files that may. */
export const PACKAGES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  gateway: { '@sigma-embed/sandbox': ['cli/commands/sandbox.ts'], '@sigma-embed/gateway': [] },
  browser: {},
  sandbox: { '@sigma-embed/gateway': ['main.ts'] },
};
