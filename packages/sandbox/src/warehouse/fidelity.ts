// How true to Databricks the warehouse is: SQL, and who sees what. Data only.
import type { FidelitySection } from '../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'SQL and Unity Catalog',
  rows: [
    {
      endpoint: 'SELECT',
      plays: 'one statement at a time, translated to DuckDB, as the person who asks',
      source: 'vendor doc',
      test: 'warehouse/viewers.test.ts > Databricks spellings run',
      differs:
        'arrays count from 1; `dayofweek` follows ISO; some casts give NULL instead of an error; no PIVOT; no INSERT, UPDATE or CREATE TABLE',
    },
    {
      endpoint: 'row filters and column masks',
      plays: 'SQL functions set by ALTER TABLE; they count for owners as well, and from the next statement on',
      source: 'vendor doc',
      test: 'warehouse/catalog.test.ts > a new filter counts for everybody, owners included',
      differs:
        'bodies are one expression without tables or other functions of the catalog; no literals as arguments; no tag policies',
    },
    {
      endpoint: 'GRANT, REVOKE, SHOW GRANTS',
      plays: 'USE CATALOG, USE SCHEMA, SELECT, MANAGE and others, inherited downwards; for people and groups',
      source: 'vendor doc',
      test: 'warehouse/catalog.test.ts > catalog and schema come first, each named in the refusal',
      differs: 'the group `admins` owns everything; EXECUTE is not asked for',
    },
    {
      endpoint: 'SHOW, DESCRIBE',
      plays: 'catalogs, schemas, tables, columns; what somebody has no privilege on is not shown',
      source: 'vendor doc',
      test: 'warehouse/catalog.test.ts > catalogs, schemas, tables and columns are shown to those who have something there',
      differs: 'DESCRIBE EXTENDED has fewer lines; no information_schema',
    },
    {
      endpoint: 'permission failures',
      plays: '`[INSUFFICIENT_PERMISSIONS]` with SQLSTATE 42501 and the privilege that is missing',
      source: 'observed',
      test: 'databricks/statements.test.ts > Eve has no SELECT',
    },
    {
      endpoint: 'isolation',
      plays: 'a database for each viewer that holds only what this viewer may see; limits on time and memory',
      source: 'assumed',
      test: 'warehouse/boundary.test.ts > every table in the instance is one of the two',
      differs: 'the vendor rewrites queries instead; what is seen is the same',
    },
    {
      endpoint: 'the catalog samples',
      plays: 'is read-only, to owners too: no grants, no filters, no masks, no functions',
      source: 'assumed',
      test: "warehouse/catalog.test.ts > samples are the vendor's: even owners grant and change nothing there",
      differs: 'the refusal names MANAGE; the words of the vendor are not known; tables of a seed are its own',
    },
    {
      endpoint: 'samples.nyctaxi.trips',
      plays: 'six columns, 21,932 rows, 206 zip codes',
      source: 'observed',
      test: 'warehouse/viewers.test.ts > has six columns, 206 zip codes and plausible values',
      differs: 'the rows are generated',
    },
  ],
};
