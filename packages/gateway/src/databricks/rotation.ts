// Knows what an answer tells about how Databricks treats refresh tokens.
import type { Secret } from '../base/secret.ts';

/**
 * What Databricks' answers have shown about its refresh tokens. `unlearned`: no refresh yet. `kept`: an answer brought
 * none or the same one, the old one stays good. `rotated`: an answer brought another one.
 */
export type Rotation = 'unlearned' | 'kept' | 'rotated';

/** What the answer to a refresh shows: the refresh token that was spent beside the one that came, if one came. */
export function rotationShown(spent: Secret, answered: Secret | undefined): Rotation {
  return answered === undefined || answered.reveal() === spent.reveal() ? 'kept' : 'rotated';
}
