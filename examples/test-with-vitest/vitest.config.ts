// In this repository the packages run from their sources. A project that has installed them needs none of this.
import { defineConfig } from 'vitest/config';

const conditions = ['@sigma-embed/source'];

export default defineConfig({
  root: import.meta.dirname,
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
