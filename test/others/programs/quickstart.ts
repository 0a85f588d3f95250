// A stand-in, written after the description of Sigma's "Databricks with OAuth" QuickStart: Express, sessions in memory, axios,
// one synchronous key derivation per embed URL, the same routes and the same .env. What it does badly, it does as described.
// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 passes rejections on.
// oxlint-disable typescript/consistent-return -- an Express handler answers by the response, not by what it returns.
import axios from 'axios';
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import express, { type Request, type Response } from 'express';
import session from 'express-session';

declare module 'express-session' {
  interface SessionData {
    state: string;
    verifier: string;
    tokens: { accessToken: string; refreshToken: string; expiresAt: number };
    user: { email: string; displayName: string };
  }
}

const env = (name: string): string => process.env[name] ?? '';
const host = env('DATABRICKS_HOST')
  .replace(/^https?:\/\//, '')
  .replace(/\/$/, '');
const oidc =
  env('DATABRICKS_AUTH_LEVEL') === 'account'
    ? `https://accounts.azuredatabricks.net/oidc/accounts/${env('DATABRICKS_ACCOUNT_ID')}/v1`
    : `https://${host}/oidc/v1`;
const SCOPE = 'all-apis offline_access';

const app = express();
app.use(session({ secret: env('DATABRICKS_SESSION_SECRET'), resave: false, saveUninitialized: false }));

app.get('/', (request, response) => response.redirect(request.session.tokens ? '/dashboard' : '/login.html'));
app.get('/login.html', (_request, response) => {
  response.send('<!doctype html><title>Login</title><a href="/auth/databricks/login">Login with Databricks</a>');
});

app.get('/auth/databricks/login', (request, response) => {
  const verifier = randomBytes(32).toString('base64url');
  request.session.verifier = verifier;
  request.session.state = randomBytes(16).toString('hex');
  const parameters = new URLSearchParams({
    client_id: env('DATABRICKS_OAUTH_CLIENT_ID'),
    redirect_uri: env('DATABRICKS_REDIRECT_URI'),
    response_type: 'code',
    scope: SCOPE,
    state: request.session.state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  response.redirect(`${oidc}/authorize?${parameters}`);
});

app.get('/auth/databricks/callback', async (request, response) => {
  if (request.query['state'] !== request.session.state) return response.status(400).send('Invalid state');
  await requestTokens(request, {
    grant_type: 'authorization_code',
    code: typeof request.query['code'] === 'string' ? request.query['code'] : '',
    redirect_uri: env('DATABRICKS_REDIRECT_URI'),
    code_verifier: request.session.verifier ?? '',
  });
  const headers = { authorization: `Bearer ${request.session.tokens?.accessToken}` };
  const { data } = await axios.get<{ userName: string; displayName: string }>(
    `https://${host}/api/2.0/preview/scim/v2/Me`,
    { headers },
  );
  request.session.user = { email: data.userName, displayName: data.displayName };
  response.redirect('/dashboard');
});

app.get('/dashboard', async (request, response) => {
  if (!(await isSignedIn(request))) return response.redirect('/login.html');
  const url = embedUrl(request);
  response.send(
    `<!doctype html><title>Dashboard</title><iframe title="Workbook" width="1200" height="800" src="${url}"></iframe>`,
  );
});

app.get('/api/embed-url', async (request, response) => {
  if (!(await isSignedIn(request))) return response.redirect('/login.html');
  response.json({ embedUrl: embedUrl(request), user: request.session.user });
});

app.get('/logout', (request, response) => {
  request.session.destroy(() => response.redirect('/login.html'));
});

async function isSignedIn(request: Request): Promise<boolean> {
  const { tokens } = request.session;
  if (tokens === undefined) return false;
  if (Date.now() < tokens.expiresAt - 300_000) return true;
  try {
    await requestTokens(request, { grant_type: 'refresh_token', refresh_token: tokens.refreshToken });
    return true;
  } catch {
    return false;
  }
}

async function requestTokens(request: Request, form: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({
    ...form,
    client_id: env('DATABRICKS_OAUTH_CLIENT_ID'),
    client_secret: env('DATABRICKS_OAUTH_CLIENT_SECRET'),
    scope: SCOPE,
  });
  interface Answer {
    readonly access_token: string;
    readonly refresh_token?: string;
    readonly expires_in: number | string;
  }
  const { data } = await axios.post<Answer>(`${oidc}/token`, body);
  request.session.tokens = {
    accessToken: data.access_token,
    refreshToken: data.refresh_token ?? request.session.tokens?.refreshToken ?? '',
    expiresAt: Date.now() + Number(data.expires_in) * 1000,
  };
  if (env('DATABRICKS_SAVE_TOKEN_TO_FILE') === 'true') {
    writeFileSync('databricks-token.json', JSON.stringify(request.session.tokens));
  }
}

function embedUrl({ session: { tokens, user } }: Request): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: user?.email,
    iss: env('CLIENT_ID'),
    jti: randomUUID(),
    iat: now,
    exp: now + Number(env('SESSION_LENGTH')),
    aud: 'sigmacomputing',
    ver: '1.1',
    account_type: env('ACCOUNT_TYPE'),
    teams: env('TEAMS').split(','),
    connection_oauth_tokens: { [env('DATABRICKS_CONNECTION_ID')]: encrypt(tokens?.accessToken ?? '') },
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT', kid: env('CLIENT_ID') })}.${part(claims)}`;
  const signature = createHmac('sha256', env('SECRET')).update(signed).digest('base64url');
  return `${env('DATABRICKS_OAUTH_BASE_URL')}?:embed=true&:jwt=${signed}.${signature}`;
}

function encrypt(token: string): string {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(env('SECRET'), salt, 600_000, 32, 'sha256'), iv);
  const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return [salt, iv, cipher.getAuthTag(), text].map((bytes) => bytes.toString('base64')).join('.');
}

app.use((error: unknown, _request: Request, response: Response, _next: unknown) => {
  response.status(500).send(String(error));
});
app.listen(Number(env('PORT')), 'localhost', () => process.stdout.write('{"ready":true}\n'));
