// Loaded before every test file: a process that goes on after its tests has left something open. It says what, and fails, rather than
// hold up the whole run.
import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';

/** For what the file itself ends after its tests. */
const PATIENCE_MS = 60_000;

if (isMainThread) after(() => void setTimeout(giveUp, PATIENCE_MS).unref());

function giveUp(): void {
  const open = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`Its tests are done and the process goes on. Still open: ${open}.\n`);
  process.exit(1);
}
