// What somebody searched for: kept on the server for who is signed in, in this browser for everybody else.
import { api } from "./api.js";

const KEY = "zoetrope.searched";
const KEPT = 20;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
};

const write = (queries) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries.slice(0, KEPT)));
  } catch {
    // Without a store nothing is remembered, and searching works all the same.
  }
};

// The server remembers by itself what is searched for.
export function remember(query, { signedIn }) {
  if (!signedIn && query.trim()) write([query.trim(), ...read().filter((one) => one !== query.trim())]);
}

export async function latest({ signedIn }) {
  if (!signedIn) return read();
  const page = await api("GET", "/search/history");
  return page.items.map((one) => one.query);
}

export async function forget(query, { signedIn }) {
  if (signedIn) await api("DELETE", `/search/history?q=${encodeURIComponent(query)}`);
  else write(read().filter((one) => one !== query));
}

export async function forgetAll({ signedIn }) {
  if (signedIn) await api("DELETE", "/search/history");
  else write([]);
}
