// How true to Databricks the SQL APIs are. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'SQL by API',
  rows: [
    {
      endpoint: 'POST /api/2.0/sql/statements',
      plays: 'wait, continue or cancel; named parameters; row and byte limits; tags; FAILED with status 200',
      source: 'vendor code',
      test: 'others/sdk.test.ts > signs in as a service principal at the workspace and at the account',
      differs: 'no ARROW_STREAM; a statement ends after 60 seconds',
    },
    {
      endpoint: 'GET /api/2.0/sql/statements/{id}/result/chunks/{n}',
      plays: 'chunks with the link to the next; INLINE up to 25 MiB',
      source: 'vendor code',
      test: 'databricks/sql-api.test.ts > an INLINE result is followed from chunk to chunk to its end',
      differs: 'chunks are cut by rows (`chunkRows`), not by bytes',
    },
    {
      endpoint: 'EXTERNAL_LINKS',
      plays: 'links that live for 15 minutes and refuse a token; JSON_ARRAY and CSV',
      source: 'vendor doc',
      test: 'databricks/sql-api.test.ts > EXTERNAL_LINKS are fetched without a token',
      differs: 'links lead to the same host; results are cut at 100 MiB; details of CSV are assumed',
    },
    {
      endpoint: 'GET, POST /api/2.0/sql/warehouses…',
      plays: 'list, get, start, stop; stopped, starting, running by the clock of the sandbox; CAN_USE',
      source: 'vendor code',
      test: 'databricks/sql-api.test.ts > a stopped one starts at a statement, which is PENDING until it runs',
      differs: 'one warehouse; it has no clusters; permissions are set as a whole',
    },
    {
      endpoint: 'GET /api/2.0/sql/history/queries',
      plays: 'who ran what, with filters, pages and tags',
      source: 'vendor code',
      test: 'databricks/sql-api.test.ts > the history shows admins everything and others their own',
      differs: 'no metrics; who sees whose statements is assumed',
    },
    {
      endpoint: 'system.query.history, system.access.audit',
      plays: 'tables for admins; the id of a statement is the one of the API',
      source: 'vendor doc',
      test: 'databricks/sql-api.test.ts > system.query.history and system.access.audit tell an admin who asked, by SQL',
      differs: 'rows are there at once; some columns are missing; names of audit actions are partly assumed',
    },
  ],
};
