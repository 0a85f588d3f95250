// Loaded before a test run: puts one bug into one source file as it is read. The file on disk stays as it is.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const { file, find, put } = JSON.parse(process.env['MUTANT'] ?? '{}') as Readonly<Record<string, string>>;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (file === undefined || !url.endsWith(`/packages/sandbox/src/${file}`)) return loaded;
    const source = readFileSync(fileURLToPath(url), 'utf8');
    // A bug that cannot be put in would be "noticed" by nobody and prove nothing.
    if (find === undefined || source.split(find).length !== 2) {
      process.stderr.write(`MUTANT DOES NOT FIT ${file}\n`);
      process.exit(99);
    }
    return { ...loaded, source: source.replace(find, () => put ?? '') };
  },
});
