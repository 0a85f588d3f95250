// Databricks' own SQL driver as its documentation has it: signs in through the browser, keeps the token in a file, asks one question.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DBSQLClient } from '@databricks/sql';

interface Token {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

// The driver hands out its token class by no public name, and asks whoever keeps tokens to hand instances back.
const { default: OAuthToken } = createRequire(import.meta.url)(
  '@databricks/sql/dist/connection/auth/DatabricksOAuth/OAuthToken.js',
) as { default: new (access: string, refresh?: string, scopes?: readonly string[]) => Token };

const { HOST = '', HTTPS_PROXY = '', STATEMENT = '', TOKEN_FILE = '', WAREHOUSE = '' } = process.env;

const persistence = {
  async read() {
    if (!existsSync(TOKEN_FILE)) return undefined;
    const { accessToken, refreshToken, scopes } = JSON.parse(readFileSync(TOKEN_FILE, 'utf8')) as Token;
    return new OAuthToken(accessToken, refreshToken, scopes);
  },
  async persist(_host: string, { accessToken, refreshToken, scopes }: Token) {
    writeFileSync(TOKEN_FILE, JSON.stringify({ accessToken, refreshToken, scopes }));
  },
};

const proxy = new URL(HTTPS_PROXY);
const client = new DBSQLClient({ logger: { log: () => undefined } });
await client.connect({
  host: HOST,
  path: `/sql/1.0/warehouses/${WAREHOUSE}`,
  authType: 'databricks-oauth',
  persistence: persistence as never,
  proxy: { protocol: 'http', host: proxy.hostname, port: Number(proxy.port) },
});
const session = await client.openSession();
const operation = await session.executeStatement(STATEMENT);
const rows = await operation.fetchAll();
await operation.close();
await session.close();
await client.close();
process.stdout.write(`${JSON.stringify(rows)}\n`);
