// The picture with everything that will be rendered: look, words, and the frame that the cover shows.
import { useEffect } from "react";
import { Film } from "lucide-react";
import { filterOf } from "./editor_recipes.js";
import { Filters } from "./editor_looks.jsx";
import { useEditor } from "./editor_state.jsx";
import { Words } from "./editor_words_layer.jsx";

const SCOPE = "ed-look-";

export function Preview() {
  const { clip, edit, looks, playback, video, setVideo, texts } = useEditor();
  useEffect(() => playback.attach(video), [playback, video]);
  const tap = () => (texts.index === null ? playback.toggle() : texts.choose(null));
  const box = { "--ratio": clip.width / clip.height };
  return (
    <div className="ed-stage">
      <div className="ed-picture" style={box} data-state={clip.state}>
        <Filters scope={SCOPE} looks={looks} />
        <video ref={setVideo} src={clip.url} playsInline preload="auto" onClick={tap} aria-label="Preview" tabIndex={-1}
          style={{ filter: filterOf(SCOPE, edit.look) }} />
        {clip.state === "dull" ? <Dull /> : <Over />}
      </div>
    </div>
  );
}

function Over() {
  return (
    <>
      <Words />
      <Waiting />
    </>
  );
}

function Waiting() {
  const { clip } = useEditor();
  return clip.state === "loading" && <span className="ed-waiting" role="status" aria-label="Loading the clip" />;
}

function Dull() {
  return (
    <div className="ed-dull" role="status">
      <Film />
      <b>No preview here</b>
      <p>This browser cannot show this file. You can still publish it: the server checks and converts it.</p>
    </div>
  );
}
