#!/usr/bin/env node
// The command `sigma-embed-sandbox`: refuses an old Node in one sentence, then runs the demo.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(`Node ${process.versions.node} is too old: sigma-embed-sandbox needs Node 24 or newer.\n`);
  process.exit(1);
}
const { runDemo } = await import('@sigma-embed/sandbox/main');
process.exit(await runDemo(process.argv.slice(2)));
