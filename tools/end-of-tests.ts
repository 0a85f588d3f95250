// Loaded before every test file: a process that goes on after its tests has left something open. It says what, and fails, rather than
// hold up the whole run.
import { after } from 'node:test';

/** For what the file itself ends after its tests. */
const PATIENCE_MS = 60_000;

after(() => {
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().join(', ');
    process.stderr.write(`Its tests are done and the process goes on. Still open: ${open}.\n`);
    process.exit(1);
  }, PATIENCE_MS).unref();
});
