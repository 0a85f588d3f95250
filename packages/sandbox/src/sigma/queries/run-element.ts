// One element of one loaded frame: who asks, what is asked, and what the page is told. Knows no HTML.
import type { FrameSession, SigmaState } from '../state.ts';
import { statementOf, type QueryElement } from './statements.ts';
import { createWarehouseClient, type Outcome, type Row } from './warehouse-client.ts';

/** What `POST /sandbox/api/query` answers. */
export type ElementAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly viewer?: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly hint?: string }
  /** The whole frame turns into a sign-in page. */
  | { readonly kind: 'sign_in'; readonly code: string; readonly message: string }
  /** The embed session has ended. */
  | { readonly kind: 'ended' };

export interface ElementRequest {
  readonly frame: FrameSession;
  readonly element: QueryElement;
  /** Value of the control, in miles. */
  readonly distance: number;
}

const TOKEN_DEAD = 'Your OAuth session has expired. Sign in to view this connection.';
const NO_SELECT = 'You do not have permission to see this data. Ask the owner of the table for SELECT.';

/** Runs the element's statement at Databricks as the frame's viewer. */
export async function runElement(
  state: SigmaState,
  databricksOrigin: string,
  request: ElementRequest,
): Promise<ElementAnswer> {
  const { world } = state;
  const { distance, element, frame } = request;
  if (frame.exp * 1000 <= world.clock.now()) return { kind: 'ended' };
  const client = createWarehouseClient({
    origin: databricksOrigin,
    token: frame.token,
    warehouseId: world.warehouseId,
  });
  const { parameters, text } = statementOf(element, { distance, table: frame.workbook.table });
  // The text cell also asks for the person's name, as Sigma does for the owner of a connection's session.
  const [me, outcome] = await Promise.all([
    element === 'viewer' ? client.me() : undefined,
    client.run(text, parameters),
  ]);
  const failed = [me, outcome].find((answer) => answer !== undefined && answer.kind !== 'done');
  if (failed !== undefined) return tell(state, request, failed);
  const rows = outcome.kind === 'done' ? outcome.value : [];
  return { kind: 'rows', rows, ...(me?.kind === 'done' && { viewer: me.value.displayName }) };
}

function tell(
  { world }: SigmaState,
  { element, frame }: ElementRequest,
  failed: Exclude<Outcome<never>, { kind: 'done' }>,
): ElementAnswer {
  const code = failed.kind === 'token_dead' ? 'EACCES' : failed.code;
  world.events.add({
    vendor: 'sigma',
    kind: 'query.failed',
    person: frame.subject,
    detail: { element, code, reason: failed.kind },
  });
  if (failed.kind === 'token_dead') {
    const kind = world.sigma.tokenDeath === 'sign_in_page' ? 'sign_in' : 'error';
    return { kind, code, message: TOKEN_DEAD };
  }
  const { message } = failed;
  return { kind: 'error', code, message, ...(code === 'EACCES' && { hint: NO_SELECT }) };
}
