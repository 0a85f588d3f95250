// A page that embeds a workbook with `@sigmacomputing/embed-sdk`: every listener of the SDK keeps what it hears.
import * as sdk from '@sigmacomputing/embed-sdk';

type Listener = (event: MessageEvent, frame: HTMLIFrameElement, tell: (event: unknown) => void) => void;

const frame = document.createElement('iframe');
frame.title = 'Workbook';
frame.width = '1200';
frame.height = '900';

/** By the name of the listener. */
const heard: Record<string, unknown[]> = {};
/** Types of everything that the frame posted, whether the SDK takes it or not. */
const posted: string[] = [];

const exported = Object.entries(sdk) as unknown as readonly (readonly [string, (...values: unknown[]) => void])[];
const listeners = exported.filter(([name]) => name.endsWith('Listener')) as unknown as readonly [string, Listener][];

addEventListener('message', (event) => {
  if (event.source === frame.contentWindow) posted.push(String((event.data as { type?: unknown }).type));
  for (const [name, listener] of listeners) listener(event, frame, (told) => (heard[name] ??= []).push(told));
});

Object.assign(globalThis, {
  heard,
  posted,
  listeners: listeners.map(([name]) => name),
  open(url: string) {
    frame.src = url;
    document.body.append(frame);
  },
  /** Calls a mutation of the SDK by its name; the one function that takes no frame gets none. */
  tell(name: string, values: readonly unknown[]) {
    const given = name.startsWith('DO_NOT_USE') ? values : [frame, ...values];
    exported.find(([known]) => known === name)?.[1](...given);
  },
  /** For the messages that the SDK has no function for yet. */
  say(message: object, origin = 'https://app.sigmacomputing.com') {
    frame.contentWindow?.postMessage(message, origin);
  },
});
