// The gateway's time in the page, and times in words. Knows nothing of what the times are for.

/** Server time at one moment of this page. */
let anchor = { server: 0, ...localClocks() };

/**
 * Server time in epoch ms, by the time that has passed since the last answer; small numbers before the first one.
 * Both local clocks are used only for differences: the steady one stops on some machines while they sleep, the wall
 * clock may be set. The larger difference counts.
 */
export function serverTime() {
  const { steady, wall } = localClocks();
  return anchor.server + Math.max(steady - anchor.steady, wall - anchor.wall);
}

/** Whether any answer has told the time yet. */
export function knowsTime() {
  return anchor.server > 0;
}

/**
 * Takes the time from an answer. Returns by how much it was corrected, so that durations that run can move along.
 * @param {number} server
 */
export function keepTime(server) {
  const correction = server - serverTime();
  anchor = { server, ...localClocks() };
  return correction;
}

/** What is left, as `1 h 5 min`, `4 min 30 s` or `ended`. @param {number} ms */
export function leftText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (seconds === 0) return 'ended';
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** `14:05` as this browser writes it. @param {number} at */
export function clockText(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function localClocks() {
  return { steady: globalThis.performance.now(), wall: new Date().getTime() };
}
