// The talk under one clip: threads with their replies, changed at once and put back where the server refuses.
import { useEffect, useMemo, useReducer, useRef } from "react";
import { api } from "./api.js";

const PAGE = 20;
const REPLIES = 10;
const EMPTY = { threads: [], cursor: null, phase: "loading", sort: "top", error: "", missing: false };

let self = null;

// Who speaks here; null when nobody is signed in.
export function whoAmI() {
  self ??= api("GET", "/auth/me").catch((error) => {
    self = null;
    if (error.status === 401) return null;
    throw error;
  });
  return self;
}

// The thread in which a comment stands, with it unfolded; null when it is gone, or not below this clip.
async function threadOf(id, video) {
  try {
    const comment = await api("GET", `/comments/${id}`);
    if (comment.video_id !== video.id) return null;
    if (!comment.parent_id) return [comment];
    const root = await api("GET", `/comments/${comment.parent_id}`).catch(() => ({ id: comment.parent_id, is_deleted: true, reply_count: 1 }));
    return [{ ...root, replies: { items: [comment], cursor: null, phase: "ready" } }];
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

// `wanted`: the id of a comment that somebody came for; its thread comes first, however far down it stands.
export function useTalk(video, { onCount, wanted }) {
  const [state, set] = useReducer((old, change) => ({ ...old, ...(typeof change === "function" ? change(old) : change) }), EMPTY);
  const now = useRef(state);
  now.current = state;
  const verbs = useMemo(() => makeVerbs({ video, set, now, onCount }), [video.id]);
  useEffect(() => {
    verbs.load("top", null, wanted);
  }, [video.id]);
  return { ...state, ...verbs };
}

function makeVerbs({ video, set, now, onCount }) {
  const path = `/videos/${video.id}/comments`;
  const page = (cursor, more) => api("GET", `${path}?${new URLSearchParams({ ...more, ...(cursor ? { cursor } : {}) })}`);
  const put = (id, change) => set((old) => ({ threads: changed(old.threads, id, change) }));

  async function load(sort = now.current.sort, cursor = null, wanted = null) {
    set(cursor ? { phase: "more" } : { ...EMPTY, sort });
    try {
      const [found, sought] = await Promise.all([page(cursor, { sort, limit: PAGE }), wanted && threadOf(wanted, video)]);
      if (now.current.sort !== sort) return;
      const next = { cursor: found.next_cursor, phase: "ready", missing: Boolean(wanted && !sought) };
      set((old) => ({ ...next, threads: fresh(cursor ? old.threads : refreshed(sought ?? [], found.items), found.items) }));
    } catch (error) {
      set({ phase: "error", error: error.message });
    }
  }

  async function openReplies(thread) {
    const known = thread.replies ?? { items: [], cursor: null };
    put(thread.id, { replies: { ...known, phase: "loading" } });
    try {
      const found = await page(known.cursor, { parent_id: thread.id, limit: REPLIES });
      put(thread.id, (one) => ({ replies: { items: fresh(one.replies?.items ?? [], found.items), cursor: found.next_cursor, phase: "ready" } }));
    } catch (error) {
      put(thread.id, { replies: { ...known, phase: "error", error: error.message } });
    }
  }

  async function write(text, me, parent) {
    const root = parent && (parent.parent_id ?? parent.id);
    const draft = { id: `new-${Date.now()}`, video_id: video.id, parent_id: root ?? null, author: me, text, mentions: [], like_count: 0,
      reply_count: 0, created_at: new Date().toISOString(), is_by_creator: me.id === video.creator.id, sending: true };
    set((old) => ({ threads: root ? answered(old.threads, root, draft) : placed(old.threads, draft) }));
    onCount(video.id, 1);
    try {
      const card = await api("POST", path, { text, parent_id: parent?.id ?? null });
      put(draft.id, () => ({ ...card, sending: false }));
    } catch (error) {
      set((old) => ({ threads: without(old.threads, draft) }));
      onCount(video.id, -1);
      throw error;
    }
  }

  async function edit(comment, text) {
    put(comment.id, { text, edited_at: new Date().toISOString() });
    try {
      const card = await api("PATCH", `/comments/${comment.id}`, { text });
      put(comment.id, card);
    } catch (error) {
      put(comment.id, { text: comment.text, edited_at: comment.edited_at });
      throw error;
    }
  }

  async function like(comment) {
    const on = !comment.is_liked;
    const blessed = (value) => (video.may_edit ? { is_liked_by_creator: value } : {});
    const show = (value) => put(comment.id, (one) => one.is_liked === value ? {}
      : { is_liked: value, like_count: Math.max(0, one.like_count + (value ? 1 : -1)), ...blessed(value) });
    show(on);
    try {
      put(comment.id, await api(on ? "PUT" : "DELETE", `/comments/${comment.id}/like`));
    } catch (error) {
      show(!on);
      throw error;
    }
  }

  async function pin(comment) {
    const before = now.current.threads;
    const is_pinned = !comment.is_pinned;
    set({ threads: pinned(before.map((one) => ({ ...one, is_pinned: false })), comment.id, is_pinned) });
    try {
      await api("PATCH", `/comments/${comment.id}`, { is_pinned });
    } catch (error) {
      set({ threads: before });
      throw error;
    }
  }

  async function remove(comment) {
    const before = now.current.threads;
    const stays = comment.reply_count > 0;
    set({ threads: stays ? changed(before, comment.id, { is_deleted: true, author: null, text: "", is_pinned: false, may_delete: false })
      : without(before, comment) });
    onCount(video.id, -1);
    try {
      await api("DELETE", `/comments/${comment.id}`);
    } catch (error) {
      set({ threads: before });
      onCount(video.id, 1);
      throw error;
    }
  }

  const more = () => load(now.current.sort, now.current.cursor);
  const hideReplies = (thread) => put(thread.id, { replies: null });
  return { load, more, openReplies, hideReplies, write, edit, like, pin, remove };
}

// What is known already, as one's own comment is, does not come twice.
function fresh(known, found) {
  const ids = new Set(known.map((one) => one.id));
  return [...known, ...found.filter((one) => !ids.has(one.id))];
}

// As the list has them; what is unfolded stays so.
const refreshed = (threads, found) => threads.map((one) => ({ ...one, ...found.find(({ id }) => id === one.id) }));

function changed(threads, id, change) {
  const apply = (one) => ({ ...one, ...(typeof change === "function" ? change(one) : change) });
  return threads.map((one) => {
    if (one.id === id) return apply(one);
    if (!one.replies?.items.some((reply) => reply.id === id)) return one;
    return { ...one, replies: { ...one.replies, items: one.replies.items.map((reply) => (reply.id === id ? apply(reply) : reply)) } };
  });
}

function answered(threads, root, reply) {
  return threads.map((one) => one.id !== root ? one : { ...one, reply_count: one.reply_count + 1,
    replies: { items: [...(one.replies?.items ?? []), reply], cursor: one.replies?.cursor ?? null, phase: "ready" } });
}

// Below the pinned one: what one has just said is what one looks for.
function placed(threads, comment) {
  const at = threads[0]?.is_pinned ? 1 : 0;
  return [...threads.slice(0, at), comment, ...threads.slice(at)];
}

function without(threads, gone) {
  if (!gone.parent_id) return threads.filter((one) => one.id !== gone.id);
  return threads.map((one) => one.id !== gone.parent_id ? one : { ...one, reply_count: Math.max(0, one.reply_count - 1),
    replies: one.replies && { ...one.replies, items: one.replies.items.filter((reply) => reply.id !== gone.id) } })
    .filter((one) => !(one.is_deleted && one.reply_count === 0));
}

function pinned(threads, id, is_pinned) {
  const found = threads.map((one) => (one.id === id ? { ...one, is_pinned } : one));
  return is_pinned ? [...found.filter((one) => one.id === id), ...found.filter((one) => one.id !== id)] : found;
}
