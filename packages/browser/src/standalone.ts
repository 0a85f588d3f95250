// The whole component as one classic script: defines <sigma-embed> and is the global `SigmaEmbed` for pages without modules.
import './element.ts';

export { createSigmaEmbed } from './embed.ts';
