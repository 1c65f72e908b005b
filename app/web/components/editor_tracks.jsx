// Under the film: a bar for every text, and the added sound as a wave, both where the kept pictures are.
import { Music2, Type } from "lucide-react";
import { Slider } from "./editor_handles.jsx";
import { useGrab } from "./editor_grab.js";
import { useEditor } from "./editor_state.jsx";
import { spanWithin, withTextChanged } from "./editor_changes.js";
import { LAST_FRAME, clamp, clock, keptOf, lengthOf, spoken, toSource } from "./editor_times.js";
import { usePick, useTextBirth } from "./editor_text_changes.js";
import { Wave } from "./editor_wave.jsx";

export function TextTrack({ track }) {
  const { edit, clip, texts } = useEditor();
  const { begin } = useTextBirth();
  if (!clip.duration) return null;
  if (!edit.texts.length) return <div className="ed-track ed-texts"><Add Icon={Type} name="Add text" act={() => begin()} /></div>;
  const rows = rowsOf(edit.texts);
  return (
    <div className="ed-track ed-texts" style={{ "--rows": Math.max(...rows) + 1 }} role="group" aria-label="Texts">
      {edit.texts.map((text, index) => (
        <TextBar key={index} index={index} text={text} row={rows[index]} track={track} chosen={texts.index === index} />
      ))}
    </div>
  );
}

// An empty track says what it is for; it has its height from the start, so that nothing jumps.
function Add({ Icon, name, act }) {
  const { edit, clip } = useEditor();
  const { start, end } = keptOf(edit, clip.duration);
  const reach = { "--from": start / clip.duration, "--to": end / clip.duration };
  return (
    <button type="button" className="ed-bar ed-add" onClick={act} style={reach}>
      <Icon /><span>{name}</span>
    </button>
  );
}

// Texts that are seen at the same time lie below each other.
function rowsOf(texts) {
  const ends = [];
  return texts.map((text) => {
    const free = ends.findIndex((end) => end <= text.start);
    const row = free < 0 ? ends.length : free;
    ends[row] = text.end;
    return row;
  });
}

function TextBar({ index, text, row, track, chosen }) {
  const { edit, clip, change, playback } = useEditor();
  const pick = usePick(index);
  const length = lengthOf(edit, clip.duration);
  const span = clip.duration / edit.speed;
  const at = (time) => toSource(edit, clip.duration, time) / clip.duration;
  const put = (start, end, what) =>
    change((old) => withTextChanged(old, index, spanWithin(start, end, length)), `text-${index}-${what}`);
  const move = (by, from) => {
    const start = clamp(from.start + by, 0, length - (from.end - from.start));
    put(start, start + from.end - from.start, "time");
  };
  const grab = useGrab({
    start: () => {
      pick();
      return { start: text.start, end: text.end, width: track.current.getBoundingClientRect().width };
    },
    move: ({ dx }, from) => move((dx / from.width) * span, from),
  });
  const show = (time) => playback.seek(clamp(time, 0, length - 0.03));
  const edge = { span, track, onGrab: pick };
  const begin = (time) => {
    put(time, text.end, "start");
    show(time);
  };
  const finish = (time) => {
    put(text.start, time, "end");
    show(time - LAST_FRAME);
  };
  return (
    <div className={`ed-bar ${chosen ? "on" : ""}`} data-bar={index} {...grab}
      style={{ "--from": at(text.start), "--to": at(Math.min(text.end, length)), "--row": row }}>
      <Type /><span>{text.text}</span>
      <Slider {...edge} className="ed-edge ed-start" label={`Start of “${text.text}”`} value={text.start} text={spoken(text.start)}
        tip={clock(text.start)} limits={[0, text.end - 0.3]} onMove={begin} />
      <Slider {...edge} className="ed-edge ed-end" label={`End of “${text.text}”`} value={text.end} text={spoken(text.end)}
        tip={clock(text.end)} limits={[text.start + 0.3, length]} onMove={finish} />
    </div>
  );
}

export function SoundTrack() {
  const { edit, clip, sound, setTool, setOpen } = useEditor();
  const kept = keptOf(edit, clip.duration);
  const reach = { "--from": kept.start / clip.duration, "--to": kept.end / clip.duration };
  const open = () => {
    setTool("sound");
    setOpen(true);
  };
  if (!clip.duration) return null;
  if (!edit.sound) return <div className="ed-track"><Add Icon={Music2} name="Add a sound" act={open} /></div>;
  return (
    <div className="ed-track">
      <button type="button" className="ed-bar ed-soundbar" onClick={open} style={reach}
        aria-label={`Sound: ${sound?.title ?? "loading"}. Opens its settings.`}>
        {sound && <Wave sound={sound} from={edit.sound.start} seconds={lengthOf(edit, clip.duration)} />}
        <span>{sound?.title ?? "Loading the sound"}</span>
      </button>
    </div>
  );
}
