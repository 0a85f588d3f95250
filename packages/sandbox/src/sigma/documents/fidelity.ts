// How true to Sigma workbooks are. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'workbooks',
  rows: [
    {
      endpoint: 'formulas',
      plays: 'columns, aggregates, arithmetic and the functions of the demo',
      source: 'vendor doc',
      test: 'sigma/documents.test.ts > cannot leave its quotes, however it is written',
      differs: 'a small part of the language; others are refused with their name',
    },
    {
      endpoint: 'controls',
      plays: 'lists, segments, switches, numbers, texts and dates, with their values in URLs',
      source: 'vendor doc',
      test: 'sigma/documents.test.ts > takes the values that it offers, one or several, and the special ones',
      differs: 'ranges of dates are assumed',
    },
    {
      endpoint: 'elements',
      plays: 'tables, pivot tables, bar and line charts, numbers, text, images and buttons',
      source: 'vendor doc',
      test: 'sigma/documents.test.ts > of a kind that the sandbox does not draw are refused with the place',
      differs: 'they look like our own, not like those of Sigma',
    },
  ],
};
