// The public entry of the room: usable without the rest of the gateway.
export { mintEmbedUrl, type MintEmbedUrlOptions } from './mint-embed-url.ts';
export { createMinter, type EmbedUrl, type Minter, type MinterOptions, type MintRequest } from './mint.ts';
export { decryptToken } from './token-cipher.ts';
export type { Claims, ClaimUser, ShownClaims } from './claims.ts';
export type { EmbedParameters } from './embed-address.ts';
export { GatewayError, type ErrorCode } from '../base/errors.ts';
export { secret, type Secret } from '../base/secret.ts';
export { systemClock, type Clock } from '../base/clock.ts';
export { systemRandom, type Random } from '../base/random.ts';
