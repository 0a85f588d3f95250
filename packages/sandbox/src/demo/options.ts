// The command line of the demo. Knows no server.
import { parseArgs } from 'node:util';
import { ENV_FORMATS, type EnvFormat } from '../switchboard/print-env.ts';

export interface DemoPorts {
  readonly gateway: number;
  readonly databricks: number;
  readonly sigma: number;
  readonly keys: number;
  /** Of the switchboard; with `https` only. */
  readonly proxy: number;
}

export interface DemoOptions {
  readonly ports: DemoPorts;
  readonly json: boolean;
  readonly help: boolean;
  readonly verbose: boolean;
  /** Access tokens that live three minutes. */
  readonly fastTokens: boolean;
  /** A JSON file with people, tables and workbooks. */
  readonly seed: string | undefined;
  /** Everything over TLS. */
  readonly https: boolean;
  /** Only the vendors, and the environment that an application needs to find them, written in this way. */
  readonly printEnv: EnvFormat | undefined;
  /** In that environment, the vendors under their own names. */
  readonly vendorNames: boolean;
  /** Origin of that application. */
  readonly app: string;
}

/** The option that names each port, and the port without it. */
export const PORT_OPTIONS = {
  gateway: { option: 'port', usual: 3000 },
  databricks: { option: 'databricks-port', usual: 3001 },
  sigma: { option: 'sigma-port', usual: 3002 },
  keys: { option: 'keys-port', usual: 3003 },
  proxy: { option: 'proxy-port', usual: 0 },
} as const;

export const USAGE = `Starts the sandbox's Databricks and Sigma, and a gateway between them. No account and no network is needed.

Usage: npm start -- [options]
       sigma-embed sandbox [options]
       npm start -- probe --help    asks real accounts how to set the sandbox instead

  --port <n>             gateway (3000)
  --databricks-port <n>  Databricks (3001)
  --sigma-port <n>       Sigma (3002)
  --keys-port <n>        Databricks' signing keys (3003)
                         0 takes a free port
  --https                everything over TLS, with a certificate authority that is thrown away at the end
  --proxy-port <n>       with --https: the proxy that leads to the vendors' own names (a free port)
  --fast-tokens          access tokens live three minutes, to watch them being refreshed
  --seed <file>          people, tables and workbooks from a JSON file instead of the usual ones
  --verbose              show what the gateway logs, not only warnings
  --json                 one line of JSON instead of this screen, when ready
  --help                 this text

For other software instead of the gateway:
  --print-env <format>   start only the vendors and print the environment that leads to them: ${ENV_FORMATS.join(', ')}
  --app <origin>         where that software is (http://localhost:3000); its callback is /auth/databricks/callback
  --vendor-names         with --https: find the vendors under their own names, through the proxy

Examples:
  npm start
  npm start -- --port 8080 --fast-tokens
  npm start -- --https
  npm start --silent -- --https --print-env dotenv > .env
  npm start -- --port 0 --databricks-port 0 --sigma-port 0 --keys-port 0 --json
`;

/** @throws Error with one sentence for whatever cannot be read. */
export function readDemoOptions(argv: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string' },
      'databricks-port': { type: 'string' },
      'sigma-port': { type: 'string' },
      'keys-port': { type: 'string' },
      'proxy-port': { type: 'string' },
      seed: { type: 'string' },
      https: { type: 'boolean', default: false },
      'print-env': { type: 'string' },
      'vendor-names': { type: 'boolean', default: false },
      app: { type: 'string' },
      'fast-tokens': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = (name: keyof DemoPorts): number => {
    const { option, usual } = PORT_OPTIONS[name];
    return values[option] === undefined ? usual : readPort(option, values[option]);
  };
  const { app, https, 'print-env': printEnv, 'vendor-names': vendorNames } = values;
  if (vendorNames && !(https && printEnv !== undefined)) {
    throw new Error('--vendor-names goes with --https and --print-env.');
  }
  if (app !== undefined && printEnv === undefined) throw new Error('--app goes with --print-env.');
  return {
    ports: {
      gateway: port('gateway'),
      databricks: port('databricks'),
      sigma: port('sigma'),
      keys: port('keys'),
      proxy: port('proxy'),
    },
    seed: values.seed,
    https,
    printEnv: printEnv === undefined ? undefined : readFormat(printEnv),
    vendorNames,
    app: app === undefined ? `http://localhost:${port('gateway') || 3000}` : readOrigin(app),
    json: values.json,
    help: values.help,
    verbose: values.verbose,
    fastTokens: values['fast-tokens'],
  };
}

function readPort(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`--${option} takes a port from 0 to 65535, not "${text.slice(0, 20)}".`);
}

function readFormat(text: string): EnvFormat {
  const format = ENV_FORMATS.find((known) => known === text);
  if (format !== undefined) return format;
  throw new Error(`--print-env takes ${ENV_FORMATS.join(', ')}, not "${text.slice(0, 20)}".`);
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new Error(`--app takes an origin such as http://localhost:8080, not "${text.slice(0, 60)}".`);
}
