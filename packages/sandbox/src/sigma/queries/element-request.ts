// Reads the body of `POST /sandbox/api/query`. Anything the page itself would not send is refused.
import type { SigmaState } from '../state.ts';
import { CONTROL_CHOICES, ELEMENTS } from '../workbooks.ts';
import type { ElementRequest } from './run-element.ts';

/** `{ session, element, distance }`, or undefined when one of them is not known. */
export function readElementRequest(state: SigmaState, body: unknown): ElementRequest | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { distance, element, session } = body as Readonly<Record<string, unknown>>;
  const frame = state.frames.get(String(session));
  const known = ELEMENTS.find((id) => id === element);
  const choice = CONTROL_CHOICES.find(({ value }) => value === distance);
  if (frame === undefined || choice === undefined) return undefined;
  if (known === undefined || known === 'about-data') return undefined;
  return { frame, element: known, distance: Number(choice.value) };
}
