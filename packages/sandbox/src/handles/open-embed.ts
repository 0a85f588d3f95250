// Opens an embed URL without a browser, as a frame would: loads the page, then asks for the data of what it shows.

/** What an element showed. Values are text as Databricks sends it; NULL is null. */
export interface ShownElement {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Why there are no rows; undefined when there are, or could be. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** An embed that was opened and read. */
export interface ReadEmbed {
  readonly workbookId: string;
  /** By element id: every element that asks the warehouse, of all pages. */
  readonly elements: Readonly<Record<string, ShownElement>>;
}

/** Sigma refused the URL; the message is the sentence in the frame. */
export class EmbedRefusal extends Error {
  /** Such as `EINVAL`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'EmbedRefusal';
    this.code = code;
  }
}

/** What the page tells its own script. */
interface PageData {
  readonly session?: string;
  readonly workbookId?: string;
  readonly variables?: object;
  readonly elements?: readonly {
    readonly id: string;
    readonly name: string;
    readonly columns: readonly { readonly name: string }[];
  }[];
  readonly code?: string;
  readonly message?: string;
}

interface Answer {
  readonly kind: string;
  readonly rows?: ShownElement['rows'];
  readonly code?: string;
  readonly message?: string;
}

/** The page's own words when its server does not answer. */
const AWAY: Answer = { kind: 'error', code: 'NETWORK', message: 'Sigma cannot be reached.' };

/**
 * Loads `url` at the sandbox's Sigma, whose `origin` may be another name for the URL's.
 * @throws EmbedRefusal when it does not load, as a used URL does not.
 */
export async function openEmbed(
  url: string,
  { fetch, origin }: { readonly fetch: typeof globalThis.fetch; readonly origin: string },
): Promise<ReadEmbed> {
  const { pathname, search } = new URL(url);
  const page = await fetch(`${origin}${pathname}${search}`);
  const { code, elements = [], message, session, variables = {}, workbookId } = dataOf(await page.text());
  if (session === undefined || workbookId === undefined) {
    throw new EmbedRefusal(code ?? 'UNKNOWN', message ?? `The embed did not load (status ${page.status}).`);
  }
  const cookie = page.headers.getSetCookie().map((line) => line.split(';')[0]);
  const ask = async (element: string): Promise<Answer> => {
    const answer = await fetch(`${origin}/${pathname.split('/')[1] ?? ''}/api/query`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', cookie: cookie.join('; ') },
      body: JSON.stringify({ session, element, variables }),
    }).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as Answer) : AWAY;
  };
  const shown = elements.filter(({ columns }) => columns.length > 0);
  const read = shown.map(async ({ columns, id, name }): Promise<readonly [string, ShownElement]> => {
    return [id, { name, columns: columns.map((column) => column.name), ...outcome(await ask(id)) }];
  });
  return { workbookId, elements: Object.fromEntries(await Promise.all(read)) };
}

function outcome({ code = 'UNKNOWN', kind, message, rows }: Answer): Pick<ShownElement, 'failure' | 'rows'> {
  if (kind === 'rows' && rows !== undefined) return { rows, failure: undefined };
  return { rows: [], failure: { code, message: message ?? (kind === 'ended' ? 'The embed has ended.' : kind) } };
}

function dataOf(page: string): PageData {
  const text = /<body[^>]* data-frame="([^"]*)"/.exec(page)?.[1] ?? '{}';
  const plain = text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return JSON.parse(plain.replaceAll('&amp;', '&')) as PageData;
}
