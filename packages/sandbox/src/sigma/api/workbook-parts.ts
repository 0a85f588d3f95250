// What is on a workbook, over the REST API: pages, elements, controls; of the latest version or of a tag.
import { z } from 'zod';
import { isData, type Contents, type Element } from '../documents/contents.ts';
import { placePages } from '../documents/layout.ts';
import { endpoint, notFound, type ApiCall, type Endpoint } from './endpoint.ts';
import { paged } from './paging.ts';
import { pageOf } from './shapes.ts';
import { workbookOf } from './workbook.ts';

const ELEMENT = z.strictObject({
  elementId: z.string(),
  name: z.string().optional(),
  type: z.string().optional(),
  columns: z.array(z.string()).optional(),
  vizualizationType: z.string().optional(),
});

const VALUE_TYPE = z.enum(['boolean', 'number', 'text', 'text-list']);
const ONE = '/v2/workbooks/:workbookId';

export const WORKBOOK_PARTS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: `${ONE}/pages`,
    answer: pageOf(z.strictObject({ pageId: z.string(), name: z.string().optional(), hidden: z.boolean().optional() })),
    run: (call) => {
      const pages = versionOf(call).pages.map(({ id, name, visibility }) =>
        visibility === 'hidden' ? { pageId: id, name, hidden: true } : { pageId: id, name },
      );
      return paged(pages, call.query);
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/pages/:pageId/elements`,
    answer: pageOf(ELEMENT),
    run: (call) => {
      const page = placePages(versionOf(call)).find(({ id }) => id === call.params['pageId']) ?? notFound('Page');
      return paged(
        page.elements.map(({ element }) => elementAnswer(element)),
        call.query,
      );
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/elements`,
    answer: pageOf(ELEMENT),
    run: (call) => paged(versionOf(call).elements.map(elementAnswer), call.query),
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/controls`,
    answer: pageOf(z.strictObject({ name: z.string(), valueType: VALUE_TYPE })),
    run: (call) => {
      const controls = versionOf(call).elements.flatMap((element) =>
        element.kind === 'control' ? [{ name: element.controlId, valueType: valueTypeOf(element) }] : [],
      );
      return paged(controls, call.query);
    },
  }),
];

function versionOf(call: Pick<ApiCall<unknown>, 'params' | 'query' | 'state'>): Contents {
  const workbook = workbookOf(call);
  const tag = call.query.get('tag') ?? call.query.get('tagName');
  return tag === null ? workbook.contents : (workbook.tags.get(tag)?.contents ?? notFound(`Tag ${tag}`));
}

function elementAnswer(element: Element): z.output<typeof ELEMENT> {
  const { id: elementId, kind } = element;
  if (!isData(element)) return { elementId, type: kind };
  const isChart = kind.endsWith('-chart');
  return {
    elementId,
    name: element.name,
    type: isChart ? 'visualization' : kind,
    columns: element.columns.map(({ name }) => name),
    ...(isChart && { vizualizationType: kind.replace('-chart', '') }),
  };
}

function valueTypeOf(control: Extract<Element, { kind: 'control' }>): z.output<typeof VALUE_TYPE> {
  const { controlType, selectionMode } = control;
  if (controlType === 'switch') return 'boolean';
  if (controlType === 'slider' || controlType === 'number') return 'number';
  return selectionMode === 'multiple' ? 'text-list' : 'text';
}
