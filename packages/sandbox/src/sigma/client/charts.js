// The two charts, drawn with Chart.js in the colours of the stylesheet. Knows no query.
import { elementNode } from './frame.js';

/** @type {Map<string, { chart: any, again: () => void }>} */
const drawn = new Map();

const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const color = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * Trips by pickup zip.
 * @param {(string | null)[][]} rows zip, trips
 */
export function drawByZip(rows) {
  const accent = color('--accent');
  draw(
    'by-zip',
    {
      type: 'bar',
      data: {
        labels: rows.map(([zip]) => zip),
        datasets: [
          {
            label: 'Trips',
            data: rows.map(([, trips]) => Number(trips)),
            backgroundColor: accent,
            hoverBackgroundColor: color('--accent-strong'),
            borderRadius: { topLeft: 4, topRight: 4 },
            borderSkipped: 'bottom',
            maxBarThickness: 26,
          },
        ],
      },
      options: options({ top: true }),
    },
    () => drawByZip(rows),
  );
  describe('by-zip', rows.length === 0 ? 'No trips' : `${rows.length} pickup zips, most trips at ${rows[0]?.[0]}`);
}

/**
 * Trips per day.
 * @param {(string | null)[][]} rows day, trips
 */
export function drawByDay(rows) {
  const accent = color('--accent');
  draw(
    'by-day',
    {
      type: 'line',
      data: {
        labels: rows.map(([day]) => shortDay(day ?? '')),
        datasets: [
          {
            label: 'Trips',
            data: rows.map(([, trips]) => Number(trips)),
            borderColor: accent,
            backgroundColor: color('--accent-wash'),
            fill: true,
            borderWidth: 2,
            tension: 0.25,
            pointRadius: 0,
            pointHoverRadius: 4,
            pointHoverBackgroundColor: accent,
          },
        ],
      },
      options: options({ top: false }),
    },
    () => drawByDay(rows),
  );
  describe('by-day', `Trips on each of ${rows.length} days`);
}

/** The colours changed: draws again what is there. */
export function redraw() {
  for (const { again } of drawn.values()) again();
}

/**
 * @param {string} id
 * @param {any} config
 * @param {() => void} again
 */
function draw(id, config, again) {
  const canvas = elementNode(id)?.querySelector('canvas');
  if (!(canvas instanceof HTMLCanvasElement)) return;
  drawn.get(id)?.chart.destroy();
  drawn.set(id, { chart: new /** @type {any} */ (window).Chart(canvas, config), again });
}

/** @param {{ top: boolean }} kind Whether the first axis names things rather than days. */
function options({ top }) {
  const muted = color('--muted');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  return {
    animation: calm ? false : { duration: 350 },
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    plugins: {
      legend: { display: false },
      tooltip: {
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
        ticks: { color: muted, font, maxRotation: top ? 45 : 0, autoSkipPadding: top ? 4 : 24 },
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

/**
 * @param {string} id
 * @param {string} text
 */
function describe(id, text) {
  elementNode(id)?.querySelector('canvas')?.setAttribute('aria-label', text);
}

/** @param {string} day Such as 2016-01-31, with or without a time. */
function shortDay(day) {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? day
    : date.toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
}
