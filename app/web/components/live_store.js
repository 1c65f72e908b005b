// What the socket last told about the inbox (app/web/live.py), for every part of the page that shows it.
import { useSyncExternalStore } from "react";

const NOTHING = { count: 0, requests: 0, notice: null, joined: false };
const listeners = new Set();
let told = NOTHING;

function tell(next) {
  told = { ...NOTHING, ...next };
  listeners.forEach((listener) => listener());
}

if (typeof window !== "undefined") {
  if (window.__zoetropeNotices) tell(window.__zoetropeNotices);
  window.addEventListener("zoetrope:notices", ({ detail }) => tell({ ...detail, joined: true }));
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTold = () => useSyncExternalStore(subscribe, () => told, () => NOTHING);

// After reading, before the socket says so too.
export const seen = (unread) => tell({ ...unread, notice: null, joined: told.joined });
