// Frames of the original for the filmstrips: drawn one by one in idle time from a video that nobody sees.
import { useEffect, useMemo, useReducer } from "react";
import { empty } from "./editor_playback.js";

const FRAMES = 32;
const TALL = 128;

export class Reel {
  constructor(clip) {
    this.clip = clip;
    this.frames = [];
    this.listeners = new Set();
    this.waiting = order(FRAMES).map((index) => ((index + 0.5) / FRAMES) * clip.duration);
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start() {
    const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto", playsInline: true });
    this.video = video;
    video.addEventListener("seeked", this.#take);
    video.addEventListener("loadedmetadata", this.#next, { once: true });
    video.src = this.clip.url;
  }

  #next = () => {
    if (!this.waiting.length) return this.stop();
    this.idle = whenIdle(() => {
      this.video.currentTime = this.waiting[0];
    });
    return undefined;
  };

  #take = () => {
    const canvas = document.createElement("canvas");
    canvas.height = TALL;
    canvas.width = Math.max(1, Math.round((TALL * this.clip.width) / this.clip.height));
    canvas.getContext("2d").drawImage(this.video, 0, 0, canvas.width, canvas.height);
    this.frames.push({ time: this.waiting.shift(), canvas });
    this.listeners.forEach((listener) => listener());
    this.#next();
  };

  // The nearest frame so far, when it is near enough to be true.
  at(time, within) {
    let best = null;
    for (const frame of this.frames) {
      if (!best || Math.abs(frame.time - time) < Math.abs(best.time - time)) best = frame;
    }
    return best && Math.abs(best.time - time) <= within ? best.canvas : null;
  }

  stop() {
    cancelIdle(this.idle);
    this.video?.removeEventListener("seeked", this.#take);
    empty(this.video);
    this.video = null;
  }
}

// First the whole from afar, then what lies between.
function order(count) {
  const found = new Set();
  for (let step = count; step >= 1; step /= 2) {
    for (let index = 0; index < count; index += step) found.add(Math.floor(index));
  }
  return [...found];
}

const whenIdle = (act) =>
  window.requestIdleCallback ? window.requestIdleCallback(act, { timeout: 600 }) : setTimeout(act, 60);
const cancelIdle = (id) => (window.cancelIdleCallback ? window.cancelIdleCallback(id) : clearTimeout(id));

export function useReel(clip) {
  const ready = clip.state === "ready" && clip.duration > 0;
  const reel = useMemo(() => (ready ? new Reel(clip) : null), [ready, clip.url, clip.duration]);
  useEffect(() => {
    reel?.start();
    return () => reel?.stop();
  }, [reel]);
  return reel;
}

// Counts up with every frame that arrives.
export function useFrames(reel) {
  const [count, more] = useReducer((old) => old + 1, 0);
  useEffect(() => reel?.subscribe(more), [reel]);
  return count;
}
