// What is known of the original: from the page at first, then from the browser, which may also be unable to show it.
import { useEffect, useMemo, useState } from "react";

// A recording without a length gets one by seeking past any end.
const FAR = 1e7;
const FIRST = 0.001;

export function useClip(video, given) {
  const [found, setFound] = useState({ url: null });
  useEffect(() => (video && given.url ? observe(video, given.url, setFound) : undefined), [video, given.url]);
  const fresh = found.url === given.url ? found : {};
  const state = fresh.state ?? "loading";
  const duration = fresh.duration || given.duration || 0;
  const width = fresh.width || given.width || 9;
  const height = fresh.height || given.height || 16;
  return useMemo(() => ({ url: given.url, state, duration, width, height }), [given.url, state, duration, width, height]);
}

function observe(video, url, tell) {
  const tellState = (state) => tell({ url, state, duration: lengthOf(video), width: video.videoWidth, height: video.videoHeight });
  const ready = () => {
    if (video.readyState < 1) return;
    if (!video.videoWidth) tellState("dull");
    else if (!Number.isFinite(video.duration)) video.currentTime = FAR;
    else {
      if (!video.currentTime) video.currentTime = FIRST; // some phones paint nothing before a seek
      tellState("ready");
    }
  };
  const settle = () => {
    if (Number.isFinite(video.duration) && video.currentTime > video.duration - 0.01) video.currentTime = 0;
    ready();
  };
  const dull = () => tellState("dull");
  const events = [["loadedmetadata", ready], ["durationchange", settle], ["error", dull]];
  events.forEach(([name, listener]) => video.addEventListener(name, listener));
  ready();
  return () => events.forEach(([name, listener]) => video.removeEventListener(name, listener));
}

const lengthOf = (video) => (Number.isFinite(video.duration) ? video.duration : 0);
