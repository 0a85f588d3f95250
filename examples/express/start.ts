// Starts the application on a sandbox of its own.
import { sayReady, standBehind } from '../portal/stand.ts';

await standBehind();
await import('./server.ts');
sayReady();
