// What people install: each package is built, packed and installed into an empty folder, where nothing of this repository is near.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { npm, run } from './npm.ts';
import { copyTree, type Ran } from './tree-copy.ts';

type Name = 'gateway' | 'browser' | 'sandbox';

const root = mkdtempSync(join(tmpdir(), 'sigma-embed-packed-'));
const tarballs = new Map<Name, { readonly path: string; readonly files: readonly string[] }>();

before(async () => {
  using tree = copyTree();
  const built = tree.node('tools/build.ts');
  assert.equal(built.status, 0, built.output);
  await Promise.all(
    (['gateway', 'browser', 'sandbox'] as const).map((name) => pack(join(tree.path, 'packages', name), name)),
  );
});
after(() => rmSync(root, { recursive: true, force: true }));

async function pack(folder: string, name: Name): Promise<void> {
  const { output, status } = await npm(folder, 'pack', '--json', '--loglevel=error', '--pack-destination', root);
  assert.equal(status, 0, output);
  const found = /"filename": "(?<file>[^"]+)"/.exec(output)?.groups?.['file'] ?? '';
  const files = [...output.matchAll(/"path": "([^"]+)"/g)].map(([, path = '']) => path);
  tarballs.set(name, { path: join(root, found), files });
}

/** A project of somebody else, with these packages installed. */
async function project(name: string, packages: readonly Name[]): Promise<string> {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const paths = packages.map((one) => tarballs.get(one)?.path ?? '');
  const { output, status } = await npm(folder, 'install', ...paths);
  assert.equal(status, 0, output);
  return folder;
}

it('each tarball holds the program, its types, a README and the license, and nothing else', () => {
  const common = ['LICENSE', 'README.md', 'package.json'];
  const allowed: Readonly<Record<Name, RegExp>> = {
    gateway:
      /^(config-file\.(example|schema)\.json|assets\/sigma-embed\.js|bin\/sigma-embed\.js|dist\/[\w/-]+\.(js|d\.ts))$/,
    browser: /^dist\/([\w-]+\.d\.ts|(index|element|react|help-[A-Z0-9]+)\.js)$/,
    sandbox: /^(seed\.schema\.json|bin\/sigma-embed-sandbox\.js|dist\/[\w/-]+\.(js|d\.ts|css|json))$/,
  };
  for (const [name, { files }] of tarballs) {
    for (const file of common) assert.ok(files.includes(file), `${name} lacks ${file}`);
    const others = files.filter((file) => !common.includes(file));
    assert.deepEqual(
      others.filter((file) => !allowed[name].test(file)),
      [],
      name,
    );
    if (name === 'gateway') assert.ok(others.includes('assets/sigma-embed.js'), 'the gateway lacks the component');
    assert.ok(
      others.some((file) => file === 'dist/index.js'),
      `${name} lacks dist/index.js`,
    );
  }
  assert.equal(tarballs.size, 3);
});

describe('the gateway alone', () => {
  let folder: string;
  const cli = (...args: readonly string[]): Promise<Ran> =>
    run(process.execPath, { cwd: folder, args: ['node_modules/@sigma-embed/gateway/bin/sigma-embed.js', ...args] });

  before(async () => {
    folder = await project('gateway-alone', ['gateway']);
  });

  it('brings no DuckDB, no native build and no install script', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const names = Object.keys(lock.packages);
    assert.ok(names.length > 5 && names.length < 60, names.join(' '));
    assert.deepEqual(
      names.filter((name) => /duckdb|sandbox|gyp|prebuild/.test(name)),
      [],
    );
    assert.deepEqual(
      names.filter((name) => lock.packages[name]?.hasInstallScript === true),
      [],
    );
    const files = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((file) => /\.(node|wasm|so|dylib|dll|gyp)$/.test(file)),
      [],
    );
  });

  it('the command is linked and every command helps', async () => {
    const linked = await npm(folder, 'exec', '--offline', '--', 'sigma-embed', '--version');
    assert.match(linked.output, /^\d+\.\d+\.\d+$/m);
    const help = await cli('--help');
    assert.equal(help.status, 0);
    const commands = [...help.output.matchAll(/^ {2}([a-z]+)(?: \[.*)? {2,}\S/gm)].map(([, name = '']) => name);
    assert.ok(commands.includes('serve') && commands.includes('token'), help.output);
    for (const name of commands.filter((one) => one !== 'help' && one !== 'sandbox')) {
      const { output, status } = await cli(name, '--help');
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`^Usage: sigma-embed ${name} `));
    }
  });

  it('every entry can be imported, without any framework being there', async () => {
    const { exports } = JSON.parse(readFileSync('packages/gateway/package.json', 'utf8')) as { exports: object };
    const entries = Object.keys(exports).filter((entry) => !entry.includes('json') && entry !== './testing');
    assert.ok(entries.includes('./node') && entries.includes('./fastify') && entries.includes('./next'));
    const program = entries.map((entry) => `await import('@sigma-embed/gateway${entry.slice(1)}');`).join('\n');
    const { output, status } = await run(process.execPath, {
      cwd: folder,
      args: ['--input-type=module', '-e', program],
    });
    assert.deepEqual([status, output], [0, '']);
  });

  it('the sandbox that is not installed is named, with what to do', async () => {
    const { output, status } = await cli('sandbox', '--help');
    assert.equal(status, 2);
    assert.match(output, /Install @sigma-embed\/sandbox beside the gateway/);
  });

  it('every TypeScript block of the README about it compiles, strictly, and the mint mints', async () => {
    const blocks = blocksOfReadme().filter((text) => !text.includes('@sigma-embed/sandbox'));
    assert.ok(blocks.length >= 2);
    blocks.forEach((text, at) => writeFileSync(join(folder, `block-${at}.ts`), text));
    const { output, status } = await typeCheck(
      folder,
      blocks.map((_, at) => `block-${at}.ts`),
    );
    assert.equal(status, 0, output);
    const mints = blocks.findIndex((text) => text.includes('mintEmbedUrl'));
    const print = 'process.stdout.write(JSON.stringify({ url, expiresAt }));\n';
    writeFileSync(join(folder, 'mint.ts'), `${blocks[mints]}${print}`);
    const minted = await run(process.execPath, { cwd: folder, args: ['mint.ts'] });
    assert.equal(minted.status, 0, minted.output);
    const { url, expiresAt } = JSON.parse(minted.output) as { url: string; expiresAt: number };
    assert.match(
      url,
      /^https:\/\/app\.sigmacomputing\.com\/your-org\/workbook\/[\w-]+\?:embed=true&:jwt=[\w-]+\.[\w-]+\.[\w-]+$/,
    );
    assert.ok(expiresAt > Date.now());
  });

  it('a wrong use of the types is refused', async () => {
    const text = "import { mintEmbedUrl } from '@sigma-embed/gateway/sigma';\nawait mintEmbedUrl({ clientId: 1 });\n";
    writeFileSync(join(folder, 'wrong.ts'), text);
    const { output, status } = await typeCheck(folder, ['wrong.ts']);
    assert.notEqual(status, 0);
    assert.match(output, /Type 'number' is not assignable to type 'string'/);
  });
});

describe('all three together', () => {
  let folder: string;

  before(async () => {
    folder = await project('all-three', ['gateway', 'browser', 'sandbox']);
  });

  it('the sandbox starts from its package, and its types and those of the browser package resolve', async () => {
    const text = `import { createSigmaEmbed, type SigmaEmbed } from '@sigma-embed/browser';
import { SigmaEmbedElement } from '@sigma-embed/browser/element';
import { startSandbox } from '@sigma-embed/sandbox';
const embed: ((element: HTMLElement) => SigmaEmbed) | undefined = createSigmaEmbed;
if (typeof embed !== 'function' || typeof SigmaEmbedElement !== 'function') throw new Error('no component');
await using sandbox = await startSandbox();
const answer = await fetch(\`\${sandbox.databricks.origin}/oidc/.well-known/oauth-authorization-server\`);
process.stdout.write(\`\${answer.status} \${sandbox.people.length}\`);
`;
    writeFileSync(join(folder, 'start.ts'), text);
    const checked = await typeCheck(folder, ['start.ts']);
    assert.equal(checked.status, 0, checked.output);
    const started = await run(process.execPath, { cwd: folder, args: ['start.ts'] });
    assert.deepEqual([started.status, started.output], [0, '200 5']);
  });

  it('the test of the README compiles, strictly, beside code that makes embed URLs', async () => {
    const [block = '', ...more] = blocksOfReadme().filter((text) => text.includes('@sigma-embed/sandbox'));
    assert.deepEqual(more, []);
    const yours = 'export declare const embedUrlFor: (viewer: string, env: NodeJS.ProcessEnv) => Promise<string>;\n';
    writeFileSync(join(folder, 'your-code.ts'), yours);
    writeFileSync(join(folder, 'readme.ts'), block);
    const { output, status } = await typeCheck(folder, ['readme.ts']);
    assert.equal(status, 0, output);
  });

  it('the demo helps with its options under both of its names', async () => {
    for (const command of ['gateway/bin/sigma-embed.js sandbox', 'sandbox/bin/sigma-embed-sandbox.js']) {
      const args = `node_modules/@sigma-embed/${command} --help`.split(' ');
      const { output, status } = await run(process.execPath, { cwd: folder, args });
      assert.equal(status, 0, output);
      assert.match(output, /--fast-tokens/);
    }
  });
});

function blocksOfReadme(): string[] {
  return [...readFileSync('README.md', 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}

/** As a project with modern settings does, declarations of dependencies included. */
async function typeCheck(folder: string, files: readonly string[]): Promise<Ran> {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable', 'dom'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    typeRoots: [resolve('node_modules/@types')],
    types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return await run(process.execPath, { cwd: folder, args: [resolve('node_modules/typescript/bin/tsc'), '-p', '.'] });
}
