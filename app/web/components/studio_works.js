// The clips of this sitting: one list that the queue, the editor and the inspector show, changed in one place.
import { useSyncExternalStore } from "react";
import { uuid } from "./watch_log.js";

export const NOTHING = { trim: null, speed: 1, look: "none", texts: [], volume: 1, sound: null, cover: null };
export const UNSAID = { description: "", visibility: "public", allow_comments: true, scheduled_at: null, edit: NOTHING };
const LIVELY_MS = 45_000;

// `sending`: queued sending paused offline failed sent asleep (asleep: a draft whose file is not in this page).
export function newWork(said) {
  return { key: uuid(), file: null, name: "", size: 0, sent: 0, rate: 0, sending: "queued", problem: "", uploadId: null,
    video: null, fields: UNSAID, saved: "new", wrong: {}, excuse: "", publishing: false, creation: null, seen: null, changedAt: Date.now(), ...said };
}

export class Works {
  state = { list: [], chosen: null, restored: false, problem: "", sounds: [] };
  listeners = new Set();

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  get(key) {
    return this.state.list.find((work) => work.key === key);
  }

  add(work) {
    this.put({ list: [...this.state.list, work], chosen: this.state.chosen ?? work.key });
  }

  change(key, change) {
    this.put({ list: this.state.list.map((work) => (work.key === key ? { ...work, ...change } : work)) });
  }

  remove(key) {
    const list = this.state.list.filter((work) => work.key !== key);
    this.put({ list, chosen: this.state.chosen === key ? (list[0]?.key ?? null) : this.state.chosen });
  }

  choose(key) {
    this.put({ chosen: key });
  }

  put(change) {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

export function useWorks(works) {
  return useSyncExternalStore(works.subscribe, works.snapshot, works.snapshot);
}

// What a clip is doing, as its person understands it.
export function phaseOf(work) {
  if (work.video?.status === "rejected") return "rejected";
  if (!work.video || work.video.is_draft) return "editing";
  return work.video.status === "published" ? "published" : "working";
}

export function isDone(video) {
  if (video.status === "rejected" || video.status === "deleted") return true;
  return video.status === "published" && (video.processing.stages ?? []).every((one) => ["done", "failed"].includes(one.state));
}

export function isStuck(work) {
  return phaseOf(work) === "working" && work.video.status === "processing" && !isScheduled(work.video)
    && Date.now() - work.changedAt > LIVELY_MS;
}

export function isScheduled(video) {
  return Boolean(video.scheduled_at) && new Date(video.scheduled_at) > new Date();
}

export const isSending = (work) => Boolean(work.file) && ["queued", "sending", "offline"].includes(work.sending);
