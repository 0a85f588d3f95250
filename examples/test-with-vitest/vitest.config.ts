// In this repository the packages run from their sources. A project that has installed them needs no conditions.
import { defineConfig } from 'vitest/config';

const conditions = ['@sigma-embed/source'];

export default defineConfig({
  root: import.meta.dirname,
  // The first query loads the SQL engine, which on a busy machine takes longer than the five seconds of Vitest.
  test: { testTimeout: 60_000 },
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
