// Trim in numbers, for where a finger on the film is too coarse.
import { RotateCcw } from "lucide-react";
import { withTrim } from "./editor_changes.js";
import { IconButton, Quiet, Stepper } from "./editor_controls.jsx";
import { trimHere } from "./editor_keys.js";
import { useEditor } from "./editor_state.jsx";
import { clock, keptOf, spoken } from "./editor_times.js";

export function TrimTool() {
  const editor = useEditor();
  const { edit, clip, change, playback } = editor;
  const kept = keptOf(edit, clip.duration);
  const step = (side, by) => {
    change((old) => withTrim(old, clip.duration, { ...kept, [side]: kept[side] + by }), `trim-${side}`);
    playback.look(kept[side] + by);
  };
  return (
    <>
      <div className="ed-head2">
        <h3>Trim</h3>
        <p>{clock(kept.end - kept.start)} of {clock(clip.duration)} kept</p>
        <div className="ed-acts">
          <IconButton plain name="Keep the whole clip" Icon={RotateCcw} disabled={!edit.trim}
            onClick={() => change((old) => withTrim(old, clip.duration, { start: 0, end: clip.duration }))} />
        </div>
      </div>
      <div className="ed-row">
        <Stepper label="Start" says={clock(kept.start)} note={spoken(kept.start)} onStep={(by) => step("start", by)} />
        <Stepper label="End" says={clock(kept.end)} note={spoken(kept.end)} onStep={(by) => step("end", by)} />
      </div>
      {clip.state !== "dull" && (
        <div className="ed-row">
          <Quiet onClick={() => trimHere(editor, "start")} title="Start at the playhead (I)">Start here</Quiet>
          <Quiet onClick={() => trimHere(editor, "end")} title="End at the playhead (O)">End here</Quiet>
        </div>
      )}
      <p className="ed-hint">
        Drag the ends of the film. Arrow keys move them by 0.1 s, with Shift by 1 s; I and O set them where you are.
        Space plays, Ctrl+Z undoes.
      </p>
    </>
  );
}
