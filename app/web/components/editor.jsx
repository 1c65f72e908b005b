// The clip editor: one edit list, previewed live on the original; the worker renders the same list.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Gauge, Image, Music2, Scissors, Type, Wand2 } from "lucide-react";
import "./editor_panel.css";
import "./editor.css";
import { useClip } from "./editor_clip.js";
import { CoverTool } from "./editor_cover.jsx";
import { useReel } from "./editor_film.js";
import { useEditorKeys } from "./editor_keys.js";
import { LooksTool } from "./editor_looks.jsx";
import { Preview } from "./editor_preview.jsx";
import { SoundTool } from "./editor_sound.jsx";
import { useChosenSound } from "./editor_sounds.js";
import { SpeedTool } from "./editor_speed.jsx";
import { EditorContext, useEditor, useHistory, usePlayback, useTextChoice } from "./editor_state.jsx";
import { TextTool } from "./editor_text.jsx";
import { Timeline } from "./editor_timeline.jsx";
import { Transport } from "./editor_transport.jsx";
import { TrimTool } from "./editor_trim.jsx";

const TOOLS = [
  { name: "trim", title: "Trim", Icon: Scissors, Panel: TrimTool, needs: "duration" },
  { name: "speed", title: "Speed", Icon: Gauge, Panel: SpeedTool },
  { name: "looks", title: "Looks", Icon: Wand2, Panel: LooksTool, needs: "picture" },
  { name: "text", title: "Text", Icon: Type, Panel: TextTool, needs: "picture" },
  { name: "sound", title: "Sound", Icon: Music2, Panel: SoundTool },
  { name: "cover", title: "Cover", Icon: Image, Panel: CoverTool, needs: "picture" },
];

const NONE = [];

// Another clip begins afresh.
export const Editor = (props) => <Session key={props.url} {...props} />;

function Session({ url, duration = 0, width = 0, height = 0, edit, onEdit, looks = NONE, sounds = NONE }) {
  const [video, setVideo] = useState(null);
  const clip = useClip(video, { url, duration, width, height });
  const history = useHistory(edit, onEdit);
  const playback = usePlayback(history.edit, clip.duration);
  const reel = useReel(clip);
  const texts = useTextChoice();
  const sound = useChosenSound(history.edit.sound?.sound_id, sounds);
  const [tool, setTool] = useTool(texts);
  const [open, setOpen] = useState(true);
  const shared = useMemo(
    () => ({ ...history, clip, playback, reel, texts, sound, sounds, looks, tool, setTool, open, setOpen, video, setVideo }),
    [history.edit, history.canUndo, history.canRedo, clip, reel, texts, sound, sounds, looks, tool, open, video],
  );
  return (
    <EditorContext value={shared}>
      <Desk />
    </EditorContext>
  );
}

// Words are only held while the text tool is open.
function useTool(texts) {
  const [tool, setTool] = useState("trim");
  const latest = useRef(texts);
  latest.current = texts;
  const set = useCallback((name) => {
    if (name !== "text") latest.current.choose(null);
    setTool(name);
  }, []);
  return [tool, set];
}

function Desk() {
  const editor = useEditor();
  const root = useRef(null);
  useEditorKeys(root, editor);
  const { clip, sound, playback, tool } = editor;
  return (
    <section ref={root} className="ed" aria-label="Clip editor">
      <div className="ed-desk" data-tool={tool} data-state={clip.state}>
        <Preview />
        <Transport />
        {clip.state !== "dull" && <Timeline />}
        <Tools />
      </div>
      {sound && <audio key={sound.audio_url} ref={playback.attachSound} src={sound.audio_url} preload="auto" loop />}
    </section>
  );
}

function Tools() {
  const { clip, tool, setTool, open, setOpen } = useEditor();
  const allowed = TOOLS.filter(({ needs }) => isPossible(needs, clip));
  const { Panel, title } = allowed.find(({ name }) => name === tool) ?? allowed[0];
  useEffect(() => {
    if (!allowed.some(({ name }) => name === tool)) setTool(allowed[0].name);
  });
  const press = (name) => {
    setOpen(name !== tool || !open);
    setTool(name);
  };
  return (
    <>
      <div className="ed-panel" role="tabpanel" id="ed-panel" aria-label={title} hidden={!open} data-panel={tool}>
        <Panel />
      </div>
      <div className="ed-tools" role="tablist" aria-label="Tools" onKeyDown={moveAlong}>
        {allowed.map((one) => <ToolTab key={one.name} {...one} current={one.name === tool} open={open} press={press} />)}
      </div>
    </>
  );
}

function ToolTab({ name, title, Icon, current, open, press }) {
  return (
    <button type="button" role="tab" aria-selected={current} aria-expanded={current && open} aria-controls="ed-panel"
      tabIndex={current ? 0 : -1} className="ed-tool" onClick={() => press(name)}>
      <Icon />
      <span>{title}</span>
    </button>
  );
}

function isPossible(needs, clip) {
  if (clip.state !== "dull" || !needs) return true;
  return needs === "duration" && clip.duration > 0;
}

const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function moveAlong(event) {
  if (!STEP[event.key]) return;
  const tabs = [...event.currentTarget.children];
  const next = tabs.at((tabs.indexOf(document.activeElement) + STEP[event.key]) % tabs.length);
  event.preventDefault();
  next.focus();
  next.click();
}
