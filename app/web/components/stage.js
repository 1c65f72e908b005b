// Three players for any number of clips: the active one and a warm neighbour on each side (slot = index modulo three).
import { Player } from "./player.js";
import { wishes } from "./playback_wishes.js";
import { Watch, watchLog } from "./watch_log.js";

const MUTED = "zoetrope.muted";
const PATIENCE_MS = 1200;

const remembered = () => {
  try {
    return localStorage.getItem(MUTED) !== "no";
  } catch {
    return true;
  }
};

export class Stage {
  constructor(notify) {
    this.notify = notify;
    this.players = [0, 1, 2].map(() => new Player());
    this.active = -1;
    this.entries = [];
    this.muted = remembered();
    this.paused = false;
    this.players.forEach((player) => this.listen(player));
    this.visibility = () => this.seen();
    document.addEventListener("visibilitychange", this.visibility);
    this.rest = ({ detail }) => this.setPaused(detail);
    window.addEventListener("zoetrope:rest", this.rest);
    watchLog.begin();
  }

  listen(player) {
    const { video } = player;
    player.onError = (item, sentence) => this.notify({ failed: item.id, sentence });
    const buffering = (on) => () => player === this.current && this.buffering(on);
    video.addEventListener("waiting", buffering(true));
    for (const name of ["playing", "pause", "seeked", "canplay"]) video.addEventListener(name, buffering(false));
    video.addEventListener("timeupdate", () => player === this.current && this.warm());
    video.addEventListener("loadeddata", () => player === this.current && this.neighbours());
  }

  at(index) {
    return this.players[index % 3];
  }

  get current() {
    return this.active < 0 ? null : this.at(this.active);
  }

  attach(index, row) {
    const { video } = this.at(index);
    if (video.parentNode === row) return;
    row.append(video);
    if (index === this.active && !this.paused) this.start();
  }

  show(entries, active) {
    const before = this.entries[this.active]?.video.id;
    this.entries = entries;
    const entry = entries[active];
    if (!entry || entry.video.id === before) return this.neighbours();
    this.leave(active);
    this.active = active;
    this.paused = !wishes.autoplay;
    this.notify({ failed: null, paused: this.paused, buffering: false });
    this.current.load(entry.video);
    this.enter(entry);
    if (this.current.ready) return this.neighbours();
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.neighbours(), PATIENCE_MS);
    return undefined;
  }

  // Neighbours wait until the active clip has a picture, so that a cold start has the line to itself.
  neighbours() {
    clearTimeout(this.patience);
    const near = wishes.data_saver ? [this.active + 1] : [this.active + 1, this.active - 1];
    for (const index of near) {
      const entry = index >= 0 && this.entries[index];
      if (!entry) continue;
      this.at(index).load(entry.video);
      this.at(index).role("near", { rich: this.current?.comfortable && !wishes.data_saver });
    }
  }

  warm() {
    if (this.warmed === this.active || !this.current.comfortable) return;
    this.warmed = this.active;
    this.neighbours();
  }

  enter(entry) {
    const player = this.current;
    player.role("active");
    player.video.muted = this.muted;
    this.watch = new Watch(entry, player.video);
    this.measure(this.active, player);
    if (!this.paused) this.start();
    this.buffering(!this.paused && !player.ready);
  }

  async start() {
    const player = this.current;
    if ((await player.play()) === "muted") this.hush();
  }

  // The browser refuses sound before the first gesture; that gesture brings it back.
  hush() {
    if (this.muted) return;
    this.muted = true;
    this.notify({ muted: true });
    const gesture = new AbortController();
    const back = (event) => {
      gesture.abort();
      if (!event.target.closest?.(".sound")) this.setMuted(false);
    };
    for (const name of ["pointerup", "keydown"]) window.addEventListener(name, back, { signal: gesture.signal });
  }

  leave(next) {
    this.watch?.end();
    this.watch = null;
    if (this.active >= 0 && this.at(next) !== this.current) this.current.pause();
    this.current?.role("near");
  }

  // The neighbour starts, silent, as soon as the finger moves: at the half-way point it is already playing.
  lead(index) {
    if (!wishes.autoplay || this.leading === index || !this.entries[index] || Math.abs(index - this.active) !== 1) return;
    const player = this.at(index);
    if (player.item?.id !== this.entries[index].video.id || !player.ready) return;
    this.leading = index;
    player.video.muted = true;
    player.frames();
    player.play();
  }

  // The page stands still again: whoever is not active goes back to its first frame.
  settled() {
    this.leading = null;
    for (const player of this.players) {
      if (player === this.current || !player.item) continue;
      player.rewind();
    }
  }

  // Times one stay: when its first picture and its first moving picture were really presented.
  measure(index, player) {
    const began = performance.now();
    const { watch } = this;
    const warm = player.ready;
    if (warm) watch.firstFrame = 0;
    const tell = (moving) => {
      const detail = { index, warm, first_frame_ms: watch.firstFrame, moving_ms: moving };
      window.dispatchEvent(new CustomEvent("zoetrope:moving", { detail }));
    };
    if (player.moving) return tell(0);
    return player.frames((moving) => {
      if (this.watch !== watch) return;
      watch.firstFrame ??= performance.now() - began;
      if (moving) tell(performance.now() - began);
    });
  }

  buffering(on) {
    clearTimeout(this.line);
    if (on) this.line = setTimeout(() => this.notify({ buffering: true }), 300);
    else this.notify({ buffering: false });
  }

  toggle() {
    this.setPaused(!this.paused);
  }

  setPaused(paused) {
    if (!this.current) return;
    this.paused = paused;
    this.notify({ paused });
    if (paused) this.current.pause();
    else this.start();
  }

  setMuted(muted) {
    this.muted = muted;
    if (this.current) this.current.video.muted = muted;
    try {
      localStorage.setItem(MUTED, muted ? "yes" : "no");
    } catch {
      // Remembering is a courtesy.
    }
    this.notify({ muted });
  }

  seen() {
    if (!this.current || this.paused) return;
    if (document.hidden) this.current.pause();
    else this.start();
  }

  retry() {
    this.notify({ failed: null });
    this.current?.retry();
  }

  close() {
    this.watch?.end();
    watchLog.flush({ keepalive: true });
    clearTimeout(this.patience);
    clearTimeout(this.line);
    document.removeEventListener("visibilitychange", this.visibility);
    window.removeEventListener("zoetrope:rest", this.rest);
    this.players.forEach((player) => player.release());
  }
}
