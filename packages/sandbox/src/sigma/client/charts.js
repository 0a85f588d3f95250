// Charts, drawn with Chart.js in the colours of the stylesheet. Knows no query.
import { formatted, isNothing } from './formats.js';
import { elementFacts, elementNode, frame } from './frame.js';
import { post } from './parent.js';

/** @type {Map<string, { chart: any, again: () => void }>} */
const drawn = new Map();

const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const color = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * Draws a bar or line chart: the first column along the axis, the others as series.
 * @param {string} id
 * @param {(string | null)[][]} rows
 */
export function drawChart(id, rows) {
  const facts = elementFacts(id);
  const canvas = elementNode(id)?.querySelector('canvas');
  if (facts === undefined || !(canvas instanceof HTMLCanvasElement)) return;
  const [axis, ...series] = facts.columns;
  const isBar = facts.kind === 'bar-chart';
  const config = {
    type: isBar ? 'bar' : 'line',
    data: {
      labels: rows.map(([x]) => formatted(x, axis)),
      datasets: series.map(({ name }, at) =>
        Object.assign(isBar ? barLook() : lineLook(), { label: name, data: rows.map((row) => measure(row[at + 1])) }),
      ),
    },
    options: options({ isBar, onClick: (at) => tellValue(id, rows[at]) }),
  };
  drawn.get(id)?.chart.destroy();
  drawn.set(id, { chart: new /** @type {any} */ (window).Chart(canvas, config), again: () => drawChart(id, rows) });
  canvas.setAttribute('aria-label', describe(facts, rows));
}

/** NULL is a gap, as a masked column is; it is not 0. */
const measure = (/** @type {string | null | undefined} */ value) => (isNothing(value) ? null : Number(value));

/** The colours changed: draws again what is there. */
export function redraw() {
  for (const { again } of drawn.values()) again();
}

/**
 * @param {string} id
 * @param {(string | null)[] | undefined} row
 */
function tellValue(id, row) {
  const facts = elementFacts(id);
  if (facts === undefined || row === undefined) return;
  const values = [Object.fromEntries(facts.columns.map(({ name }, at) => [name, row[at] ?? null]))];
  post('workbook:chart:onvalueselect', { nodeId: id, title: facts.name, values });
}

/**
 * @param {import('./frame.js').ElementFacts} facts
 * @param {(string | null)[][]} rows
 */
function describe({ columns: [axis], kind, name }, rows) {
  if (rows.length === 0) return `${name}: no rows`;
  const most = kind === 'bar-chart' ? `, most at ${formatted(rows[0]?.[0], axis)}` : '';
  return `${name}: ${rows.length} values of ${axis?.name ?? 'the axis'}${most}`;
}

const barLook = () => ({
  backgroundColor: color('--accent'),
  hoverBackgroundColor: color('--accent-strong'),
  borderRadius: { topLeft: 4, topRight: 4 },
  borderSkipped: 'bottom',
  maxBarThickness: 26,
});

const lineLook = () => ({
  borderColor: color('--accent'),
  backgroundColor: color('--accent-wash'),
  fill: true,
  borderWidth: 2,
  tension: 0.25,
  pointRadius: 0,
  pointHoverRadius: 4,
  pointHoverBackgroundColor: color('--accent'),
});

/** @param {{ isBar: boolean, onClick: (at: number) => void }} kind */
function options({ isBar, onClick }) {
  const muted = color('--muted');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  return {
    animation: calm ? false : { duration: 350 },
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    onClick: (/** @type {unknown} */ _event, /** @type {{ index: number }[]} */ hits) => {
      const [hit] = hits;
      if (hit !== undefined) onClick(hit.index);
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        enabled: !frame.hideTooltip,
        displayColors: false,
        backgroundColor: color('--ink'),
        titleColor: color('--card'),
        bodyColor: color('--card'),
      },
    },
    scales: {
      x: {
        grid: { display: false },
        border: { color: color('--line-strong') },
        ticks: { color: muted, font, maxRotation: isBar ? 45 : 0, autoSkipPadding: isBar ? 4 : 24 },
      },
      y: {
        beginAtZero: true,
        grid: { color: color('--line') },
        border: { display: false },
        ticks: { color: muted, font, precision: 0, maxTicksLimit: 5 },
      },
    },
  };
}
