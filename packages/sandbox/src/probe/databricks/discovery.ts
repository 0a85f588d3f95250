// Which metadata a workspace publishes, under which names, and where its keys are.
import type { Probe } from '../probe.ts';

const NAMES = ['oauth-authorization-server', 'openid-configuration'];

export const discovery: Probe = {
  id: 'discovery',
  vendor: 'databricks',
  question: 'Under which names is metadata found, and on which host are the signing keys?',
  settles: [],
  needs: [],
  async ask({ databricks }) {
    const metadata = await databricks.metadata();
    const base = new URL(databricks.options.issuer).pathname;
    const found: string[] = [];
    for (const name of NAMES) {
      const { status } = await databricks.get(`${base}/.well-known/${name}`);
      if (status === 200) found.push(name);
    }
    const issuer = String(metadata['issuer']);
    const keys = String(metadata['jwks_uri']);
    const elsewhere = URL.canParse(keys) && new URL(keys).host !== new URL(databricks.options.issuer).host;
    return {
      answer: `${found.join(' and ')}; issuer ${issuer}; keys on ${elsewhere ? 'another host' : 'the same host'}, at ${keys}`,
      set: {},
    };
  },
};
