// Where in the sound it begins: its whole wave, and on it a window as long as the clip.
import { useRef } from "react";
import { Slider } from "./editor_handles.jsx";
import { withSoundChanged } from "./editor_changes.js";
import { useEditor } from "./editor_state.jsx";
import { clock, lengthOf, spoken, toMillis } from "./editor_times.js";
import { Wave } from "./editor_wave.jsx";

export function SoundStart({ sound }) {
  const { edit, clip, change, playback } = useEditor();
  const track = useRef(null);
  const { start } = edit.sound;
  const whole = sound.duration_seconds || 1;
  const heard = Math.min(lengthOf(edit, clip.duration) || whole, whole);
  const move = (to) => {
    change((old) => withSoundChanged(old, { start: toMillis(to) }), "sound-start");
    playback.seek(0);
  };
  const reach = { "--from": start / whole, "--to": Math.min(1, (start + heard) / whole) };
  return (
    <div className="ed-soundstart">
      <div ref={track} className="ed-soundwave" style={reach}>
        <Wave sound={sound} bars={100} />
        <Slider className="ed-window" label="Where the sound begins" value={start} span={whole} track={track} tip={clock(start)}
          limits={[0, Math.max(0, whole - 0.1)]} text={`Begins at ${spoken(start)}`} onMove={move} />
      </div>
      <p>Begins at {clock(start)}</p>
    </div>
  );
}
