// How many rows a chunk of a result holds. Runs one SELECT over the samples that every workspace has.
import { found, type Probe } from '../probe.ts';
import { session } from './session.ts';

const STATEMENT = 'SELECT * FROM samples.nyctaxi.trips';

export const chunkRows: Probe = {
  id: 'chunk-rows',
  vendor: 'databricks',
  question: 'How many rows does a chunk of a result hold?',
  settles: ['databricks.chunkRows'],
  needs: ['sign_in', 'warehouse'],
  async ask({ databricks }) {
    const token = (await session(databricks)).access();
    const { json, status } = await databricks.post('/api/2.0/sql/statements', token, {
      statement: STATEMENT,
      warehouse_id: databricks.options.warehouseId,
      wait_timeout: '50s',
    });
    const { manifest, status: state } = json as {
      readonly status?: { readonly state?: string };
      readonly manifest?: {
        readonly total_chunk_count?: number;
        readonly chunks?: readonly { readonly row_count: number }[];
      };
    };
    if (state?.state !== 'SUCCEEDED') return { because: `the statement ended as ${state?.state ?? status}` };
    const [chunk] = manifest?.chunks ?? [];
    if (chunk === undefined || manifest?.total_chunk_count === 1) {
      return { answer: `${chunk?.row_count ?? 0} rows fit into one chunk`, set: {} };
    }
    return found(
      `${chunk.row_count} rows in the first of ${manifest?.total_chunk_count} chunks`,
      'databricks.chunkRows',
      chunk.row_count,
    );
  },
};
