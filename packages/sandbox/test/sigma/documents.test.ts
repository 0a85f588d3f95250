// The content of workbooks: formulas, controls, layout, and the SQL that comes of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoWorkbooks } from '../../src/seed/workbooks.ts';
import { compileElement, compileProblems } from '../../src/sigma/documents/compile.ts';
import { CONTENTS, connectionsOf, isData, type Contents, type Control } from '../../src/sigma/documents/contents.ts';
import { acceptValue, conditionOf, readVariables } from '../../src/sigma/documents/controls.ts';
import { FormulaProblem, translateFormula } from '../../src/sigma/documents/formula.ts';
import { layoutProblems, placePages } from '../../src/sigma/documents/layout.ts';

const resolve = (name: string) =>
  name === 'Total'
    ? { sql: 'sum(`a`)', aggregate: true }
    : name.startsWith('T/')
      ? { sql: `\`${name.slice(2)}\``, aggregate: false }
      : undefined;

describe('a formula', () => {
  const cases: readonly (readonly [formula: string, sql: string, aggregate?: boolean])[] = [
    ['[T/a]', '`a`'],
    ['Sum([T/a])', 'sum(`a`)', true],
    ['Count()', 'count(*)', true],
    ['CountDistinct([T/a])', 'count(DISTINCT `a`)', true],
    ['[Total] / 2', 'sum(`a`) / 2', true],
    ['1 + 2 * 3', '1 + 2 * 3'],
    ['(1 + 2) * 3', '(1 + 2) * 3'],
    ['[T/a] & "x"', "`a` || 'x'"],
    ['[T/a] != 1 And Not IsNull([T/b])', '`a` <> 1 AND NOT (`b` IS NULL)'],
    [
      'If([T/a] < 1, "low", [T/a] < 5, "mid", "high")',
      "CASE WHEN `a` < 1 THEN 'low' WHEN `a` < 5 THEN 'mid' ELSE 'high' END",
    ],
    ['If([T/a] = 1, 2)', 'CASE WHEN `a` = 1 THEN 2 END'],
    ['DateTrunc("month", [T/d])', "date_trunc('month', `d`)"],
    ['In([T/a], "x", "y")', "(`a` IN ('x', 'y'))"],
    ['-[T/a] - -1', '-`a` - -1'],
    ['"it\'s \\"so\\""', "'it\\'s \"so\"'"],
  ];
  for (const [formula, sql, aggregate = false] of cases) {
    it(`${formula} is ${sql}`, () => {
      assert.deepEqual(translateFormula(formula, resolve), { sql, aggregate });
    });
  }

  for (const formula of [
    '',
    '[Nobody]',
    'Sum(',
    'Sum([T/a]',
    '1 2',
    'Rank()',
    '[T/a',
    'DROP TABLE x; --',
    '1 +',
    ', 1',
  ]) {
    it(`${formula || 'nothing'} is refused with a sentence`, () => {
      assert.throws(() => translateFormula(formula, resolve), FormulaProblem);
    });
  }

  it('cannot leave its quotes, however it is written', () => {
    const { sql } = translateFormula(`"x' OR 1=1 --"`, resolve);
    assert.equal(sql, "'x\\' OR 1=1 --'");
    assert.equal(translateFormula(`"\\\\' OR 1=1"`, resolve).sql, "'\\\\\\' OR 1=1'");
  });
});

const control = (fields: Partial<Control>): Control => ({
  id: 'c',
  kind: 'control',
  controlId: 'C',
  controlType: 'list',
  filters: [],
  ...fields,
});

describe('a control', () => {
  it('takes the values that it offers, one or several, and the special ones', () => {
    const one = control({ source: { kind: 'manual', values: ['West', 'East'] } });
    const several = { ...one, selectionMode: 'multiple' as const };
    assert.equal(acceptValue(one, 'West'), 'West');
    assert.equal(acceptValue(one, 'West,East'), undefined);
    assert.equal(acceptValue(several, 'West,East'), 'West,East');
    assert.equal(acceptValue(several, 'West,:null'), 'West,:null');
    assert.equal(acceptValue(several, 'North'), undefined);
    assert.equal(acceptValue(control({ controlType: 'slider' }), '1e3'), '1e3');
    assert.equal(acceptValue(control({ controlType: 'slider' }), 'x'), undefined);
    assert.equal(acceptValue(control({ controlType: 'switch' }), 'yes'), undefined);
    assert.equal(acceptValue(control({ controlType: 'text' }), 'x'.repeat(1001)), undefined);
  });

  it('keeps its published value where it is asked for one that it cannot have', () => {
    const one = control({ source: { kind: 'manual', values: ['West', 'East'] }, values: ['East'] });
    assert.deepEqual(
      readVariables([one], () => 'North'),
      { C: 'East' },
    );
    assert.deepEqual(
      readVariables([one], () => 'West'),
      { C: 'West' },
    );
    assert.deepEqual(
      readVariables([one], () => undefined),
      { C: 'East' },
    );
  });

  const conditions: readonly (readonly [
    Partial<Control>,
    value: string,
    sql: string | undefined,
    parameters: readonly string[],
  ])[] = [
    [{}, '', undefined, []],
    [{}, 'West', '(CAST(x AS STRING) IN (:C_0))', ['West']],
    [{ selectionMode: 'multiple' }, 'West,East', '(CAST(x AS STRING) IN (:C_0, :C_1))', ['West', 'East']],
    [{ selectionMode: 'multiple' }, 'West,:null', '(CAST(x AS STRING) IN (:C_0) OR x IS NULL)', ['West']],
    [{}, ':empty', "(x = '')", []],
    [{ mode: 'exclude' }, 'West', 'NOT (CAST(x AS STRING) IN (:C_0))', ['West']],
    [{ controlType: 'slider', mode: '>=' }, '5', 'x >= :C', ['5']],
    [{ controlType: 'slider', mode: "' OR 1" }, '5', 'x = :C', ['5']],
    [{ controlType: 'switch' }, 'true', 'x = true', []],
    [{ controlType: 'text' }, "o'x", 'contains(lower(x), lower(:C))', ["o'x"]],
    [{ controlType: 'text', mode: 'equals' }, 'x', 'x = :C', ['x']],
  ];
  for (const [fields, value, sql, values] of conditions) {
    it(`${JSON.stringify(fields)} with "${value}" leaves ${sql ?? 'all rows'}`, () => {
      const condition = conditionOf(control(fields), value, 'x');
      assert.equal(condition?.sql, sql);
      assert.deepEqual(
        (condition?.parameters ?? []).map((one) => one.value),
        values,
      );
    });
  }
});

const [, area] = demoWorkbooks('c');
const contents = CONTENTS.parse(area?.contents);
const statement = (id: string, variables: Record<string, string> = { Distance: '0' }, of: Contents = contents) => {
  const element = of.elements.filter(isData).find((one) => one.id === id);
  assert.ok(element);
  return compileElement(of, element, { variables });
};

describe('an element', () => {
  it('asks for what it shows and no more', () => {
    assert.equal(
      statement('kpi-fare').text,
      'SELECT avg(`Fare`) AS `Average fare` FROM (SELECT `fare_amount` AS `Fare` FROM `demo`.`taxi`.`trips` WHERE `trip_distance` >= :Distance) AS parent',
    );
    assert.equal(
      statement('kpi-trips').text,
      'SELECT count(*) AS `Trips` FROM (SELECT 1 FROM `demo`.`taxi`.`trips` WHERE `trip_distance` >= :Distance) AS parent',
    );
  });

  it('is not filtered by a control that is empty', () => {
    assert.doesNotMatch(statement('trips', { Distance: '' }).text, /WHERE/);
  });

  it('is sorted as a viewer sorts it, by columns that it has', () => {
    const trips = contents.elements.filter(isData).find(({ id }) => id === 'trips');
    assert.ok(trips);
    const sorted = (columnId: string): string =>
      compileElement(contents, trips, { variables: {}, sorting: { columnId, direction: 'ascending' } }).text;
    assert.match(sorted('fare'), /ORDER BY 5, 1 LIMIT 100$/);
    assert.match(sorted('1; DROP TABLE x'), /ORDER BY 1 DESC LIMIT 100$/);
  });

  it("puts controls into somebody's own statement as parameters", () => {
    const own: Contents = {
      ...contents,
      elements: [
        ...contents.elements,
        {
          id: 'own',
          kind: 'table',
          name: 'Own',
          source: { kind: 'sql', connectionId: 'c', statement: 'SELECT {{Distance}} AS d' },
          columns: [{ id: 'd', name: 'd', formula: '[Custom SQL/d]' }],
        },
      ],
    };
    const { parameters, text } = statement('own', { Distance: '5' }, own);
    assert.equal(text, 'SELECT `d` AS `d` FROM (SELECT :Distance AS d) AS custom_sql LIMIT 100');
    assert.deepEqual(parameters, [{ name: 'Distance', value: '5', type: 'DOUBLE' }]);
  });
});

describe('contents', () => {
  const change = (from: string, to: string): Contents =>
    CONTENTS.parse(JSON.parse(JSON.stringify(contents).replaceAll(from, to)));

  it('of the sandbox have no problems and one connection', () => {
    assert.deepEqual([...compileProblems(contents), ...layoutProblems(contents)], []);
    assert.deepEqual(connectionsOf(contents), ['c']);
  });

  it('with references that lead nowhere are told by element', () => {
    assert.match(
      compileProblems(change('[Trips/Fare]', '[Trips/Price]')).join(),
      /kpi-fare: Unknown column "\[Trips\/Price\]"/,
    );
    assert.match(
      compileProblems(change('"elementId":"trips"', '"elementId":"gone"')).join(),
      /Dependency not found: 'gone'/,
    );
    assert.match(compileProblems(change('[trips/tpep_pickup_datetime]', '[Pickup time]')).join(), /Circular reference/);
  });

  it('whose layout and elements do not fit are told', () => {
    assert.match(
      layoutProblems(change('elementId=\\"by-zip\\"', 'elementId=\\"gone\\"')).join('\n'),
      /unknown element 'gone'[\s\S]*'by-zip' is not placed/,
    );
    assert.match(
      layoutProblems(change('elementId=\\"by-zip\\"', 'elementId=\\"by-day\\"')).join(),
      /Duplicate layout element id 'by-day'/,
    );
  });

  it('of a kind that the sandbox does not draw are refused with the place', () => {
    const parsed = CONTENTS.safeParse(JSON.parse(JSON.stringify(contents).replace('"line-chart"', '"region-map"')));
    assert.equal(parsed.success, false);
    assert.deepEqual(parsed.error?.issues[0]?.path.slice(0, 2), ['elements', 6]);
  });

  it('without a layout stand on the first page, one below the other', () => {
    const { layout: _layout, ...bare } = contents;
    const [first, ...others] = placePages(bare);
    assert.equal(first?.elements.length, contents.elements.length);
    assert.ok(first?.elements.every(({ width }) => width === 24));
    assert.ok(others.every(({ elements }) => elements.length === 0));
  });
});
