// The command line of the demo. Knows no server.
import { parseArgs } from 'node:util';

export interface DemoPorts {
  readonly gateway: number;
  readonly databricks: number;
  readonly sigma: number;
  readonly keys: number;
}

export interface DemoOptions {
  readonly ports: DemoPorts;
  readonly json: boolean;
  readonly help: boolean;
  readonly verbose: boolean;
  /** Access tokens that live three minutes. */
  readonly fastTokens: boolean;
}

/** The option that names each port, and the port without it. */
export const PORT_OPTIONS = {
  gateway: { option: 'port', usual: 3000 },
  databricks: { option: 'databricks-port', usual: 3001 },
  sigma: { option: 'sigma-port', usual: 3002 },
  keys: { option: 'keys-port', usual: 3003 },
} as const;

export const USAGE = `Starts the sandbox's Databricks and Sigma, and a gateway between them. No account and no network is needed.

Usage: npm start -- [options]
       sigma-embed sandbox [options]

  --port <n>             gateway (3000)
  --databricks-port <n>  Databricks (3001)
  --sigma-port <n>       Sigma (3002)
  --keys-port <n>        Databricks' signing keys (3003)
                         0 takes a free port
  --fast-tokens          access tokens live three minutes, to watch them being refreshed
  --verbose              show what the gateway logs, not only warnings
  --json                 one line of JSON instead of this screen, when ready
  --help                 this text

Examples:
  npm start
  npm start -- --port 8080 --fast-tokens
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
  return {
    ports: { gateway: port('gateway'), databricks: port('databricks'), sigma: port('sigma'), keys: port('keys') },
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
