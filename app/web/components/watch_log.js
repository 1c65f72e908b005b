// Measures watches and delivers them: kept in localStorage until the server has taken them, so none is lost.
import { api } from "./api.js";

const KEY = "zoetrope.watches";
const BATCH = 50;
const KEEP = 500;
const EVERY_MS = 3000;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
};

const write = (watches) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(watches.slice(-KEEP)));
  } catch {
    // A full or forbidden store must not stop playback.
  }
};

class WatchLog {
  failures = 0;

  begin() {
    if (this.begun) return;
    this.begun = true;
    this.schedule(500);
    window.addEventListener("online", () => this.flush());
    window.addEventListener("pagehide", () => this.flush({ keepalive: true }));
    document.addEventListener("visibilitychange", () => document.hidden && this.flush({ keepalive: true }));
  }

  add(watch) {
    write([...read(), watch]);
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async flush({ keepalive = false } = {}) {
    const batch = read().slice(0, BATCH);
    if (batch.length === 0 || (this.sending && !keepalive)) return this.schedule(EVERY_MS);
    this.sending = true;
    try {
      await api("POST", "/watches", { watches: batch }, { keepalive });
      this.forget(batch);
    } catch (error) {
      this.refused(error, batch);
    } finally {
      this.sending = false;
      this.schedule(EVERY_MS * 2 ** Math.min(this.failures, 4));
    }
    return undefined;
  }

  forget(batch) {
    const taken = new Set(batch.map((watch) => watch.event_id));
    write(read().filter((watch) => !taken.has(watch.event_id)));
    this.failures = 0;
  }

  // A watch that the server finds wrong will never be right; anything else is tried again.
  refused(error, batch) {
    this.failures += 1;
    if (error.status === 400 || error.status === 422) {
      if (batch.length === 1) this.forget(batch);
      else batch.forEach((watch) => this.single(watch));
    }
  }

  async single(watch) {
    try {
      await api("POST", "/watches", { watches: [watch] });
      this.forget([watch]);
    } catch (error) {
      if (error.status === 400 || error.status === 422) this.forget([watch]);
    }
  }
}

export const watchLog = new WatchLog();

// One stay on one clip: counts only what really played while the page was visible.
export class Watch {
  constructor(entry, video) {
    this.entry = entry;
    this.video = video;
    this.stop = new AbortController();
    this.reset();
    const { signal } = this.stop;
    video.addEventListener("timeupdate", () => this.tick(), { signal });
    video.addEventListener("seeking", () => this.tick(), { signal });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.report() : this.reset()), { signal });
    window.addEventListener("pagehide", () => this.report(), { signal });
  }

  reset() {
    this.id = uuid();
    this.startedAt = new Date();
    this.last = this.video.currentTime;
    this.watched = 0;
    this.loops = 0;
    this.firstFrame ??= null;
  }

  tick() {
    const now = this.video.currentTime;
    const moved = now - this.last;
    const length = this.video.duration || 0;
    if (!document.hidden) {
      if (moved > 0 && moved < 1.5) this.watched += moved;
      else if (moved < 0 && this.last > length - 1 && now < 1) this.wrapped(length - this.last + now);
    }
    this.last = now;
  }

  wrapped(moved) {
    this.watched += moved;
    this.loops += 1;
  }

  report() {
    this.tick();
    const stayed = Date.now() - this.startedAt.getTime();
    if (this.watched === 0 && stayed < 250) return;
    const { video, request_id: request } = this.entry;
    watchLog.add({
      event_id: this.id,
      video_id: video.id,
      request_id: request ?? null,
      watched_ms: Math.round(this.watched * 1000),
      duration_ms: Math.round((video.duration_seconds || this.video.duration || 0) * 1000),
      loops: this.loops,
      source: this.entry.from,
      started_at: this.startedAt.toISOString(),
      first_frame_ms: this.firstFrame === null ? null : Math.round(this.firstFrame),
    });
    this.reset();
  }

  end() {
    this.report();
    this.stop.abort();
  }
}

// randomUUID exists only on secure origins; a phone on the local network has none.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
