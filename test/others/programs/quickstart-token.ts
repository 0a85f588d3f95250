// The stand-in's command for tokens: reads what the server saved, refreshes it and says whose it is.
import axios from 'axios';
import { readFileSync } from 'node:fs';

const env = (name: string): string => process.env[name] ?? '';
const { refreshToken } = JSON.parse(readFileSync('databricks-token.json', 'utf8')) as { readonly refreshToken: string };
const { data: tokens } = await axios.post<{ access_token: string; expires_in: number }>(
  `https://${env('DATABRICKS_HOST')}/oidc/v1/token`,
  new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: env('DATABRICKS_OAUTH_CLIENT_ID'),
    client_secret: env('DATABRICKS_OAUTH_CLIENT_SECRET'),
  }),
);
const { data: me } = await axios.get<{ userName: string }>(
  `https://${env('DATABRICKS_HOST')}/api/2.0/preview/scim/v2/Me`,
  { headers: { authorization: `Bearer ${tokens.access_token}` } },
);
process.stdout.write(`${JSON.stringify({ userName: me.userName, expiresIn: tokens.expires_in })}\n`);
