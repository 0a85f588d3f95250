// A process that holds nothing but a sandbox. Sends where it is when it is ready; tells its memory whenever it is asked.
// Plain JavaScript: a process that strips types keeps a compiler in memory, which a project that tests has not.
const startedAt = performance.now();
const { startSandbox } = await import('@sigma-embed/sandbox');
const sandbox = await startSandbox({ redirectUrls: ['http://localhost:3000/auth/databricks/callback'] });
const [app] = sandbox.databricks.apps;

process.on('message', () => {
  process.send?.({ rssBytes: process.memoryUsage.rss(), peakBytes: process.resourceUsage().maxRSS * 1024 });
});
process.send?.({
  readyMs: performance.now() - startedAt,
  origin: sandbox.databricks.origin,
  clientId: app?.clientId ?? '',
  clientSecret: app?.clientSecret ?? '',
  warehouseId: sandbox.world.warehouseId,
});
