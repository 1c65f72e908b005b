// The rows of one tab of the inbox: pages, what is new, and following back.
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "./api.js";

const START = { items: [], cursor: null, loading: true, error: null };
const key = ({ kind, subject }) => `${kind} ${subject}`;
const path = (only, cursor) => `/notifications?only=${only}&limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;

// A group that has grown moves up; it must not stand twice.
function joined(first, second) {
  const known = new Set(first.map(key));
  return [...first, ...second.filter((one) => !known.has(key(one)))];
}

export function useNotices(only) {
  const [list, setList] = useState(START);
  const tab = useRef(only);
  const busy = useRef(false);

  const load = useCallback(async (cursor, place) => {
    const asked = only;
    busy.current = true;
    setList((old) => ({ ...old, loading: true, error: null }));
    try {
      const page = await api("GET", path(asked, cursor));
      if (tab.current === asked) setList((old) => place(old, page));
    } catch (error) {
      if (tab.current === asked) setList((old) => ({ ...old, loading: false, error }));
    } finally {
      busy.current = false;
    }
  }, [only]);

  const begin = useCallback(() => load(null, (old, page) => ({ items: joined(old.items, page.items), cursor: page.next_cursor, loading: false, error: null })), [load]);
  const refresh = useCallback(() => load(null, (old, page) => ({
    items: joined(page.items, old.items), cursor: old.items.length ? old.cursor : page.next_cursor, loading: false, error: null,
  })), [load]);
  const more = useCallback(() => {
    if (!busy.current && list.cursor) load(list.cursor, (old, page) => ({ items: joined(old.items, page.items), cursor: page.next_cursor, loading: false, error: null }));
  }, [load, list.cursor]);

  useEffect(() => {
    tab.current = only;
    setList(START);
    begin();
  }, [only]);

  return { ...list, retry: begin, refresh, more: list.cursor ? more : null, follow: useFollow(setList) };
}

function useFollow(setList) {
  return useCallback(async (actor) => {
    const show = (is_following) => setList((old) => ({
      ...old,
      items: old.items.map((item) => ({ ...item, actors: item.actors.map((one) => (one.id === actor.id ? { ...one, is_following } : one)) })),
    }));
    show(!actor.is_following);
    try {
      await api(actor.is_following ? "DELETE" : "PUT", `/users/${actor.id}/follow`);
    } catch (error) {
      show(actor.is_following);
      window.dispatchEvent(new CustomEvent("zoetrope:notice", { detail: error.message }));
    }
  }, []);
}
