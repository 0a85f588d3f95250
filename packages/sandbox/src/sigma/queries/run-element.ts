// One element of one loaded frame: who asks, what is asked, and what the page is told. Knows no HTML.
import { compileElement, type Sorting, type Statement } from '../documents/compile.ts';
import { controlsOf, isData, type Contents, type DataElement } from '../documents/contents.ts';
import { readVariables } from '../documents/controls.ts';
import { pagesOf } from '../documents/layout.ts';
import { FormulaProblem } from '../documents/formula.ts';
import type { LiveFrame } from '../frames/live-frame.ts';
import type { SigmaState } from '../state.ts';
import { createWarehouseClient, type Outcome, type Row } from './warehouse-client.ts';

/** What `POST /<org>/api/query` answers. */
export type ElementAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly hint?: string }
  /** The whole frame turns into a sign-in page. */
  | { readonly kind: 'sign_in'; readonly code: string; readonly message: string };

export interface ElementRequest {
  readonly live: LiveFrame;
  /** Element id. */
  readonly element: string;
  /** Control id -> value, as the page has it; values that a control cannot have count as the published ones. */
  readonly variables: Readonly<Record<string, string>>;
  readonly sorting?: Sorting | undefined;
}

const TOKEN_DEAD = 'Your OAuth session has expired. Sign in to view this connection.';
const NO_TOKEN = 'Sign in to view this connection';
const NO_SELECT = 'You do not have permission to see this data. Ask the owner of the table for SELECT.';

/** Runs the element's statement at Databricks as the frame's viewer. */
export async function runElement(
  state: SigmaState,
  databricksOrigin: string,
  request: ElementRequest,
): Promise<ElementAnswer> {
  const { element: id, live } = request;
  const { contents, frame } = live;
  const element = contents.elements.find((one) => one.id === id);
  const isShown = pagesOf(contents, frame.node).some(({ elements }) => elements.some((one) => one.element === element));
  if (element === undefined || !isData(element) || !isShown) {
    return { kind: 'error', code: 'ESTALE', message: 'This element has been deleted or archived.' };
  }
  const statement = compile(contents, element, request);
  if (typeof statement === 'string') return { kind: 'error', code: 'EINVAL', message: statement };
  const connectionId = connectionOf(contents, element);
  const token = frame.tokens[connectionId];
  if (token === undefined) {
    return state.connections.get(connectionId)?.useOauth === true
      ? { kind: 'error', code: 'EACCES', message: NO_TOKEN }
      : { kind: 'error', code: 'UNKNOWN', message: 'The sandbox runs queries on OAuth connections only.' };
  }
  const client = createWarehouseClient({
    origin: databricksOrigin,
    token,
    warehouseId: warehouseOf(state, connectionId),
  });
  const outcome = await client.run(statement.text, statement.parameters);
  return outcome.kind === 'done' ? { kind: 'rows', rows: outcome.value } : tell(state, request, outcome);
}

function compile(contents: Contents, element: DataElement, request: ElementRequest): Statement | string {
  const variables = readVariables(controlsOf(contents), (controlId) => request.variables[controlId]);
  try {
    return compileElement(contents, element, { variables, sorting: request.sorting });
  } catch (problem) {
    if (problem instanceof FormulaProblem) return `Invalid Query: ${problem.message}`;
    throw problem;
  }
}

/** The connection at the root of an element's sources. */
function connectionOf(contents: Contents, element: DataElement): string {
  const { source } = element;
  if (source.kind !== 'table') return source.connectionId;
  const parent = contents.elements.find(({ id }) => id === source.elementId);
  return parent === undefined || !isData(parent) ? '' : connectionOf(contents, parent);
}

/** The id at the end of the connection's HTTP path. What is no such path goes out as it is, and Databricks says what is wrong. */
function warehouseOf({ connections }: SigmaState, connectionId: string): string {
  const { endpoint } = connections.get(connectionId)?.details ?? {};
  if (typeof endpoint !== 'string') return '';
  return /^\/sql\/1\.0\/warehouses\/([^/]+)$/.exec(endpoint)?.[1] ?? endpoint;
}

function tell(
  { world }: SigmaState,
  { element, live }: ElementRequest,
  failed: Exclude<Outcome<never>, { kind: 'done' }>,
): ElementAnswer {
  const code = failed.kind === 'token_dead' ? 'EACCES' : failed.code;
  world.events.add({
    vendor: 'sigma',
    kind: 'query.failed',
    person: live.frame.subject,
    detail: { element, code, reason: failed.kind },
  });
  if (failed.kind === 'token_dead') {
    const kind = world.sigma.tokenDeath === 'sign_in_page' ? 'sign_in' : 'error';
    return { kind, code, message: TOKEN_DEAD };
  }
  const { message } = failed;
  return { kind: 'error', code, message, ...(code === 'EACCES' && { hint: NO_SELECT }) };
}
