// The whole component as one classic script: defines <sigma-embed> and is the global `SigmaEmbed` for pages without modules.
// First: defining the tag starts the embeds that are in the page already.
import './served-from.ts';
import './element.ts';

export { createSigmaEmbed } from './embed.ts';
