// What every workbook of the sandbox is made of: pages, elements, the control, the saved view, tags. Knows no SQL.
import type { Workbook } from '../world.ts';

/** The one control of every workbook. Its values are miles, as text. */
export const CONTROL_ID = 'Distance';
export const CONTROL_DEFAULT = '0';
export const CONTROL_CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '0', label: 'All trips' },
  { value: '1', label: '1 mile or more' },
  { value: '2', label: '2 miles or more' },
  { value: '5', label: '5 miles or more' },
  { value: '10', label: '10 miles or more' },
];

/** The one saved view of every workbook. */
export const BOOKMARK = { id: 'bm-long-trips', name: 'Long trips', control: '5' };

/** Tags that name a published version. */
export const TAGS: readonly string[] = ['Production'];

export const PAGES = [
  { id: 'overview', name: 'Overview' },
  { id: 'about', name: 'About this data' },
] as const;

/** Elements in the order of the page. `viewer` is the text cell. */
export const ELEMENTS = ['viewer', 'kpis', 'by-zip', 'by-day', 'trips', 'about-data'] as const;
export type ElementId = (typeof ELEMENTS)[number];

/** One sentence on the policies of a workbook's table, for its second page. */
export function policyOf({ key }: Workbook): string {
  return key === 'area'
    ? 'A row filter on pickup_zip and a mask on fare_amount decide per viewer. Databricks applies them, not this page.'
    : 'No row filter and no mask: everybody with SELECT sees every trip.';
}
