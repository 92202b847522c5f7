/** Time left as a clock shows it: `23:59:59`, `00:48`; a dash when there is none. */
export function timeLeft(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
