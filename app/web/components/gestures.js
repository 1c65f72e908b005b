// Fingers, wheels and keys, turned into the feed's few verbs.
import { useEffect, useRef } from "react";

const DOUBLE_MS = 240;
const LONG_MS = 500;
const LOOK_MS = 60;
const MOVED = 10;
const WHEEL_REST_MS = 160;
const WHEEL_LOCK_MS = 420;

// Pointers, not clicks: a browser may keep clicks back to see whether it should zoom.
// One tap waits a moment, because it may be the first half of a double tap.
// A finger that rests, and the right button, ask for the clip's menu.
export function useTaps({ tap, doubleTap, hold }) {
  const last = useRef({ at: -Infinity });
  const down = useRef(null);
  const resting = useRef(null);
  const lift = () => {
    clearTimeout(resting.current);
    down.current = null;
  };
  const held = () => {
    lift();
    hold();
  };
  const tapped = (event) => {
    const { at, timer, done } = last.current;
    if (event.timeStamp - at > DOUBLE_MS) {
      const first = { at: event.timeStamp };
      first.timer = setTimeout(() => {
        first.done = true;
        tap();
      }, DOUBLE_MS);
      last.current = first;
      return;
    }
    clearTimeout(timer);
    if (done) tap(); // the page was too busy to hear the second tap in time
    last.current = { at: -Infinity };
    doubleTap({ x: event.clientX, y: event.clientY });
  };
  return {
    onPointerDown: (event) => {
      lift();
      if (!event.isPrimary || event.button !== 0) return;
      down.current = event;
      // In two steps: on a busy page the finger may have moved or gone while the first was late.
      resting.current = setTimeout(() => {
        resting.current = setTimeout(held, LOOK_MS);
      }, LONG_MS - LOOK_MS);
    },
    onPointerMove: (event) => {
      const from = down.current;
      if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) >= MOVED) clearTimeout(resting.current);
    },
    onPointerCancel: lift,
    onContextMenu: (event) => {
      event.preventDefault();
      held();
    },
    onPointerUp: (event) => {
      const from = down.current;
      lift();
      if (!from || event.timeStamp - from.timeStamp > LONG_MS) return;
      if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < MOVED) tapped(event);
    },
  };
}

// One notch, or one push of a trackpad with all its inertia, is one video.
export function useWheel(scroller, go) {
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const node = scroller.current;
    let lastAt = 0;
    let movedAt = 0;
    const wheel = (event) => {
      if (event.ctrlKey || Math.abs(event.deltaY) < Math.abs(event.deltaX)) return;
      event.preventDefault();
      const now = performance.now();
      const rested = now - lastAt > WHEEL_REST_MS;
      lastAt = now;
      if (Math.abs(event.deltaY) < 4 || now - movedAt < WHEEL_LOCK_MS || (!rested && Math.abs(event.deltaY) < 60)) return;
      movedAt = now;
      latest.current(Math.sign(event.deltaY));
    };
    node.addEventListener("wheel", wheel, { passive: false });
    return () => node.removeEventListener("wheel", wheel);
  }, []);
}

const busy = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]") || document.querySelector("dialog:modal");

export function useKeys(actions, entry) {
  const latest = useRef(null);
  latest.current = { actions, video: entry?.video, request: entry?.request_id };
  useEffect(() => {
    const pressed = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
      const { actions: act, video, request } = latest.current;
      const onButton = event.target.closest?.("button, a");
      const verbs = {
        ArrowDown: () => act.go(1),
        ArrowUp: () => act.go(-1),
        " ": onButton ? null : act.toggle,
        m: act.mute,
        l: video && (() => act.like(video)),
        c: act.comments,
        Escape: act.quiet,
        s: video && (() => act.save(video)),
        w: video && (() => act.steer(video, "why", request)),
        "/": () => window.location.assign("/discover"),
      };
      const verb = verbs[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!verb || (event.repeat && event.key.length === 1)) return;
      event.preventDefault();
      verb();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
