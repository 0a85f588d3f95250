// The world's clock, and how to move it.
import { h, part, say } from './dom.js';
import { act } from './server.js';
import { duration, tick } from './time.js';

const STEPS = [
  ['+5 min', 300_000],
  ['+1 hour', 3_600_000],
  ['+1 day', 86_400_000],
];

/**
 * @param {any} state
 * @param {() => void} again
 */
export function drawClock({ skippedMs }, again) {
  const move = async (/** @type {number} */ ms) => {
    const { error } = await act('POST', '/clock', { advanceMs: ms });
    say(error ?? `The clock moved ${ms > 0 ? 'on' : 'back'} by ${duration(Math.abs(ms))}.`);
    again();
  };
  part('clock', skippedMs, () => [
    h(
      'p',
      { class: 'now' },
      h('span', { 'data-now': true }),
      h(
        'span',
        { class: 'ahead' },
        skippedMs === 0
          ? 'as on this machine'
          : `${duration(Math.abs(skippedMs))} ${skippedMs > 0 ? 'ahead' : 'behind'}`,
      ),
    ),
    h(
      'p',
      { class: 'steps' },
      ...STEPS.map(([label, ms]) =>
        h('button', { type: 'button', 'data-key': label, onclick: () => void move(Number(ms)) }, String(label)),
      ),
      skippedMs !== 0 &&
        h('button', { type: 'button', 'data-key': 'back', onclick: () => void move(-skippedMs) }, 'Back to now'),
    ),
  ]);
  tick();
}
