// Thrift as far as Databricks' SQL driver needs it for one question, on top of the sandbox's own statements. Text columns only.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

type Struct = new (fields: object) => object;
type Handler = (request: Readonly<Record<string, unknown>>, done: (error: null, answer: object) => void) => void;

interface Library {
  readonly TBinaryProtocol: new (transport: object) => object;
  readonly TBufferedTransport: {
    new (buffer: undefined, flush: (bytes: Buffer) => void): object;
    receiver(then: (transport: object) => void): (bytes: Buffer) => void;
  };
}

const require = createRequire(import.meta.resolve('@databricks/sql'));
const { TBinaryProtocol, TBufferedTransport } = require('thrift') as Library;
const T = require('./../thrift/TCLIService_types.js') as Readonly<Record<string, Struct>>;
const { Processor } = require('./../thrift/TCLIService.js') as {
  readonly Processor: new (handlers: Readonly<Record<string, Handler>>) => {
    process(input: object, output: object): void;
  };
};

const SUCCESS = { status: { statusCode: 0 } };
const PROTOCOL_V1 = 0xa5_01;
const FINISHED = 2;
const STRING = 7;
const COLUMNS = 1;

/** Runs a statement and returns the names and rows of its result. */
export type Ask = (
  statement: string,
) => Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;

/** Answers one Thrift request. */
export async function answerThrift(body: Buffer, ask: Ask): Promise<Buffer> {
  const handle = () => ({ guid: uuidBytes(), secret: uuidBytes() });
  const execute = async (statement: string, done: Parameters<Handler>[1]): Promise<void> => {
    const operationHandle = { operationId: handle(), operationType: 0, hasResultSet: true };
    const directResults = resultsOf(await ask(statement));
    done(null, make('TExecuteStatementResp', { ...SUCCESS, operationHandle, directResults }));
  };
  const processor = new Processor({
    OpenSession: (_request, done) =>
      done(
        null,
        make('TOpenSessionResp', {
          ...SUCCESS,
          serverProtocolVersion: PROTOCOL_V1,
          sessionHandle: { sessionId: handle() },
        }),
      ),
    ExecuteStatement: ({ statement }, done) => void execute(String(statement), done),
    CloseOperation: (_request, done) => done(null, make('TCloseOperationResp', SUCCESS)),
    CloseSession: (_request, done) => done(null, make('TCloseSessionResp', SUCCESS)),
  });
  return await new Promise((resolve) => {
    const output = new TBufferedTransport(undefined, resolve);
    TBufferedTransport.receiver((input) => processor.process(new TBinaryProtocol(input), new TBinaryProtocol(output)))(
      body,
    );
  });
}

/** Everything about a result at once, so that the driver asks for nothing more. */
function resultsOf({ columns, rows }: Awaited<ReturnType<Ask>>): object {
  const typeDesc = { types: [make('TTypeEntry', { primitiveEntry: { type: STRING } })] };
  const schema = { columns: columns.map((columnName, at) => ({ columnName, position: at + 1, typeDesc })) };
  const values = columns.map((_, at) => rows.map((row) => row[at] ?? ''));
  const texts = values.map((column) => make('TColumn', { stringVal: { values: column, nulls: Buffer.alloc(0) } }));
  return {
    operationStatus: { ...SUCCESS, operationState: FINISHED },
    resultSetMetadata: { ...SUCCESS, resultFormat: COLUMNS, schema },
    resultSet: { ...SUCCESS, hasMoreRows: false, results: { startRowOffset: 0, rows: [], columns: texts } },
    closeOperation: SUCCESS,
  };
}

function make(name: string, fields: object): object {
  const Type = T[name];
  if (Type === undefined) throw new Error(`no Thrift type ${name}`);
  return new Type(fields);
}

function uuidBytes(): Buffer {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
}
