// A row of frames between two moments of the original; grey where none has been drawn yet.
import { memo, useEffect, useRef, useState } from "react";
import { useFrames } from "./editor_film.js";
import { useEditor } from "./editor_state.jsx";

export function Filmstrip({ from, to }) {
  const { clip } = useEditor();
  const [ref, count] = useTileCount(clip.width / clip.height);
  const each = (to - from) / count;
  const within = Math.max(each, clip.duration / 30);
  return (
    <div ref={ref} className="ed-strip" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => <Tile key={index} time={from + (index + 0.5) * each} within={within} />)}
    </div>
  );
}

const Tile = memo(function Tile({ time, within }) {
  const { reel } = useEditor();
  const canvas = useRef(null);
  const drawn = useRef(null);
  const frames = useFrames(reel);
  useEffect(() => {
    const frame = reel?.at(time, within);
    if (!frame || frame === drawn.current) return;
    drawn.current = frame;
    Object.assign(canvas.current, { width: frame.width, height: frame.height });
    canvas.current.getContext("2d").drawImage(frame, 0, 0);
    canvas.current.classList.add("on");
  }, [frames, time, within, reel]);
  return <canvas ref={canvas} className="ed-tile" width="1" height="1" />;
});

function useTileCount(ratio) {
  const ref = useRef(null);
  const [count, setCount] = useState(8);
  useEffect(() => {
    const watch = new ResizeObserver(([{ contentRect }]) => {
      const wide = Math.max(36, contentRect.height * Math.min(ratio, 1.8));
      setCount(Math.max(4, Math.min(32, Math.round(contentRect.width / wide))));
    });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [ratio]);
  return [ref, count];
}
