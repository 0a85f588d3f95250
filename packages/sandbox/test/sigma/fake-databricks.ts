// A Databricks of twenty lines for the tests of the sandbox's Sigma: answers statements from a script, and writes down who asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly statement?: string;
    readonly warehouse_id?: string;
    readonly wait_timeout?: string;
    readonly parameters?: unknown;
  };
}

export interface FakeDatabricks extends AsyncDisposable {
  readonly origin: string;
  readonly asked: Asked[];
  /** What the next requests get; undefined falls through to rows that fit each statement. */
  answer: (asked: Asked) => { readonly status: number; readonly body: object } | undefined;
}

export const succeeded = (rows: readonly (readonly (string | null)[])[]) => ({
  status: 200,
  body: { statement_id: 's1', status: { state: 'SUCCEEDED' }, manifest: {}, result: { data_array: rows } },
});

export async function startFakeDatabricks(): Promise<FakeDatabricks> {
  const asked: Asked[] = [];
  const fake: Pick<FakeDatabricks, 'answer'> = { answer: () => undefined };
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { authorization } = request.headers;
    const entry: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization,
      body: text === '' ? {} : JSON.parse(text),
    };
    asked.push(entry);
    const { body, status } = fake.answer(entry) ?? usual(entry);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    origin: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function usual({ body }: Asked): { status: number; body: object } {
  const statement = body.statement ?? '';
  if (statement.includes('current_user')) return succeeded([['ana@example.com']]);
  if (statement.includes('avg(`Fare`)')) return succeeded([[null]]);
  if (statement.includes('avg(')) return succeeded([['2.5']]);
  if (statement.includes('AS DATE')) return succeeded([['2016-01-31', '3']]);
  if (statement.includes('CASE WHEN')) return succeeded([['10001', '0 to 1 mi', '3']]);
  if (statement.includes('GROUP BY')) return succeeded([['10001', '3']]);
  if (statement.includes('count(')) return succeeded([['3']]);
  return succeeded([['2016-01-31T08:15:00.000Z', '10001', '10011', '2.5', null]]);
}
