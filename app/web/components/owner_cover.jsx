// The moments of a finished clip side by side, one of which is its cover.
import { useEffect, useRef } from "react";
import { Sparkles } from "lucide-react";

const WIDTH = 54;

export function CoverStrip({ video, cover, onPick }) {
  const { storyboard } = video;
  const moments = momentsOf(storyboard, video.duration_seconds);
  const chosen = cover === null ? null : nearest(moments, cover);
  const strip = useRef(null);
  useEffect(() => {
    strip.current.querySelector(":checked")?.closest("label").scrollIntoView({ block: "nearest", inline: "center" });
  }, []);
  return (
    <fieldset className="owner-cover">
      <legend>Cover</legend>
      <div ref={strip} className="owner-strip">
        <label className="owner-moment owner-auto">
          <input type="radio" name="cover" checked={chosen === null} onChange={() => onPick(null)} />
          <span><Sparkles aria-hidden="true" />Choose for me</span>
        </label>
        {moments.map(({ at, column, row }) => (
          <label key={at} className="owner-moment">
            <input type="radio" name="cover" aria-label={`At ${at.toFixed(1)} seconds`} checked={chosen === at} onChange={() => onPick(at)} />
            <span style={pictureOf(storyboard, column, row)} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

// Each picture of a storyboard stands for the middle of its interval.
function momentsOf({ columns, rows, interval }, seconds) {
  const count = Math.max(1, Math.min(columns * rows, Math.ceil(seconds / interval)));
  return Array.from({ length: count }, (_, index) => ({
    at: Math.min(Math.round((index + 0.5) * interval * 1000) / 1000, Math.max(0, seconds - 0.05)),
    column: index % columns,
    row: Math.floor(index / columns),
  }));
}

function nearest(moments, time) {
  return moments.reduce((best, { at }) => (Math.abs(at - time) < Math.abs(best - time) ? at : best), moments[0].at);
}

function pictureOf({ url, columns, rows, width, height }, column, row) {
  const tall = (WIDTH * height) / width;
  return {
    width: WIDTH,
    height: tall,
    backgroundImage: `url("${url}")`,
    backgroundSize: `${columns * WIDTH}px ${rows * tall}px`,
    backgroundPosition: `${-column * WIDTH}px ${-row * tall}px`,
  };
}
