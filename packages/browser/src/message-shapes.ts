// Knows what each message of Sigma must look like before anybody reads it.
import type { OutboundType } from './messages.ts';

type Check = (value: unknown) => boolean;
type Shape = (message: Readonly<Record<string, unknown>>) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isList: Check = Array.isArray;
const isRecord: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isVariables: Check = (value) => isRecord(value) && Object.values(value as object).every(isText);
const isWorkbook: Check = (value) => isRecord(value) && isVariables((value as { variables?: unknown }).variables);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

function shape(members: Readonly<Record<string, Check>>): Shape {
  const checks = Object.entries(members);
  return (message) => checks.every(([name, check]) => check(message[name]));
}

const bookmark = {
  workbookId: isText,
  versionTagName: orNull(isText),
  bookmarkId: isText,
  bookmarkName: optional(isText),
};

/** One row for each type of `OutboundEvents`. */
export const SHAPES: Readonly<Record<OutboundType, Shape>> = {
  'workbook:loaded': shape({ workbook: isWorkbook }),
  'workbook:dataloaded': shape({}),
  'workbook:error': shape({ code: isText, message: optional(isText) }),
  'workbook:chart:error': shape({ nodeId: isText, code: isText, message: optional(isText) }),
  'workbook:variables:onchange': shape({ workbook: isWorkbook }),
  'workbook:variables:current': shape({ variables: isVariables }),
  'workbook:exploreKey:onchange': shape({ exploreKey: orNull(isText) }),
  'workbook:bookmark:oncreate': shape(bookmark),
  'workbook:bookmark:onchange': shape({
    ...bookmark,
    bookmarkId: orNull(isText),
    bookmarkName: optional(orNull(isText)),
  }),
  'workbook:bookmark:onupdate': shape({ ...bookmark, isShared: optional(isFlag), isDefault: optional(isFlag) }),
  'workbook:bookmark:ondelete': shape(bookmark),
  'workbook:selectednodeid:onchange': shape({ selectedNodeId: orNull(isText), nodeType: orNull(isText) }),
  'workbook:fullscreen:onchange': shape({ fullScreen: isFlag }),
  'workbook:pageheight:onchange': shape({ pageHeight: isNumber }),
  'workbook:published': shape({ workbookId: isText }),
  'workbook:saveas': shape({ workbookId: isText }),
  'workbook:ondelete': shape({ id: isText }),
  'workbook:id:onchange': shape({ id: isText }),
  'url:onchange': shape({ url: isText }),
  'workbook:table:oncellselect': shape({ nodeId: isText, title: isText, cells: isList }),
  'workbook:pivottable:oncellselect': shape({ nodeId: isText, title: isText, cells: isList }),
  'workbook:chart:onvalueselect': shape({ nodeId: isText, title: isText, values: isList }),
  'action:outbound': shape({ name: isText, values: isRecord }),
};
