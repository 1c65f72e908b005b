// The frame that stands for the clip: scrub the finished clip and stop.
import { useEffect, useRef } from "react";
import { RotateCcw } from "lucide-react";
import { IconButton, Quiet } from "./editor_controls.jsx";
import { Slider } from "./editor_handles.jsx";
import { Filmstrip } from "./editor_filmstrip.jsx";
import { useGrab } from "./editor_grab.js";
import { useEditor } from "./editor_state.jsx";
import { clamp, clock, keptOf, lengthOf, spoken, toMillis } from "./editor_times.js";

export function CoverTool() {
  const { edit, clip, change, playback } = useEditor();
  const length = lengthOf(edit, clip.duration);
  const last = Math.max(0, length - 0.05);
  const kept = keptOf(edit, clip.duration);
  const isOurs = edit.cover === null;
  const at = Math.min(edit.cover ?? 0, last);
  const track = useRef(null);
  useEffect(() => {
    playback.pause();
    if (!isOurs) playback.seek(edit.cover);
  }, []);
  const pick = (time) => {
    const cover = toMillis(clamp(time, 0, last));
    playback.pause();
    change((old) => ({ ...old, cover }), "cover");
    playback.seek(cover);
  };
  const press = useGrab({
    start: (event) => pick(timeAt(event.clientX)),
    move: ({ x }) => pick(timeAt(x)),
  });
  const timeAt = (x) => {
    const box = track.current.getBoundingClientRect();
    return ((x - box.left) / box.width) * length;
  };
  return (
    <>
      <div className="ed-head2">
        <h3>Cover</h3>
        <p>{isOurs ? "Chosen for you" : `At ${clock(edit.cover)}`}</p>
      </div>
      <div ref={track} className="ed-coverstrip" style={{ "--at": length ? at / length : 0 }} {...press}>
        <Filmstrip from={kept.start} to={kept.end} />
        <Slider className={`ed-coverpick ${isOurs ? "unset" : ""}`} label="Cover" value={at} limits={[0, last]} span={length} track={track}
          text={isOurs ? "Chosen for you" : spoken(at)} onMove={pick} />
      </div>
      <div className="ed-row">
        <Quiet onClick={() => pick(playback.time)}>Use this frame</Quiet>
        <IconButton name="Choose for me" Icon={RotateCcw} disabled={isOurs} onClick={() => change((old) => ({ ...old, cover: null }))} />
      </div>
      <p className="ed-hint">The cover is what people see on your profile. Without a choice we take the clearest frame.</p>
    </>
  );
}
