// How fast the clip runs; voices keep their pitch.
import { withSpeed } from "./editor_changes.js";
import { Choice, Range } from "./editor_controls.jsx";
import { useEditor } from "./editor_state.jsx";
import { clock, lengthOf, shareToSpeed, speedToShare } from "./editor_times.js";

const PRESETS = [0.3, 0.5, 1, 1.5, 2, 3];
const say = (speed) => `${Math.round(speed * 100) / 100}×`;

function lengths(edit, duration) {
  if (!duration) return "";
  const now = clock(lengthOf(edit, duration));
  return edit.speed === 1 ? now : `${clock(lengthOf({ ...edit, speed: 1 }, duration))} becomes ${now}`;
}

export function SpeedTool() {
  const { edit, clip, change } = useEditor();
  const set = (speed, key) => change((old) => withSpeed(old, clip.duration, speed), key);
  const options = PRESETS.map((value) => ({ value, label: `${value} times` }));
  return (
    <>
      <div className="ed-head2">
        <h3>Speed</h3>
        <p>{lengths(edit, clip.duration)}</p>
      </div>
      <Choice label="Speed" className="ed-pills" options={options} value={edit.speed} onChange={(speed) => set(speed)}>
        {({ value }) => say(value)}
      </Choice>
      <Range label="Exactly" value={speedToShare(edit.speed)} step={0.005} says={say(edit.speed)} mark={speedToShare(1)}
        onChange={(share) => set(shareToSpeed(share), "speed")} />
      <p className="ed-hint">Voices keep their pitch. Words stay on their pictures.</p>
    </>
  );
}
