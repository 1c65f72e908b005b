// The list behind the feed: pages by cursor, no clip twice, patient with a lost connection.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, api, backOff } from "./api.js";

const LIMIT = 10;
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
    const state = { cursor: null, firstId, source, busy: false, ended: false, closed: false };
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
    state.firstId = null;
    if (!playable(video)) throw new ApiError(409, "not_ready", video.processing.failure?.message || NOT_READY);
    return { items: [{ video, why: [], request_id: null, from: "video" }], ended: false };
  }
  const cursor = state.cursor ? `&cursor=${encodeURIComponent(state.cursor)}` : "";
  const page = (await early(path, state)) ?? (await api("GET", `${path}?limit=${LIMIT}${cursor}`));
  state.cursor = page.next_cursor;
  state.ended = page.next_cursor === null;
  return { ...page, ended: state.ended };
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
