// The public names of the browser package.
export { createSigmaEmbed } from './embed.ts';
export type { User } from './answers.ts';
export type { InboundEvents, SigmaCommand } from './commands.ts';
export type { EmbedState } from './machine.ts';
export type { OutboundEvents, OutboundType, SigmaMessage, Variables } from './messages.ts';
export type { OwnTexts, SigmaEmbed, SigmaEmbedEvent, SigmaEmbedOptions, Texts, TimeLeft } from './options.ts';
export type { PlacePart } from './place.ts';
export type { LocalCode, Reason, ReasonCode, SessionEndCode } from './reason.ts';
