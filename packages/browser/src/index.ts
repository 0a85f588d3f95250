// The public names of the browser package.
export { createGatewayClient } from './gateway-client.ts';
export { GatewayProblem } from './gateway-problem.ts';
export { readMessage } from './messages.ts';
export type { EmbedAnswer, SessionAnswer, User } from './answers.ts';
export type { GatewayClient, GatewayClientOptions } from './gateway-client.ts';
export type { LocalProblemCode } from './gateway-problem.ts';
export type { OutboundEvents, OutboundType, Sender, SigmaMessage, Variables } from './messages.ts';
