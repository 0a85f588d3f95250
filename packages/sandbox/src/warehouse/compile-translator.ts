// Compiles the translator's WebAssembly, 23 MB of it, and leaves nothing else of it in memory. Knows no SQL.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/** What is used of it; the types of Node have none of it. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

/** V8's own figure for how much a WebAssembly function runs before it is compiled a second time, for speed. */
const USUAL_BUDGET = 13_000_000;

/** The package's own way of loading keeps two copies of the file until the next full collection of garbage. */
export async function compileTranslator(): Promise<object> {
  const bytes = await readFile(fileURLToPath(import.meta.resolve('@polyglot-sql/sdk/polyglot_sql.wasm')));
  // Compiling this module a second time takes half a gigabyte, for statements that take a millisecond either way. The
  // budget is read when a module is made, so that no other one is touched.
  setFlagsFromString('--wasm-tiering-budget=2000000000');
  try {
    return await WebAssembly.compile(bytes);
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${USUAL_BUDGET}`);
    // V8 has its own copy by now.
    bytes.buffer.transfer(0);
  }
}
