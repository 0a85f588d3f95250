// GET /assets/…: files of our own pages.
import { dashboardScript } from '../pages/dashboard-script.ts';
import type { Reply } from '../reply.ts';

export function dashboardAsset(reply: Reply) {
  return (): Response => reply.asset(dashboardScript(), 'text/javascript; charset=utf-8');
}
