import { breaksOn } from '../support/cluster/breaks.ts';

breaksOn('Postgres');
