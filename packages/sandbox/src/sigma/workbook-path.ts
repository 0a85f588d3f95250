// The address of a workbook: its name with hyphens, then its id.
import type { World } from '../world.ts';
import type { WorkbookRecord } from './state.ts';

/** Such as `/sandbox/workbook/Taxi-by-area-4kqU1wTzB7`. */
export function workbookPath(
  { organization }: Pick<World, 'organization'>,
  { name, urlId }: Pick<WorkbookRecord, 'name' | 'urlId'>,
): string {
  return `/${organization}/workbook/${workbookSlug(name, urlId)}`;
}

export function workbookSlug(name: string, urlId: string): string {
  const words = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return words === '' ? urlId : `${words}-${urlId}`;
}
