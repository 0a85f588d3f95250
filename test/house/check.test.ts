// `npm run check` is only worth something if it fails: each of its own rules is broken once, in a copy of the tree.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { copyTree } from './tree-copy.ts';

const tree = copyTree();
after(() => tree[Symbol.dispose]());

const check = (step: string) => tree.node('tools/check.ts', step);

function refuses(step: string, sentence: RegExp): () => void {
  return () => {
    const { output, status } = check(step);
    assert.equal(status, 1, output);
    assert.match(output, new RegExp(`^FAILED  ${step}`, 'm'));
    assert.match(output, sentence);
  };
}

it('a tree as it stands passes', () => {
  for (const step of ['rooms', 'sizes', 'generated', 'types: gateway']) {
    const { output, status } = check(step);
    assert.equal(status, 0, output);
  }
});

it('a room that imports a value of a forbidden room is refused, with file and line', () => {
  const text = "// Breaks the law.\nimport { openStore } from '../store/open.ts';\nexport const open = openStore;\n";
  tree.withFile(
    'packages/gateway/src/sigma/broken.ts',
    () => text,
    refuses('rooms', /sigma\/broken\.ts:2: sigma may not import store/),
  );
});

it('every way of importing is seen: re-export, side effect, dynamic import, JavaScript', () => {
  const ways: readonly (readonly [file: string, text: string])[] = [
    ['broken.ts', "export { openStore } from '../store/open.ts';\n"],
    ['broken.ts', "import '../store/open.ts';\n"],
    ['broken.ts', "export const open = () => import('../store/open.ts');\n"],
    ['broken.js', "import { openStore } from '../store/open.ts';\nexport const open = openStore;\n"],
  ];
  for (const [file, text] of ways) {
    tree.withFile(`packages/gateway/src/sigma/${file}`, () => text, refuses('rooms', /sigma may not import store/));
  }
});

it('the type of a noun may come from any room', () => {
  const text = "import type { Store } from '../store/store.ts';\nexport type Rows = Store;\n";
  tree.withFile(
    'packages/gateway/src/sigma/noun.ts',
    () => text,
    () => assert.equal(check('rooms').status, 0),
  );
});

it('two files that import each other are refused, even if it is only for a type; so is a promise that nobody waits for', () => {
  const circle = "// Imports what imports it.\nimport type { Minter } from './mint.ts';\nexport type Maker = Minter;\n";
  const back = "import type { Maker } from './maker.ts';\nexport type Makers = readonly Maker[];\n";
  tree.withFile(
    'packages/gateway/src/sigma/maker.ts',
    () => circle,
    () => tree.withFile('packages/gateway/src/sigma/mint.ts', (text) => text + back, refuses('lint', /no-cycle/)),
  );
  const floating = '// Waits for nothing.\nexport const start = (): void => {\n  Promise.resolve(1);\n};\n';
  tree.withFile('packages/gateway/src/sigma/floating.ts', () => floating, refuses('lint', /no-floating-promises/));
});

it('a room that is not in the table is refused', () => {
  const text = "import { toBytes } from '../base/bytes.ts';\nexport const bytes = toBytes;\n";
  tree.withFile(
    'packages/gateway/src/attic.ts',
    () => text.replace('../', './'),
    refuses('rooms', /attic\.ts is not in the table of rooms/),
  );
});

it('the gateway may not import the sandbox, nor the browser package anything of ours', () => {
  const text = (name: string): string => `export { x } from '@sigma-embed/${name}';\n`;
  tree.withFile(
    'packages/gateway/src/flows/broken.ts',
    () => text('sandbox'),
    refuses('rooms', /gateway\/flows\/broken\.ts may not import @sigma-embed\/sandbox/),
  );
  tree.withFile(
    'packages/browser/src/broken.ts',
    () => text('gateway'),
    refuses('rooms', /browser\/broken\.ts may not import @sigma-embed\/gateway/),
  );
});

it('time, randomness and the environment are reserved to their places', () => {
  for (const [text, name] of [
    ['Date.now()', 'Date.now'],
    ['Math.random()', 'Math.random'],
    ['process.env', 'process.env'],
  ] as const) {
    tree.withFile(
      'packages/gateway/src/flows/broken.ts',
      () => `export const taken = ${text};\n`,
      refuses('rooms', new RegExp(`flows/broken\\.ts:1: ${name.replace('.', '\\.')} is reserved`)),
    );
  }
});

it('a source file of over 300 lines is refused', () => {
  tree.withFile(
    'packages/gateway/src/flows/long.ts',
    () => '// One line of many.\n'.repeat(301),
    refuses('sizes', /flows\/long\.ts has 301 lines/),
  );
});

const OPTIONS = 'packages/gateway/src/config/options.ts';

it('an option without documentation is refused', () => {
  const withEmpty = (text: string): string =>
    text.replace(/(key: 'port',[\s\S]*?doc:\s*)(['"`])[\s\S]*?[^\\]\2/, "$1''");
  tree.withFile(OPTIONS, withEmpty, refuses('generated', /option port has no documentation/));
  const without = (text: string): string => text.replace(/(key: 'port',[\s\S]*?)doc:\s*(['"`])[\s\S]*?[^\\]\2,/, '$1');
  tree.withFile(OPTIONS, without, refuses('types: gateway', /'doc' is missing/));
});

it('an option that no reference page tells of is refused', () => {
  const row = "  { key: 'extra', env: ['SIGMA_EMBED_EXTRA'], type: 'string', group: 'sigma', doc: 'Says more.' },\n";
  const more = (text: string): string => text.replace(/^\] as const/m, `${row}] as const`);
  tree.withFile(OPTIONS, more, refuses('generated', /docs\/reference\/options\.md differs/));
  tree.withFile(OPTIONS, more, refuses('generated', /\.env\.example differs/));
});

for (const page of ['options', 'errors', 'routes', 'audit-events', 'cli']) {
  it(`a stale or missing page is refused: ${page}.md`, () => {
    const file = `docs/reference/${page}.md`;
    tree.withFile(file, (text) => `${text}\nMore.\n`, refuses('generated', new RegExp(`${page}\\.md differs`)));
    tree.withFile(file, () => '', refuses('generated', new RegExp(`${page}\\.md differs`)));
  });
}

it('npm run generate puts a stale page right', () => {
  const file = 'docs/reference/errors.md';
  tree.withFile(
    file,
    () => 'stale\n',
    () => {
      const { output, status } = tree.node('--conditions=@sigma-embed/source', 'tools/generate.ts');
      assert.deepEqual([status, output], [0, `wrote ${file}\n`]);
      assert.equal(check('generated').status, 0);
    },
  );
});
