// Play, where we are, and the way back.
import { useRef } from "react";
import { Pause, Play, Redo2, Undo2 } from "lucide-react";
import { IconButton } from "./editor_controls.jsx";
import { useEachFrame, useEditor, usePlayed } from "./editor_state.jsx";
import { clock, lengthOf } from "./editor_times.js";

export function Transport() {
  const { edit, clip, undo, redo, canUndo, canRedo } = useEditor();
  return (
    <div className="ed-transport">
      <p className="ed-clock">{clip.duration > 0 && <><Now /> <span>/ {clock(lengthOf(edit, clip.duration))}</span></>}</p>
      <PlayButton />
      <div className="ed-back">
        <IconButton plain name="Undo" title="Undo (Ctrl+Z)" Icon={Undo2} onClick={undo} disabled={!canUndo} />
        <IconButton plain name="Redo" title="Redo (Shift+Ctrl+Z)" Icon={Redo2} onClick={redo} disabled={!canRedo} />
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
