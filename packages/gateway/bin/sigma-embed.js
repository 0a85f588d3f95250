#!/usr/bin/env node
// Refuses an old Node in one sentence, then hands over to the command line.
const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  process.stderr.write(`sigma-embed: Node ${OLDEST} or newer is needed; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  try {
    const { main } = await import('@sigma-embed/gateway/cli');
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      `sigma-embed: a part of the program is missing. In the repository, start it with: npm run sigma-embed (${error.message.split('\n')[0]})\n`,
    );
    process.exitCode = 1;
  }
  // What is still open by now, such as idle connections of fetch, is not waited for.
  setTimeout(() => process.exit(), 250).unref();
}
