// Feeds one <video> through Media Source from a feed item's `start`: init and first segment in one Range request,
// then as much ahead as it is told to keep.
import { backOff, link } from "./api.js";

const BATCH_SECONDS = 4;
const MAX_TRIES = 4;

export const canFeed = (start) =>
  typeof MediaSource !== "undefined" && Boolean(start) && MediaSource.isTypeSupported(start.mime);

// Bits per second of the latest transfers: where hls.js starts when it takes over.
export const bandwidth = { bits: 5_000_000 };

export class SegmentFeed {
  constructor(video, start, { onFail }) {
    Object.assign(this, { video, start, onFail });
    this.ahead = 0;
    this.loaded = new Set();
    this.starts = [];
    this.length = 0;
    for (const [, , seconds] of start.segments) {
      this.starts.push(this.length);
      this.length += seconds;
    }
    this.stop = new AbortController();
    this.first = this.request(0, 0);
    this.first.catch(() => {});
    this.open();
  }

  open() {
    this.source = new MediaSource();
    const url = URL.createObjectURL(this.source);
    this.source.addEventListener("sourceopen", () => this.opened(url), { once: true });
    this.video.src = url;
    for (const name of ["timeupdate", "seeking", "waiting"]) {
      this.video.addEventListener(name, this.pump, { signal: this.stop.signal });
    }
  }

  async opened(url) {
    URL.revokeObjectURL(url);
    if (this.closed) return;
    try {
      this.buffer = this.source.addSourceBuffer(this.start.mime);
      this.source.duration = this.length;
      await this.append(await this.first, 0, 0);
      this.first = null;
      this.pump();
    } catch (error) {
      this.failed(error);
    }
  }

  get closed() {
    return this.stop.signal.aborted;
  }

  get complete() {
    return this.loaded.size === this.start.segments.length;
  }

  bufferedAhead() {
    const { buffered, currentTime } = this.video;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) <= currentTime + 0.1 && currentTime < buffered.end(i)) {
        return buffered.end(i) - currentTime;
      }
    }
    return 0;
  }

  keep(seconds) {
    this.ahead = seconds;
    this.pump();
  }

  pump = async () => {
    if (this.closed || this.busy || !this.buffer || this.first) return;
    const wanted = this.wanted();
    if (!wanted) return;
    this.busy = true;
    try {
      await this.append(await this.request(...wanted), ...wanted);
    } catch (error) {
      this.failed(error);
      return;
    } finally {
      this.busy = false;
    }
    this.pump();
  };

  // The first run of missing segments between the playhead and as far ahead as is to be kept.
  wanted() {
    const last = this.start.segments.length - 1;
    const now = this.video.currentTime;
    let from = this.starts.findLastIndex((start) => start <= now + 0.01);
    while (from <= last && this.loaded.has(from)) from += 1;
    if (from > last) return this.missingHead(now);
    if (this.starts[from] > now + this.ahead) return null;
    let to = from;
    while (to < last && !this.loaded.has(to + 1) && this.starts[to + 1] - this.starts[from] < BATCH_SECONDS) to += 1;
    return [from, to];
  }

  // The clip loops: after a jump the beginning may still be missing when the end is near.
  missingHead(now) {
    const head = this.start.segments.findIndex((_, index) => !this.loaded.has(index));
    return head >= 0 && this.length - now < this.ahead ? [head, head] : null;
  }

  async request(from, to) {
    const { init, segments } = this.start;
    const begin = from === 0 && !this.buffer ? init[0] : segments[from][0];
    const end = segments[to][0] + segments[to][1] - 1;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.fetchRange(begin, end);
      } catch (error) {
        if (this.closed || (error.status && (error.status < 500 || attempt >= MAX_TRIES))) throw error;
        if (!error.status) link.set(false);
        await backOff(attempt);
      }
    }
  }

  async fetchRange(begin, end) {
    const early = await headStart(this.start.url, `bytes=${begin}-${end}`);
    if (early) return early;
    const asked = performance.now();
    const response = await fetch(this.start.url, {
      headers: { Range: `bytes=${begin}-${end}` },
      signal: this.stop.signal,
    });
    if (!response.ok) throw Object.assign(new Error(`Media answered ${response.status}.`), { status: response.status });
    const whole = await response.arrayBuffer();
    link.set(true);
    measure(whole.byteLength, performance.now() - asked);
    return response.status === 206 ? whole : whole.slice(begin, end + 1);
  }

  append(bytes, from, to) {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new DOMException("Closed", "AbortError"));
      this.buffer.addEventListener("updateend", () => resolve(this.appended(from, to)), { once: true });
      this.buffer.addEventListener("error", () => reject(new Error("The picture could not be decoded.")), { once: true });
      this.buffer.appendBuffer(bytes);
    });
  }

  appended(from, to) {
    for (let index = from; index <= to; index += 1) this.loaded.add(index);
    if (this.complete && this.source.readyState === "open") this.source.endOfStream();
  }

  failed(error) {
    if (this.closed || error.name === "AbortError") return;
    this.onFail?.(error);
  }

  // Gives the open Media Source to another reader; null when there is nothing left to read.
  async handOver() {
    while (this.busy && !this.closed) await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.closed || this.complete || !this.buffer || this.first) return null;
    this.stop.abort();
    return { mediaSource: this.source, buffer: this.buffer };
  }

  close() {
    this.stop.abort();
    if (this.buffer && this.source.readyState === "open" && !this.buffer.updating) {
      this.source.removeSourceBuffer(this.buffer);
    }
    this.buffer = null;
  }
}

// The page's head may have asked for the first bytes of the first clip before this script was there.
async function headStart(url, range) {
  const asked = window.__zoetropeFirst;
  if (asked?.url !== url || asked.range !== range) return null;
  window.__zoetropeFirst = null;
  return asked.bytes.catch(() => null);
}

function measure(bytes, ms) {
  if (bytes < 20_000) return;
  const now = (bytes * 8000) / Math.max(ms, 1);
  bandwidth.bits = 0.7 * bandwidth.bits + 0.3 * Math.min(now, 50_000_000);
}
