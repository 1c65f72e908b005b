// The whole original as a strip of film: what is kept of it, where words and sound lie, and where we are.
import { useEffect, useRef, useState } from "react";
import { Filmstrip } from "./editor_filmstrip.jsx";
import { Slider } from "./editor_handles.jsx";
import { useGrab } from "./editor_grab.js";
import { useEachFrame, useEditor } from "./editor_state.jsx";
import { withTrim } from "./editor_changes.js";
import { LAST_FRAME, SHORTEST, clamp, clock, keptOf, spoken, ticks, toFinished, toSource } from "./editor_times.js";
import { SoundTrack, TextTrack } from "./editor_tracks.jsx";

export function Timeline() {
  const { clip, edit } = useEditor();
  const track = useRef(null);
  const { start, end } = keptOf(edit, clip.duration);
  const part = (moment) => (clip.duration ? moment / clip.duration : 0);
  const reach = { "--from": part(start), "--to": clip.duration ? part(end) : 1 };
  return (
    <div className="ed-timeline" style={reach} role="group" aria-label="Timeline">
      <Ruler />
      <div ref={track} className="ed-film">
        <Filmstrip from={0} to={clip.duration} />
        <i className="ed-cut ed-before" />
        <i className="ed-cut ed-after" />
        <i className="ed-kept" />
        <Scrubber track={track} />
        <TrimHandle side="start" track={track} />
        <TrimHandle side="end" track={track} />
        <CoverMark />
      </div>
      <TextTrack track={track} />
      <SoundTrack />
      <Playhead track={track} />
    </div>
  );
}

function Ruler() {
  const { clip } = useEditor();
  const node = useRef(null);
  const [most, setMost] = useState(8);
  useEffect(() => {
    const watch = new ResizeObserver(([{ contentRect }]) => setMost(Math.max(3, Math.floor(contentRect.width / 64))));
    watch.observe(node.current);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={node} className="ed-ruler" aria-hidden="true">
      {clip.duration > 0 && ticks(clip.duration, most).map((at) => (
        <span key={at} style={{ left: `${(at / clip.duration) * 100}%` }}>{clock(at).replace(/\.0$/, "")}</span>
      ))}
    </div>
  );
}

// Pressing the film anywhere goes there; holding it scrubs.
function Scrubber({ track }) {
  const { clip, playback } = useEditor();
  const go = (x) => {
    const box = track.current.getBoundingClientRect();
    playback.look(clamp((x - box.left) / box.width, 0, 1) * clip.duration);
  };
  const grab = useGrab({
    start: (event) => {
      playback.pause();
      go(event.clientX);
    },
    move: ({ x }) => go(x),
    end: () => playback.seek(playback.time),
  });
  return <div className="ed-scrub" {...grab} />;
}

function TrimHandle({ side, track }) {
  const { clip, edit, change, playback } = useEditor();
  const kept = keptOf(edit, clip.duration);
  const moment = kept[side];
  const limits = side === "start" ? [0, kept.end - SHORTEST] : [kept.start + SHORTEST, clip.duration];
  const move = (to) => {
    playback.pause();
    change((old) => withTrim(old, clip.duration, { ...keptOf(old, clip.duration), [side]: to }), `trim-${side}`);
    playback.look(side === "start" ? to : to - LAST_FRAME);
  };
  const text = `${side === "start" ? "Starts" : "Ends"} at ${spoken(moment)}; ${spoken(kept.end - kept.start)} are kept`;
  return (
    <Slider className={`ed-grip ed-${side}`} label={side === "start" ? "Start of the clip" : "End of the clip"} value={moment}
      limits={limits} span={clip.duration} track={track} text={text} onMove={move} tip={clock(moment)}
      title={`Drag, or arrow keys: 0.1 s, with Shift 1 s (${side === "start" ? "I" : "O"} sets it here)`} />
  );
}

function Playhead({ track }) {
  const { clip, edit, playback } = useEditor();
  const node = useRef(null);
  useEachFrame((now) => {
    const share = clip.duration ? now.moment / clip.duration : 0;
    node.current.style.setProperty("--at", clamp(share, 0, 1));
    const slider = node.current.firstChild;
    slider.setAttribute("aria-valuenow", now.time.toFixed(1));
    slider.setAttribute("aria-valuetext", spoken(now.time));
  });
  const to = (moment) => {
    playback.pause();
    playback.look(toSource(edit, clip.duration, toFinished(edit, clip.duration, moment)));
  };
  return (
    <div ref={node} className="ed-playhead">
      <Slider className="ed-head" label="Playhead" limits={[0, clip.duration]} span={clip.duration} track={track} live
        read={() => playback.moment} step={0.1 * edit.speed} onMove={to} />
    </div>
  );
}

function CoverMark() {
  const { clip, edit } = useEditor();
  if (edit.cover === null || !clip.duration) return null;
  const share = toSource(edit, clip.duration, edit.cover) / clip.duration;
  return <i className="ed-covermark" style={{ "--at": clamp(share, 0, 1) }} title="Cover" />;
}
