// Opens a frame for an admitted load, and does to the user's other frames what the switch says.
import { randomBytes } from 'node:crypto';
import type { Admitted } from '../admit.ts';
import { teamsOf } from '../members.ts';
import { forgetEnded, type FrameSession, type SigmaState } from '../state.ts';

/** The frame; its id is 192 random bits, and all that the page gets of it. Writes the event `embed.opened`. */
export function openFrame(state: SigmaState, admitted: Admitted): FrameSession {
  const { address, claims, permission, tokens, user } = admitted;
  const { world } = state;
  forgetEnded(state);
  for (const other of state.frames.values()) {
    if (other.memberId !== user.memberId) continue;
    if (world.sigma.secondLoad === 'replaces_token') other.tokens = { ...other.tokens, ...tokens };
    if (world.sigma.secondLoad === 'ends_first') other.replaced = true;
  }
  const frame: FrameSession = {
    id: randomBytes(24).toString('base64url'),
    subject: claims.sub,
    memberId: user.memberId,
    workbookId: address.workbook.workbookId,
    tag: address.tag,
    node: address.node,
    tokens,
    openedAt: world.clock.now(),
    exp: claims.exp,
    replaced: false,
  };
  state.frames.set(frame.id, frame);
  const { node, tag, workbook } = address;
  world.events.add({
    vendor: 'sigma',
    kind: 'embed.opened',
    person: claims.sub,
    detail: {
      workbook: workbook.name,
      ...(tag !== undefined && { tag }),
      ...(node !== undefined && { [node.type]: node.id }),
      user: user.userKind,
      accountType: user.accountType,
      teams: teamsOf(state, user.memberId)
        .map(({ name }) => name)
        .join(','),
      permission,
      exp: claims.exp,
    },
  });
  return frame;
}
