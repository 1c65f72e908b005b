// Where moments lie: on the original, and on the finished clip that trim and speed make of it. All in seconds.
export const SHORTEST = 0.5;
// To show the last frame that is kept rather than the first that is not.
export const LAST_FRAME = 0.04;
export const SLOWEST = 0.3;
export const FASTEST = 3;

export const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
export const toMillis = (seconds) => Math.round(seconds * 1000) / 1000;

export function keptOf(edit, duration) {
  if (!edit.trim) return { start: 0, end: duration };
  return { start: Math.min(edit.trim.start, duration), end: Math.min(edit.trim.end, duration) };
}

export function lengthOf(edit, duration) {
  const { start, end } = keptOf(edit, duration);
  return (end - start) / edit.speed;
}

export const toSource = (edit, duration, time) => keptOf(edit, duration).start + time * edit.speed;

export function toFinished(edit, duration, moment) {
  const time = (moment - keptOf(edit, duration).start) / edit.speed;
  return clamp(time, 0, lengthOf(edit, duration));
}

// 0:07.3; tenths are cut, not rounded, so that a clock never runs ahead of its clip.
export function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 0.001);
  const whole = Math.floor(tenths / 10);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}.${tenths % 10}`;
}

// The same for ears: "1 minute 7.3 seconds".
export function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = `${Math.round((seconds - minutes * 60) * 10) / 10} seconds`;
  return minutes ? `${minutes} ${minutes === 1 ? "minute" : "minutes"} ${rest}` : rest;
}

const STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];

// Marks of a ruler: round moments, at most `most` of them.
export function ticks(duration, most) {
  const step = STEPS.find((one) => duration / one <= most) ?? 600;
  const count = Math.floor(duration / step + 0.001) + 1;
  return Array.from({ length: count }, (_, index) => index * step);
}

// Sliders for speed move by ratio: as far from 0.5 to 1 as from 1 to 2.
const SPAN = Math.log(FASTEST / SLOWEST);
export const speedToShare = (speed) => Math.log(speed / SLOWEST) / SPAN;
export function shareToSpeed(share) {
  const speed = Math.round(SLOWEST * Math.exp(share * SPAN) * 20) / 20;
  return clamp(Math.abs(speed - 1) < 0.06 ? 1 : speed, SLOWEST, FASTEST);
}
