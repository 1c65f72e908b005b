// The list behind the feed: pages by cursor, no clip twice, patient with a lost connection.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, api, backOff } from "./api.js";

const LIMIT = 10;
// As long as the pages of posters are, so that their cursors fit.
const LIST_LIMIT = 24;
const NOT_READY = "It is still being prepared. Come back in a moment.";

const playable = (video) => Boolean(video.start || video.mp4_url || video.hls_url);

export function useFeed(path, { alone, source }) {
  const [list, setList] = useState({ entries: [], phase: "loading", note: null, error: null });
  const at = useRef(null);

  const fetchMore = useCallback(async () => {
    const state = at.current;
    if (state.busy || state.ended) return;
    state.busy = true;
    try {
      const page = await patiently(() => nextPage(path, state), state);
      if (page) setList((old) => grown(old, page, state.source));
    } catch (error) {
      if (!state.closed) setList((old) => ({ ...old, phase: "error", error }));
    } finally {
      state.busy = false;
    }
  }, [path]);

  useEffect(() => {
    const firstId = alone ? window.location.pathname.split("/")[2] : null;
    const state = { cursor: null, firstId, list: alone ? listOpened() : null, source, busy: false, ended: false, closed: false };
    at.current = state;
    setList({ entries: [], phase: "loading", note: null, error: null });
    fetchMore();
    return () => {
      state.closed = true;
    };
  }, [path, alone, fetchMore]);

  const patch = useCallback((match, change) => {
    setList((old) => ({
      ...old,
      entries: old.entries.map((entry) => (match(entry.video) ? { ...entry, video: change(entry.video) } : entry)),
    }));
  }, []);

  // What was turned away is taken out of what is still to come.
  const drop = useCallback((match, after) => {
    setList((old) => ({ ...old, entries: old.entries.filter(({ video }, index) => index <= after || !match(video)) }));
  }, []);

  const retry = useCallback(() => {
    setList((old) => ({ ...old, phase: "loading", error: null }));
    fetchMore();
  }, [fetchMore]);

  return { ...list, fetchMore, patch, drop, retry };
}

async function nextPage(path, state) {
  if (state.firstId) {
    const video = await api("GET", `/videos/${state.firstId}`);
    state.opened = video.id;
    state.firstId = null;
    if (!playable(video)) throw new ApiError(409, "not_ready", video.processing.failure?.message || NOT_READY);
    return { items: [{ video, why: [], request_id: null, from: "video" }], ended: false };
  }
  if (state.list) return restOf(state);
  const cursor = state.cursor ? `&cursor=${encodeURIComponent(state.cursor)}` : "";
  const page = (await early(path, state)) ?? (await api("GET", `${path}?limit=${LIMIT}${cursor}`));
  state.cursor = page.next_cursor;
  state.ended = page.next_cursor === null;
  return { ...page, ended: state.ended };
}

// A poster was opened: the player goes on with the list that it stood in, from there. Only lists of this site's videos.
const LISTS = { search: /^\/search\?/, other: /^\/search\/popular/, hashtag: /^\/hashtags\/[^/?]+\/videos/, sound: /^\/sounds\/\d+\/videos/ };

function listOpened() {
  const said = new URLSearchParams(window.location.search);
  const path = said.get("list") ?? "";
  const [from] = Object.entries(LISTS).find(([, shape]) => shape.test(path)) ?? [];
  return from ? { path, from, cursor: said.get("at"), isFirst: true } : null;
}

async function restOf(state) {
  const { list } = state;
  const cursor = list.cursor ? `&cursor=${encodeURIComponent(list.cursor)}` : "";
  const page = await api("GET", `${list.path}${list.path.includes("?") ? "&" : "?"}limit=${LIST_LIMIT}${cursor}`);
  const videos = page.items;
  const after = list.isFirst ? videos.findIndex(({ id }) => id === state.opened) + 1 : 0;
  Object.assign(list, { cursor: page.next_cursor, isFirst: false });
  state.ended = !page.next_cursor;
  return { items: videos.slice(after).map((video) => ({ video, why: [], request_id: null, from: list.from })), ended: state.ended };
}

// The page's head may have asked for the first page already, before this script was there.
async function early(path, state) {
  const asked = window.__zoetropeFeed;
  if (state.cursor || !asked || asked.path !== path) return null;
  window.__zoetropeFeed = null;
  return asked.page.catch(() => null);
}

async function patiently(ask, state) {
  for (let attempt = 0; !state.closed; attempt += 1) {
    try {
      const page = await ask();
      return state.closed ? null : page;
    } catch (error) {
      if (error.status > 0 && error.status !== 429 && error.status < 500) throw error;
      if (error.status >= 500 && attempt >= 2) throw error;
      await backOff(error.retryAfter ? Math.log2(error.retryAfter * 2) : attempt);
    }
  }
  return null;
}

function grown(old, page, from) {
  const known = new Set(old.entries.map((entry) => entry.video.id));
  const fresh = page.items.filter(({ video }) => playable(video) && !known.has(video.id));
  const entries = [...old.entries, ...fresh.map((item) => ({ from, ...item, key: item.video.id }))];
  return { entries, phase: page.ended ? "end" : "ready", note: page.note ?? old.note, error: null };
}
