// What the demo says once it is ready: one screen for people, or one line for scripts. Knows no server.
import { styleText } from 'node:util';
import type { Person } from '../world.ts';

export interface Ready {
  readonly gateway: string;
  readonly databricks: string;
  readonly keys: string;
  readonly sigma: string;
  /** Where the control routes are: over plain http in any case. */
  readonly control: string;
  /** The certificate to trust, when everything is over TLS. */
  readonly caFile: string | undefined;
  readonly people: readonly Person[];
  /** Aliases of the embeds. */
  readonly embeds: readonly string[];
  /** A `.env` file is in the working folder. */
  readonly hasEnvFile: boolean;
  readonly fastTokens: boolean;
}

/** One screen. Colours only where `stream` is a terminal that wants them (NO_COLOR is respected). */
export function readyScreen(ready: Ready, stream: NodeJS.WritableStream): string {
  const { caFile, control, databricks, gateway, keys, people, sigma } = ready;
  const style = (format: Parameters<typeof styleText>[0], text: string): string => styleText(format, text, { stream });
  const heading = (text: string): string => style('bold', text);
  const wide = Math.max(...people.map(({ email }) => email.length));
  const lines = [
    '',
    `  ${heading('Sigma Embed Gateway is ready.')} Databricks and Sigma are played by the sandbox; nothing leaves this machine.`,
    '',
    `  Open      ${style(['bold', 'cyan'], gateway)}`,
    '',
    `  ${heading('Who can sign in, and what they will see')}`,
    ...people.map(({ email, sees }) => `    ${email.padEnd(wide + 2)}${sees}`),
    '',
    `  ${heading('Where the vendors listen')}`,
    `    Databricks  ${databricks}   signing keys at ${keys}`,
    `    Sigma       ${sigma}`,
    ...(caFile === undefined ? [] : [`    All over TLS, signed by ${caFile}`]),
    '',
    `  ${heading('Look inside, move the clock, break things')}`,
    `    ${style('cyan', `${control}/__sandbox/`)}`,
    '',
    ...(ready.fastTokens ? ['  Access tokens live three minutes.'] : []),
    ...(ready.hasEnvFile ? ['  The .env file in this folder is not read here; `npm run serve` reads it.'] : []),
    `  ${style('dim', 'Ctrl-C stops everything.')}`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** One line of JSON. */
export function readyLine({ caFile, control, databricks, embeds, gateway, keys, people, sigma }: Ready): string {
  const names = people.map(({ email, sees }) => ({ email, sees }));
  return `${JSON.stringify({ ready: true, gateway, databricks, keys, sigma, control, caFile, embeds, people: names })}\n`;
}
