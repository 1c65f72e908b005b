// A list that comes page by page: no item twice, one request at a time, and a sentence when one fails.
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "./api.js";

const NOTHING = { items: [], phase: "loading", problem: "" };

// Each item remembers by which cursor its page came.
export function usePages(path, { limit = 24 } = {}) {
  const [list, setList] = useState(NOTHING);
  const at = useRef(null);

  const more = useCallback(async () => {
    const state = at.current;
    if (!state || state.busy || state.ended) return;
    state.busy = true;
    setList((old) => ({ ...old, phase: "loading", problem: "" }));
    try {
      const page = await api("GET", addressed(path, limit, state.cursor));
      if (state.closed) return;
      Object.assign(state, { before: state.cursor, cursor: page.next_cursor, ended: !page.next_cursor });
      setList((old) => grown(old, page.items, state));
    } catch (error) {
      if (!state.closed) setList((old) => ({ ...old, phase: "failed", problem: error.message }));
    } finally {
      state.busy = false;
    }
  }, [path, limit]);

  useEffect(() => {
    const state = { cursor: null, before: null, busy: false, ended: false, closed: false };
    at.current = state;
    setList(NOTHING);
    more();
    return () => {
      state.closed = true;
    };
  }, [path, more]);

  return { ...list, more };
}

function addressed(path, limit, cursor) {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  return `${path}${path.includes("?") ? "&" : "?"}limit=${limit}${after}`;
}

function grown(old, items, { before, ended }) {
  const known = new Set(old.items.map(keyOf));
  const fresh = items.filter((item) => !known.has(keyOf(item))).map((item) => ({ ...item, page: before }));
  return { items: [...old.items, ...fresh], phase: ended ? "end" : "ready", problem: "" };
}

const keyOf = (item) => item.id ?? item.name;

// One answer to one question, asked again when the question changes.
export function useAnswer(path) {
  const [state, set] = useState({ answer: null, problem: "", path: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!path) return undefined;
    const stop = new AbortController();
    set((old) => ({ ...old, problem: "" }));
    api("GET", path, undefined, { signal: stop.signal }).then(
      (answer) => set({ answer, problem: "", path }),
      (error) => error.name !== "AbortError" && set({ answer: null, problem: error.message, path }),
    );
    return () => stop.abort();
  }, [path, turn]);
  const isFresh = state.path === path;
  return { answer: isFresh ? state.answer : null, problem: isFresh ? state.problem : "", again: () => setTurn((old) => old + 1) };
}
