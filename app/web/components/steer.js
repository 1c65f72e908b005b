// What a viewer tells the feed about a clip: each verb answers with its receipt, the way back, and what to take out of the list.
import { api } from "./api.js";

export const said = (receipt) => receipt.changes.join(" ");

const undoing = (method, path, body) => async () => said(await api(method, path, body));

const byCreator = (id) => (video) => video.creator.id === id;
const about = (topics) => (video) => video.hashtags.some((tag) => topics.includes(tag));

export async function notInterested(video) {
  const path = `/videos/${video.id}/not-interested`;
  const receipt = await api("POST", path);
  const same = byCreator(receipt.creator_id);
  const alike = about(receipt.topics);
  return { text: said(receipt), undo: undoing("DELETE", path), drop: (other) => same(other) || alike(other), leave: true };
}

export async function fewer(topic) {
  const path = `/feed/preferences/topics/${encodeURIComponent(topic)}`;
  const receipt = await api("PUT", path, { weight: -0.5 });
  return { text: said(receipt), undo: undoing("PUT", path, { weight: 0 }), drop: about([topic]) };
}

export async function muteCreator(creator) {
  const path = `/users/${creator.id}/mute`;
  const receipt = await api("PUT", path);
  return { text: said(receipt), undo: undoing("DELETE", path), drop: byCreator(creator.id), leave: true };
}

export async function muteSound(sound) {
  const path = `/sounds/${sound.id}/mute`;
  const receipt = await api("PUT", path);
  return { text: said(receipt), undo: undoing("DELETE", path), drop: (video) => video.sound?.id === sound.id, leave: true };
}

// Says a line on the page, with the way back where there is one.
export function announce(text, undo) {
  window.dispatchEvent(new CustomEvent("zoetrope:notice", { detail: { text, undo } }));
}
