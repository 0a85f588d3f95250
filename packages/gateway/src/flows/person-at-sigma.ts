// Who a viewer is at Sigma: by the policy, and where the operator set that up, by asking Sigma itself.
import type { Viewer } from '../databricks/viewer.ts';
import type { Person } from '../sigma/policy/person.ts';
import type { Rooms, Visit } from './rooms.ts';

/**
 * A promise only where Sigma has to be asked.
 * @throws GatewayError `identity_unusable`, `sigma_unavailable`.
 */
export function personAtSigma({ members }: Rooms, { policy }: Visit, viewer: Viewer): Person | Promise<Person> {
  const person = policy.personOf(viewer);
  if (members === undefined || person.kind.value === 'internal') return person;
  const hasLogin = members.hasLogin(person.subject.value);
  if (hasLogin === false) return person;
  return hasLogin === true ? asInternal(person) : hasLogin.then((has) => (has ? asInternal(person) : person));
}

function asInternal({ subject }: Person): Person {
  return { subject, kind: { value: 'internal', why: 'Sigma says so' }, account: undefined };
}
