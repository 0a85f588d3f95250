// One gateway before two Databricks workspaces, each a sandbox of its own: `home` of the environment, `eu` of the config file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { startDemo, type Demo } from './demo.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export const NAMES = ['home', 'eu'] as const;
export type Name = (typeof NAMES)[number];

/** A request of the gateway, with everything in it that could be a secret. */
export interface Sent {
  readonly origin: string;
  readonly path: string;
  readonly text: string;
}

export interface TwoWorkspaces extends AsyncDisposable {
  readonly demo: Demo;
  readonly at: Readonly<Record<Name, Sandbox>>;
  /** What the gateway sent to either Databricks, oldest first. */
  readonly sent: readonly Sent[];
  readonly visitor: () => Visitor;
  /** Begins a sign-in at a workspace and goes as far as the callback URL, which it does not open. */
  readonly consent: (visitor: Visitor, name: Name, email: string) => Promise<URL>;
  readonly signIn: (visitor: Visitor, name: Name, email: string) => Promise<void>;
  /** The embed of each workspace has the name of the workspace. */
  readonly mint: (visitor: Visitor, name: Name) => ReturnType<Visitor['mint']>;
  readonly tokenCalls: () => Readonly<Record<Name, number>>;
}

export async function startTwoWorkspaces(
  options: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<TwoWorkspaces> {
  await using open = new AsyncDisposableStack();
  const sent: Sent[] = [];
  const demo = open.use(
    await startDemo({
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const { origin, pathname: path } = new URL(request.url);
        const basic = Buffer.from((request.headers.get('authorization') ?? '').replace(/^Basic /, ''), 'base64');
        const form = new URLSearchParams(await request.clone().text());
        const said = [...request.headers.values(), basic.toString('latin1'), ...form.values()];
        sent.push({ origin, path, text: said.join('\n') });
        return await fetch(request);
      },
    }),
  );
  const { sandbox: home } = demo;
  const eu = await startSandbox({
    clock: home.clock,
    credential: home.world.credential,
    redirectUrls: [`${demo.origin}/auth/databricks/callback/eu`],
  });
  open.defer(() => eu.close());
  const at = { home, eu };
  const file = join(demo.folder, 'config.json');
  const [app] = eu.databricks.apps;
  const content = {
    embeds: [
      { alias: 'home', url: home.env(demo.origin)['DATABRICKS_OAUTH_BASE_URL'] },
      { alias: 'eu', url: eu.env(demo.origin)['DATABRICKS_OAUTH_BASE_URL'], workspace: 'eu' },
    ],
    workspaces: [
      {
        alias: 'eu',
        label: 'Europe',
        host: eu.databricks.origin,
        clientId: app?.clientId,
        clientSecretVariable: 'EU_CLIENT_SECRET',
        connectionId: eu.world.connectionId,
      },
    ],
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  await demo.restart({
    SIGMA_EMBED_CONFIG_FILE: file,
    SIGMA_EMBED_WORKSPACE_LABEL: 'Home',
    EU_CLIENT_SECRET: app?.clientSecret ?? '',
    ...options.env,
  });

  const consent: TwoWorkspaces['consent'] = async (visitor, name, email) => {
    const begun = await visitor.get(`/auth/databricks/login?embed=${name}`);
    return new URL(await visitor.allow(begun.location ?? '', email));
  };
  const running = open.move();
  return {
    demo,
    at,
    sent,
    visitor: () => createVisitor(demo.origin),
    consent,
    async signIn(visitor, name, email) {
      const answer = await visitor.get((await consent(visitor, name, email)).href);
      if (!answer.location?.includes('/dashboard')) throw new Error(`no session: ${answer.location}`);
    },
    mint: (visitor, name) => visitor.mint(name),
    tokenCalls: () => ({ home: home.databricks.tokenCalls(), eu: eu.databricks.tokenCalls() }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
