// How a user name at Databricks becomes an address at Sigma. Two people must not become one by mistake.
import type { ConfigFile } from './config-file-schema.ts';
import { placeText } from './config-file-problems.ts';
import type { Loading } from './loading.ts';
import type { Named, SubjectConfig } from './policy-config.ts';

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

export function readSubject(loading: Loading, file: ConfigFile | undefined): SubjectConfig {
  const { addresses = {}, domains = {}, lowerCase = false } = file?.subject ?? {};
  return {
    lowerCase,
    domains: readDomains(loading, Object.entries(domains)),
    addresses: readAddresses(loading, Object.entries(addresses)),
    shared: readSharedSubject(loading),
  };
}

function readDomains({ findings }: Loading, domains: Named<string>): Named<string> {
  const targets = domains.map(([, target]) => target);
  for (const target of new Set(targets.filter((one, index) => targets.indexOf(one) < index))) {
    findings.warn(`Several domains become ${target}: people of the same name in them share one Sigma user.`);
  }
  return domains;
}

function readAddresses({ findings, values }: Loading, addresses: Named<string>): Named<string> {
  const targets = addresses.map(([, target]) => target.toLowerCase());
  for (const [index, [name, target]] of addresses.entries()) {
    if (targets.indexOf(target.toLowerCase()) === index) continue;
    findings.problem(
      `${values.text('configFile')}: ${placeText(['subject', 'addresses', name])}`,
      'is the address of somebody else in the table',
      'Two people must not share one Sigma user. Give each an address of their own.',
    );
  }
  return addresses;
}

function readSharedSubject({ findings, values }: Loading): string | undefined {
  if (!values.boolean('allowSharedSubject')) return undefined;
  const email = values.text('email');
  if (email === undefined || !EMAIL.test(email)) {
    findings.problem(
      values.name('email'),
      'is no e-mail address, and SIGMA_EMBED_ALLOW_INSECURE_SHARED_SUBJECT needs one',
      'Set the Sigma user that viewers without a usable identity share, or switch that off.',
    );
    return undefined;
  }
  findings.warn('Viewers without a usable identity share one Sigma user: Sigma cannot tell them apart.');
  return email;
}
