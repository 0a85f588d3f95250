// Whether the host tells what it is.
import type { Probe } from '../probe.ts';

export const hostFacts: Probe = {
  id: 'host-facts',
  vendor: 'databricks',
  question: 'Does the host say what it is (/.well-known/databricks-config), and what?',
  settles: ['databricks.hostFacts', 'databricks.hostForm'],
  needs: [],
  async ask({ databricks }) {
    const { json, status } = await databricks.get('/.well-known/databricks-config');
    const form = String(json['host_type']).toLowerCase();
    if (status !== 200 || json['host_type'] === undefined) {
      return { answer: `no: it answers ${status}`, set: { 'databricks.hostFacts': 'absent' } };
    }
    const set = { 'databricks.hostFacts': 'present' };
    if (form !== 'workspace' && form !== 'unified') return { answer: `it says "${form.slice(0, 40)}"`, set };
    return { answer: `it says "${form}"`, set: { ...set, 'databricks.hostForm': form } };
  },
};
