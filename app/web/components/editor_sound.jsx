// The added sound: find, hear, choose; where it begins, how loud it and the original are.
import { useEffect, useRef, useState } from "react";
import { Check, Music2, Pause, Play, Search, X } from "lucide-react";
import { withSound, withSoundChanged } from "./editor_changes.js";
import { IconButton, Range, Switch } from "./editor_controls.jsx";
import { useSoundSearch } from "./editor_sounds.js";
import { SoundStart } from "./editor_sound_start.jsx";
import { useEditor } from "./editor_state.jsx";
import { short } from "./ui.jsx";

const percent = (volume) => (volume === 0 ? "Silent" : `${Math.round(volume * 100)} %`);

export function SoundTool() {
  const { edit, change } = useEditor();
  return (
    <>
      <div className="ed-head2"><h3>Sound</h3></div>
      {edit.sound && <Chosen />}
      <Range label="Original" value={edit.volume} max={2} step={0.05} mark={0.5} says={percent(edit.volume)}
        onChange={(volume) => change((old) => ({ ...old, volume }), "volume")} />
      {edit.sound && <SoundVolumes />}
      <Library />
    </>
  );
}

function Chosen() {
  const { sound, change } = useEditor();
  return (
    <div className="ed-chosen">
      <div className="ed-chosen-head">
        <Music2 />
        <p><b>{sound?.title ?? "Loading …"}</b>{sound?.creator_username && <small>@{sound.creator_username}</small>}</p>
        <IconButton plain name="Remove the sound" Icon={X} onClick={() => change((old) => ({ ...old, sound: null }))} />
      </div>
      {sound && <SoundStart sound={sound} />}
    </div>
  );
}

function SoundVolumes() {
  const { edit, change } = useEditor();
  const set = (part, key) => change((old) => withSoundChanged(old, part), key);
  return (
    <>
      <Range label="Added sound" value={edit.sound.volume} max={2} step={0.05} mark={0.5} says={percent(edit.sound.volume)}
        onChange={(volume) => set({ volume }, "sound-volume")} />
      <Switch label="Step back for voices" note="Quieter while the original is heard" on={edit.sound.ducks}
        onChange={(ducks) => set({ ducks })} />
    </>
  );
}

function Library() {
  const { sounds, edit } = useEditor();
  const [words, setWords] = useState("");
  const { items, busy, problem } = useSoundSearch(words, sounds);
  const heard = useListening();
  return (
    <div className="ed-library" aria-busy={busy}>
      <div className="ed-search">
        <Search />
        <input type="search" value={words} placeholder="Search sounds" aria-label="Search sounds" maxLength={100}
          onChange={(event) => setWords(event.target.value)} />
      </div>
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <ul className="ed-sounds">
        {items.map((sound) => <SoundRow key={sound.id} sound={sound} heard={heard} chosen={edit.sound?.sound_id === sound.id} />)}
      </ul>
      {!items.length && !busy && !problem && <p className="ed-hint">{nothing(words.trim())}</p>}
    </div>
  );
}

const nothing = (words) => (words ? `No sound is called “${words}”.` : "There are no sounds yet. Every clip brings its own.");

function SoundRow({ sound, heard, chosen }) {
  const { change } = useEditor();
  const on = heard.id === sound.id;
  const choose = (event) => {
    heard.stop();
    event.currentTarget.closest(".ed-panel").scrollTo({ top: 0 });
    change((edit) => withSound(edit, sound));
  };
  return (
    <li className={chosen ? "on" : ""}>
      <IconButton name={`${on ? "Stop" : "Hear"} “${sound.title}”`} Icon={on ? Pause : Play} onClick={() => heard.toggle(sound)} />
      <button type="button" className="ed-pick" onClick={choose} aria-pressed={chosen}>
        <b>{sound.title}</b>
        <small>{[by(sound), seconds(sound), uses(sound)].filter(Boolean).join(" · ")}</small>
        {chosen && <Check aria-label="Chosen" />}
      </button>
    </li>
  );
}

const by = ({ creator_username: name }) => name && `@${name}`;
const seconds = ({ duration_seconds: length }) => `${Math.floor(length / 60)}:${String(Math.floor(length % 60)).padStart(2, "0")}`;
const uses = ({ use_count: count }) => count > 0 && `${short(count)} ${count === 1 ? "clip" : "clips"}`;

// One sound at a time, and none once the list has gone.
function useListening() {
  const { playback } = useEditor();
  const [id, setId] = useState(null);
  const player = useRef(null);
  const stop = () => {
    player.current?.pause();
    player.current?.removeAttribute("src");
    setId(null);
  };
  useEffect(() => () => player.current?.pause(), []);
  useEffect(() => playback.subscribe(() => playback.playing && player.current && !player.current.paused && stop()), [playback]);
  const toggle = (sound) => {
    if (id === sound.id) return stop();
    playback.pause();
    player.current ??= Object.assign(new Audio(), { onended: stop });
    player.current.src = sound.audio_url;
    player.current.play().catch(stop);
    return setId(sound.id);
  };
  return { id, toggle, stop };
}
