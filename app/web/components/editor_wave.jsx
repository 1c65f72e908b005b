// A stretch of a sound as bars; the hundred numbers cover its whole length, after which it begins again.
import { memo, useMemo } from "react";

const UNKNOWN = 0.12;

export const Wave = memo(function Wave({ sound, from = 0, seconds = sound.duration_seconds, bars = 72 }) {
  const path = useMemo(() => pathOf(sound, from, seconds, bars), [sound, from, seconds, bars]);
  return (
    <svg className="ed-wave" viewBox={`0 0 ${bars * 3} 40`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
});

function pathOf({ waveform = [], duration_seconds: length }, from, seconds, bars) {
  if (!length) return "";
  return Array.from({ length: bars }, (_, index) => {
    const moment = (from + ((index + 0.5) / bars) * seconds) % length;
    const loud = waveform[Math.min(waveform.length - 1, Math.floor((moment / length) * waveform.length))] ?? UNKNOWN;
    const tall = Math.max(2, loud * 36);
    return `M${index * 3 + 1.5} ${20 - tall / 2}v${tall}`;
  }).join("");
}
