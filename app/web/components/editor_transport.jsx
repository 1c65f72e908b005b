// Play, where we are, and the way back.
import { useRef } from "react";
import { Pause, Play, Redo2, Undo2 } from "lucide-react";
import { useEachFrame, useEditor, usePlayed } from "./editor_state.jsx";
import { clock, lengthOf } from "./editor_times.js";

export function Transport() {
  const { edit, clip, undo, redo, canUndo, canRedo } = useEditor();
  return (
    <div className="ed-transport">
      <p className="ed-clock">{clip.duration > 0 && <><Now /> <span>/ {clock(lengthOf(edit, clip.duration))}</span></>}</p>
      <PlayButton />
      <div className="ed-back">
        <button type="button" className="round plainly" onClick={undo} disabled={!canUndo} aria-label="Undo" title="Undo (Ctrl+Z)"><Undo2 /></button>
        <button type="button" className="round plainly" onClick={redo} disabled={!canRedo} aria-label="Redo" title="Redo (Shift+Ctrl+Z)"><Redo2 /></button>
      </div>
    </div>
  );
}

function PlayButton() {
  const { clip, playback } = useEditor();
  const playing = usePlayed((now) => now.playing);
  const name = playing ? "Pause" : "Play";
  return (
    <button type="button" className="ed-play" onClick={playback.toggle} disabled={clip.state !== "ready"} aria-label={name}
      title={`${name} (Space)`}>
      {playing ? <Pause /> : <Play />}
    </button>
  );
}

function Now() {
  const node = useRef(null);
  useEachFrame(({ time }) => {
    const text = clock(time);
    if (node.current.textContent !== text) node.current.textContent = text;
  });
  return <b ref={node} />;
}
