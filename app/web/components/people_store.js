// What people do with each other, from any page: each verb answers with how one stands to the other now.
import { api } from "./api.js";
import { announce, said } from "./steer.js";

export const pathOf = (person) => `/users/${person.id}`;

export const follow = (person, on) => api(on ? "PUT" : "DELETE", `${pathOf(person)}/follow`);

export const block = (person) => api("PUT", `${pathOf(person)}/block`);

export const unblock = (person) => api("DELETE", `${pathOf(person)}/block`);

export async function mute(person, on) {
  announce(said(await api(on ? "PUT" : "DELETE", `${pathOf(person)}/mute`)));
}

// The button's word: two who follow each other are friends.
export function word({ is_following, is_requested, follows_me }) {
  if (is_following) return follows_me ? "Friends" : "Following";
  if (is_requested) return "Requested";
  return follows_me ? "Follow back" : "Follow";
}

// Nobody is signed in: on to the door, and back here afterwards.
export function refused(error) {
  if (error.status !== 401) return announce(error.message);
  const { pathname, search } = window.location;
  return window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`);
}

export async function copyLink(path) {
  const address = window.location.origin + path;
  try {
    await navigator.clipboard.writeText(address);
    announce("Link copied.");
  } catch {
    announce(address);
  }
}
