// Values as text, by a column's format and the page's language. Knows no element.
import { frame } from './frame.js';

/** Databricks sends NULL as null; a result of no rows has no value at all. */
export const isNothing = (/** @type {string | null | undefined} */ value) => value === null || value === undefined;

/**
 * @param {string | null | undefined} value
 * @param {import('./frame.js').Column | undefined} column
 */
export function formatted(value, column) {
  if (value === null || value === undefined) return '—';
  const { formatString = '', kind } = column?.format ?? {};
  if (kind === 'number') return formattedNumber(Number(value), formatString);
  if (kind === 'datetime') return formattedTime(value, formatString);
  return value;
}

/** Whether numbers stand in this column, which are aligned at the right. */
export const isNumber = (/** @type {import('./frame.js').Column} */ column) => column.format?.kind === 'number';

/**
 * @param {number} value
 * @param {string} format Such as `$,.2f` or `,.1f mi`.
 */
function formattedNumber(value, format) {
  const [, dollar, group, digits = '0', unit = ''] = /^(\$)?(,)?\.?(\d+)?f?( .+)?$/.exec(format) ?? [];
  const text = value.toLocaleString(frame.language, {
    useGrouping: group === ',',
    minimumFractionDigits: Number(digits),
    maximumFractionDigits: Number(digits),
    ...(dollar === '$' && { style: 'currency', currency: 'USD' }),
  });
  return `${text}${unit}`;
}

/**
 * @param {string} value Databricks' text for a date or a timestamp.
 * @param {string} format Such as `%b %-d, %H:%M`.
 */
function formattedTime(value, format) {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
  const zoned = /[zZ]|[+-]\d\d:?\d\d$/.test(value.slice(10));
  const date = new Date(isDay ? `${value}T00:00:00Z` : zoned ? value : `${value.replace(' ', 'T')}Z`);
  if (Number.isNaN(date.getTime())) return value;
  return date.toLocaleString(frame.language, {
    timeZone: 'UTC',
    ...(format.includes('%Y') && { year: 'numeric' }),
    ...(format.includes('%b') && { month: 'short' }),
    ...(/%-?d/.test(format) && { day: 'numeric' }),
    ...(format.includes('%H') && { hour: '2-digit', minute: '2-digit', hour12: false }),
  });
}
