// Times in words. Knows nothing of what the times are for.

/** What is left, as `1 h 5 min`, `4 min 30 s` or `ended`. @param {number} ms */
export function leftText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (seconds === 0) return 'ended';
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** The present time, `14:05`, as this browser writes it. */
export function clockText() {
  return new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
