// The app connection at Databricks, from its options.
import { accountOriginOf } from '../base/account-host.ts';
import { secret } from '../base/secret.ts';
import { readHost, readWorkspaceHost } from './addresses.ts';
import type { DatabricksConfig } from './config.ts';
import { checked, checkSample, type Loading } from './loading.ts';
import type { Addresses } from './read-addresses.ts';
import { hasWhiteSpace } from './secrets.ts';

/** Alias of the workspace that the environment describes. */
export const DEFAULT_WORKSPACE = 'default';

export function readDatabricks(loading: Loading, addresses: Addresses): DatabricksConfig {
  const { values } = loading;
  const workspaceOrigin = readWorkspace(loading);
  const accountHost = values.text('accountHost');
  const level = values.text('level') === 'account' ? 'account' : 'workspace';
  const accountOrigin = accountHost === undefined ? undefined : checked(loading, 'accountHost', readHost(accountHost));
  if (level === 'account') {
    checkAccount(loading);
    if (accountHost === undefined && workspaceOrigin !== '' && accountOriginOf(workspaceOrigin) === undefined) {
      loading.findings.problem(values.name('accountHost'), NO_ACCOUNT_HOST.problem, NO_ACCOUNT_HOST.fix);
    }
  }
  return {
    alias: DEFAULT_WORKSPACE,
    label: values.text('workspaceLabel') ?? workspaceOrigin.replace(/^https?:\/\//, ''),
    workspaceOrigin,
    level,
    accountId: values.text('accountId'),
    accountOrigin,
    clientId: readClientId(loading, addresses),
    clientSecret: readClientSecret(loading, addresses),
    clientAuthentication: values.text('clientAuthentication') === 'post' ? 'post' : 'basic',
    scopes: readScopes(loading),
    redirectUri: addresses.redirectUri,
    timeoutMs: values.number('databricksTimeout') * 1000,
  };
}

function readWorkspace(loading: Loading): string {
  const { values } = loading;
  const text = values.required('workspaceHost');
  return text === undefined ? '' : (checked(loading, 'workspaceHost', readWorkspaceHost(text)) ?? '');
}

/** A workspace at a host of the customer's own says nothing of its cloud. */
export const NO_ACCOUNT_HOST = {
  problem: 'is missing, and the host of the workspace does not tell it',
  fix: 'Set the host of the account console, such as accounts.cloud.databricks.com.',
};

/** The characters of an account id. */
export const ACCOUNT_ID = /^[A-Za-z0-9-]+$/;

function checkAccount({ findings, values }: Loading): void {
  const id = values.required('accountId');
  if (id !== undefined && !ACCOUNT_ID.test(id)) {
    findings.problem(values.name('accountId'), 'is not an account id', 'It has letters, digits and hyphens only.');
  }
}

function readClientId(loading: Loading, addresses: Addresses): string {
  const { findings, values } = loading;
  const text = values.required('databricksClientId');
  checkSample(loading, 'databricksClientId', addresses);
  if (text !== undefined && hasWhiteSpace(text)) {
    findings.problem(values.name('databricksClientId'), 'holds white space', 'Copy the id again.');
  }
  return text ?? '';
}

function readClientSecret(loading: Loading, addresses: Addresses): DatabricksConfig['clientSecret'] {
  const { findings, values } = loading;
  const name = values.name('databricksClientSecret');
  const isPublic = values.boolean('allowPublicClient');
  const text = isPublic ? values.text('databricksClientSecret') : values.required('databricksClientSecret');
  if (isPublic && text === undefined) {
    findings.warn('The app connection has no client secret: whoever steals a refresh token can use it anywhere.');
  }
  if (text === undefined) return undefined;
  if (hasWhiteSpace(text)) findings.problem(name, 'holds white space', 'Copy the secret again, without line breaks.');
  checkSample(loading, 'databricksClientSecret', addresses);
  return secret(text);
}

function readScopes({ findings, values }: Loading): readonly string[] {
  const scopes = [...new Set(values.list('scopes'))];
  const key = values.name('scopes');
  if (!scopes.includes('offline_access')) {
    findings.problem(key, 'lacks offline_access', 'Add it: without it Databricks sends no refresh token.');
  }
  // The scope characters of RFC 6749 appendix A.4.
  if (scopes.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    findings.problem(key, 'has characters that no scope may have', 'Separate scopes by spaces.');
  }
  return scopes;
}
