// Who can sign in, who is, and what can be taken from them.
import { h, part, say } from './dom.js';
import { act } from './server.js';
import { left } from './time.js';

/**
 * @param {any} state
 * @param {() => void} again
 */
export function drawPeople({ embeds, people, signedIn }, again) {
  const facts = people.map((/** @type {any} */ person) => ({
    person,
    grants: signedIn.filter((/** @type {any} */ one) => one.person === person.email && !one.ended),
    open: embeds.filter((/** @type {any} */ one) => one.person === person.email && !one.ended).length,
  }));
  part('people', facts, () => [
    h('ul', { class: 'people' }, ...facts.map((/** @type {any} */ one) => personNode(one, again))),
  ]);
}

/**
 * @param {any} facts
 * @param {() => void} again
 */
function personNode({ grants, open, person }, again) {
  const { displayName, email, groups, sees, sigmaUser } = person;
  const initials = displayName
    .split(' ')
    .map((/** @type {string} */ word) => word[0])
    .slice(0, 2)
    .join('');
  const access = Math.max(0, ...grants.flatMap((/** @type {any} */ one) => one.accessTokens));
  const refresh = Math.max(0, ...grants.flatMap((/** @type {any} */ one) => one.refreshTokens));
  const isIn = grants.length > 0;
  return h(
    'li',
    { class: isIn ? 'person in' : 'person' },
    h('span', { class: 'face', 'aria-hidden': 'true' }, initials),
    h(
      'div',
      { class: 'facts' },
      h(
        'p',
        { class: 'who' },
        h('strong', {}, displayName),
        ' ',
        h('span', { class: 'email' }, email),
        ...groups.map((/** @type {string} */ group) => h('span', { class: 'chip' }, group)),
        sigmaUser === 'internal' && h('span', { class: 'chip' }, 'Sigma login'),
      ),
      h('p', { class: 'sees' }, sees),
      isIn
        ? h(
            'p',
            { class: 'tokens' },
            h('span', {}, 'Access token ', access > 0 ? left(access, 'ended') : h('span', { class: 'over' }, 'ended')),
            h(
              'span',
              {},
              'Refresh token ',
              refresh > 0 ? left(refresh, 'ended') : h('span', { class: 'over' }, 'none'),
            ),
            h('span', {}, `${open} open ${open === 1 ? 'embed' : 'embeds'}`),
          )
        : h('p', { class: 'tokens out' }, 'Not signed in'),
    ),
    isIn &&
      h(
        'div',
        { class: 'deeds', role: 'group', 'aria-label': `What to do to ${displayName}` },
        deed('expire-access-tokens', 'End access token', {
          again,
          email,
          said: 'Databricks refuses the access tokens from now on; the gateway can still refresh.',
        }),
        deed('end-grants', 'End grant', { again, email, said: 'Refreshing fails from now on.' }),
        deed('end-embeds', 'End embeds', { again, email, said: 'The open workbooks say that their session expired.' }),
      ),
  );
}

/**
 * @param {string} path
 * @param {string} label
 * @param {{ email: string, said: string, again: () => void }} options
 */
function deed(path, label, { again, email, said }) {
  const run = async () => {
    const { error } = await act('POST', `/${path}`, { person: email });
    say(error ?? `${email}: ${said}`);
    again();
  };
  return h('button', { type: 'button', 'data-key': `${path} ${email}`, onclick: () => void run() }, label);
}
