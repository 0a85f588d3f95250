// What every contestant does: one embed URL for one person, with a token of Databricks' usual size.

export const CREDENTIAL = {
  clientId: 'c1'.repeat(32),
  secret: '7d1b0a5e93f24c68'.repeat(8),
} as const;

export const WORKBOOK = 'https://app.sigmacomputing.com/acme/workbook/Taxi-by-area-3fJk2XyZ';
export const CONNECTION = '5e0c3cbb-0b5b-4d6c-9a0f-1d2f6d6f3a11';

/** An access token of Databricks is a JWT of about a kilobyte. */
export const ACCESS_TOKEN = `eyJraWQi${'A1b2C3d4'.repeat(124)}`;

/** How a page of ours asks for a URL. */
export const REQUEST = { method: 'POST', path: '/api/embed-url', body: '{}' } as const;
