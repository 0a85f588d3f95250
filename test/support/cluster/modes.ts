// The three ways in which a vendor treats refresh tokens, and how the gateway is told of each.
import type { OAuthApp } from '@sigma-embed/sandbox';

export interface RotationCase {
  readonly name: 'strict' | 'multi-use' | 'grace';
  readonly about: string;
  readonly app: Partial<OAuthApp>;
  readonly env: Readonly<Record<string, string>>;
}

export const ROTATIONS: readonly RotationCase[] = [
  {
    name: 'strict',
    about: 'a refresh token works once; a second use ends the grant and its access tokens',
    app: { refreshMode: 'rotate_family' },
    env: { SIGMA_EMBED_ROTATION: 'strict' },
  },
  {
    name: 'grace',
    about: 'the same, and a spent token works for another 60 seconds',
    app: { refreshMode: 'rotate_family', refreshGraceSeconds: 60 },
    env: { SIGMA_EMBED_ROTATION: 'grace:60' },
  },
  {
    name: 'multi-use',
    about: 'a refresh token works until it ends',
    app: { refreshMode: 'multi_use' },
    env: { SIGMA_EMBED_ROTATION: 'multi-use' },
  },
];
