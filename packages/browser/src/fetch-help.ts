// Fetches the sentences and ways to sign in once, when they are needed for the first time.
import type * as HelpModule from './help.ts';

export type Help = typeof HelpModule;

let helping: Promise<Help | undefined> | undefined;

/** `undefined` when it cannot be fetched now: then the page is told codes without sentences. */
export function fetchHelp(): Promise<Help | undefined> {
  helping ??= import('./help.ts').catch(() => (helping = undefined));
  return helping;
}
