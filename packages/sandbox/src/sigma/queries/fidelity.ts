// How true to Sigma the queries of a workbook are. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'queries',
  rows: [
    {
      endpoint: 'each element',
      plays:
        "one statement at Databricks, with the token of the viewer, at the warehouse of the connection's HTTP path",
      source: 'vendor doc',
      test: 'sigma/queries.test.ts > every query carries the token of the viewer',
      differs: 'through the Statement Execution API; Sigma uses a driver',
    },
    {
      endpoint: 'controls',
      plays: 'are parameters of the statement, in the encoding of URLs',
      source: 'vendor doc',
      test: 'sigma/queries.test.ts > statements name the warehouse and wait ten seconds, and the control is a parameter',
    },
    {
      endpoint: 'a token that Databricks refuses',
      plays: 'the frame turns into a sign-in page, or each chart says so',
      source: 'assumed',
      test: 'sigma/queries.test.ts > a dead token fails each chart where the switch says so',
      differs: 'a switch',
    },
    {
      endpoint: 'no permission',
      plays: 'the message of Databricks, at the element',
      source: 'vendor doc',
      test: "sigma/queries.test.ts > a missing permission shows the vendor's message and a plain sentence",
    },
  ],
};
