// The first step of every script: refuses an older Node in one sentence.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Node ${process.versions.node} is too old: this needs Node 24 or newer. ` +
      'Run `npm ci` in this folder (it brings a fitting Node along), then use `npm run …`.\n',
  );
  process.exit(1);
}
