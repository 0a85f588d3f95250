// Turns the failure to take a port into one line that names the port and its option. Knows no server.
import { PORT_OPTIONS, type DemoPorts } from './options.ts';

/** The line, or undefined when the error is about something else. */
export function portProblem(error: unknown, ports: DemoPorts): string | undefined {
  const failure = systemError(error);
  if (failure === undefined) return undefined;
  const names = Object.keys(PORT_OPTIONS) as (keyof DemoPorts)[];
  const name = names.find((one) => ports[one] === failure.port);
  const advice = name === undefined ? '' : ` Choose another with --${PORT_OPTIONS[name].option}, or 0 for a free one.`;
  if (failure.code === 'EADDRINUSE') return `Port ${failure.port} is in use.${advice}`;
  return `Port ${failure.port} may not be used by this process (${failure.code}).${advice}`;
}

/** Two servers that were told the same port cannot both have it. */
export function portsClash(ports: DemoPorts): string | undefined {
  const names = Object.keys(PORT_OPTIONS) as (keyof DemoPorts)[];
  const twice = names.find(
    (one, at) => ports[one] !== 0 && names.slice(0, at).some((other) => ports[other] === ports[one]),
  );
  if (twice === undefined) return undefined;
  return `Port ${ports[twice]} is asked for twice. Choose another with --${PORT_OPTIONS[twice].option}, or 0 for a free one.`;
}

function systemError(error: unknown): { readonly code: string; readonly port: number } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, port } = error as Error & { readonly code?: unknown; readonly port?: unknown };
  if (typeof code === 'string' && typeof port === 'number') return { code, port };
  return systemError(error.cause);
}
