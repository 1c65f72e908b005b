// A handle on the timeline: pointer, touch and arrow keys alike, and it says where it stands.
import { useState } from "react";
import { useGrab } from "./editor_grab.js";
import { clamp } from "./editor_times.js";

const HOW = "Drag, or arrow keys: 0.1 s, with Shift 1 s";

// `track` is the element whose width is `span` seconds; `live` ones are told by their owner where they stand.
export function Slider({ className, label, value, read = () => value, limits, span, track, step = 0.1, title = HOW, ...rest }) {
  const { text, tip, live, onMove, onGrab } = rest;
  const [held, setHeld] = useState(false);
  const to = (next) => onMove(clamp(next, limits[0], limits[1]));
  const grab = useGrab({
    start: () => {
      setHeld(true);
      onGrab?.();
      return { value: read(), width: track.current.getBoundingClientRect().width };
    },
    move: ({ dx }, from) => to(from.value + (dx / from.width) * span),
    end: () => setHeld(false),
  });
  const press = (event) => {
    const next = keyed(event, { value: read(), limits, step });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    to(next);
  };
  const says = live ? {} : { "aria-valuenow": Number(value.toFixed(2)), "aria-valuetext": text };
  const [least, most] = limits.map((limit) => Number(limit.toFixed(2)));
  return (
    <div className={`${className} ${held ? "held" : ""}`} role="slider" tabIndex={0} aria-label={label} title={title}
      aria-valuemin={least} aria-valuemax={most} onKeyDown={press} {...says} {...grab}>
      {held && tip && <output className="ed-tip">{tip}</output>}
    </div>
  );
}

const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

function keyed({ key, shiftKey }, { value, limits, step }) {
  if (key === "Home") return limits[0];
  if (key === "End") return limits[1];
  return WAYS[key] ? value + WAYS[key] * step * (shiftKey ? 10 : 1) : null;
}
