// What can happen to an edit list: plain functions from one list to the next.
import { SHORTEST, clamp, lengthOf, toFinished, toMillis, toSource } from "./editor_times.js";

export const MOST_TEXTS = 20;
export const MOST_LETTERS = 200;
export const SMALLEST = 0.02;
export const LARGEST = 0.3;
const BRIEFEST_TEXT = 0.3;
const SNAP = 0.018;

const NOTHING = { trim: null, speed: 1, look: "none", texts: [], volume: 1, sound: null, cover: null };
export const PLAIN_TEXT = { text: "", font: "clean", color: "#FFFFFF", background: null, size: 0.09, x: 0.5, y: 0.5 };
const PLAIN_SOUND = { volume: 1, start: 0, ducks: true };

export function whole(edit) {
  const given = { ...NOTHING, ...edit };
  const texts = given.texts.map((text) => ({ ...PLAIN_TEXT, ...text }));
  return { ...given, texts, sound: given.sound && { ...PLAIN_SOUND, ...given.sound } };
}

export function withTrim(edit, duration, { start, end }) {
  const least = Math.min(SHORTEST, duration);
  const from = clamp(start, 0, duration - least);
  const to = clamp(end, from + least, duration);
  const all = from < 0.01 && to > duration - 0.01;
  const trim = all ? null : { start: toMillis(from), end: toMillis(to) };
  return retimed(edit, { ...edit, trim }, duration);
}

export const withSpeed = (edit, duration, speed) => retimed(edit, { ...edit, speed: toMillis(speed) }, duration);

// Words and cover stay on the pictures that they were put on, however the clip is cut and however fast it runs.
function retimed(before, after, duration) {
  if (!duration) return after;
  const move = (time) => toFinished(after, duration, toSource(before, duration, time));
  const length = lengthOf(after, duration);
  const texts = before.texts.map((text) => ({ ...text, ...spanWithin(move(text.start), move(text.end), length) }));
  return { ...after, texts, cover: before.cover === null ? null : toMillis(move(before.cover)) };
}

export function spanWithin(start, end, length) {
  const least = Math.min(BRIEFEST_TEXT, length);
  const from = clamp(start, 0, length - least);
  return { start: toMillis(from), end: toMillis(clamp(end, from + least, length)) };
}

export const withText = (edit, text) => ({ ...edit, texts: [...edit.texts, text] });

export function withTextChanged(edit, index, part) {
  const texts = edit.texts.map((text, at) => (at === index ? { ...text, ...part } : text));
  return { ...edit, texts };
}

export const withoutText = (edit, index) => ({ ...edit, texts: edit.texts.filter((_, at) => at !== index) });

export const withSound = (edit, sound) =>
  ({ ...edit, sound: { ...PLAIN_SOUND, ...edit.sound, sound_id: sound.id, start: 0 } });

export const withSoundChanged = (edit, part) => ({ ...edit, sound: { ...edit.sound, ...part } });

// Dragged words settle on the middle lines and stay in the picture.
export function placed(x, y) {
  return { x: settled(x), y: settled(y) };
}

function settled(share) {
  return Math.abs(share - 0.5) < SNAP ? 0.5 : toMillis(clamp(share, 0.02, 0.98));
}

export const sized = (size) => toMillis(clamp(size, SMALLEST, LARGEST));

export function remembered(history, current, key, now) {
  const { past, gesture } = history;
  const goesOn = key && gesture?.key === key && now - gesture.at < 900;
  const base = goesOn ? gesture.base : current;
  return { past: goesOn ? past : [...past.slice(-99), current], future: [], gesture: { key, at: now, base } };
}

export function undone({ past, future }, edit) {
  return past.length ? { edit: past.at(-1), history: { past: past.slice(0, -1), future: [edit, ...future], gesture: null } } : null;
}

export function redone({ past, future }, edit) {
  return future.length ? { edit: future[0], history: { past: [...past, edit], future: future.slice(1), gesture: null } } : null;
}
