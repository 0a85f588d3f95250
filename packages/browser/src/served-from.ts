// Knows where the gateway's own script came from: the gateway. For that script alone: in a bundle, the current script is the page's.
import { home } from './home.ts';

const script = document.currentScript as HTMLScriptElement | null;
if (script?.src) home.href = new URL('./', script.src).href;
