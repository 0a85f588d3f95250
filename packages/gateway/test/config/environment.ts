// A complete environment in the QuickStart's names, with values of the right form.
import { createHash } from 'node:crypto';

/** Hexadecimal digits that look random and are the same in every run. */
export function hex(name: string, length = 64): string {
  let text = '';
  for (let round = 0; text.length < length; round += 1)
    text += createHash('sha256').update(`${name}${round}`).digest('hex');
  return text.slice(0, length);
}

export const COMPLETE = {
  CLIENT_ID: hex('client id'),
  SECRET: hex('embed secret', 128),
  DATABRICKS_OAUTH_BASE_URL: 'https://app.sigmacomputing.com/acme/workbook/Taxi-1a2B3c',
  DATABRICKS_CONNECTION_ID: 'c0ffee00-1111-4222-8333-444455556666',
  TEAMS: 'Sales_People',
  DATABRICKS_HOST: 'dbc-1234abcd-5678.cloud.databricks.com',
  DATABRICKS_OAUTH_CLIENT_ID: '0badcafe-1111-4222-8333-444455556666',
  DATABRICKS_OAUTH_CLIENT_SECRET: `dose${hex('client secret', 32)}`,
  DATABRICKS_REDIRECT_URI: 'https://analytics.acme.test/auth/databricks/callback',
  DATABRICKS_SESSION_SECRET: hex('session secret'),
} as const satisfies Record<string, string>;
