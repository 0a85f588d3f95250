// The page of a run: asks what is wanted, loads frames, listens to them, and tells what they said. Decides nothing.

/**
 * @typedef {{ type: string, code?: string, message?: string, variables?: Record<string, string> }} Message
 * @typedef {{ id: string, do: 'load' | 'listen', frame: string, until: string[], forMs: number, url?: string, send?: object }} Task
 * @typedef {{ node: HTMLIFrameElement, said: Message[], onMessage: () => void }} Frame
 */

const status = /** @type {HTMLElement} */ (document.querySelector('[role=status]'));
const signIn = /** @type {HTMLElement} */ (document.querySelector('.sign-in'));
const link = /** @type {HTMLAnchorElement} */ (signIn.querySelector('a'));
const place = /** @type {HTMLElement} */ (document.querySelector('.frames'));
/** @type {Map<string, Frame>} */
const frames = new Map();

addEventListener('message', ({ data, source }) => {
  const frame = [...frames.values()].find(({ node }) => node.contentWindow === source);
  if (frame === undefined || typeof data !== 'object' || typeof data?.type !== 'string') return;
  frame.said.push(messageOf(data));
  frame.onMessage();
});

signIn.querySelector('button')?.addEventListener('click', () => void fetch('skip', { method: 'POST' }));

/**
 * @param {any} data
 * @returns {Message}
 */
function messageOf({ code, message, type, workbook }) {
  return {
    type: type.slice(0, 200),
    ...(typeof code === 'string' && { code: code.slice(0, 200) }),
    ...(typeof message === 'string' && { message: message.slice(0, 2000) }),
    ...(type === 'workbook:loaded' && typeof workbook?.variables === 'object' && { variables: workbook.variables }),
  };
}

/** @param {Task} task */
async function perform(task) {
  if (task.do === 'load') open(task);
  const frame = frames.get(task.frame);
  if (frame !== undefined) {
    if (task.send !== undefined) {
      frame.node.contentWindow?.postMessage(task.send, new URL(frame.node.src).origin);
    }
    await heard(frame, task);
  }
  const messages = frame?.said ?? [];
  if (frame !== undefined) frame.said = [];
  const body = JSON.stringify({ id: task.id, messages });
  await fetch('done', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** @param {Task} task */
function open({ frame: name, url = '' }) {
  frames.get(name)?.node.remove();
  const node = document.createElement('iframe');
  node.title = 'Embed';
  node.src = url;
  frames.set(name, { node, said: [], onMessage: () => undefined });
  place.append(node);
}

/**
 * @param {Frame} frame
 * @param {Task} task
 */
async function heard(frame, { forMs, until }) {
  await new Promise((resolve) => {
    const look = () => frame.said.some(({ type }) => until.includes(type)) && resolve(undefined);
    frame.onMessage = look;
    setTimeout(resolve, forMs);
    look();
  });
  frame.onMessage = () => undefined;
}

let version = -1;
let over = false;
/** @type {string | undefined} */
let last;
while (!over) {
  try {
    const wanted = await (await fetch(`next?version=${version}`)).json();
    ({ over, version } = wanted);
    signIn.hidden = wanted.signIn === undefined;
    if (wanted.signIn !== undefined) link.href = wanted.signIn;
    status.textContent =
      wanted.signIn === undefined ? 'Leave this page open; it works by itself.' : 'Sign in as the viewer of this run.';
    if (wanted.task !== undefined && wanted.task.id !== last) {
      last = wanted.task.id;
      await perform(wanted.task);
    }
  } catch {
    over = true;
  }
}
status.textContent = 'The run is over. What was found stands in the terminal.';
