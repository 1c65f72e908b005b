// Colour looks, each shown on the frame that is on screen.
import { memo, useEffect, useRef, useState } from "react";
import { Choice } from "./editor_controls.jsx";
import { ORIGINAL, filterOf, titleOf } from "./editor_recipes.js";
import { useEditor } from "./editor_state.jsx";

const SCOPE = "ed-thumb-";
const THUMB_WIDE = 180;

export function LooksTool() {
  const { edit, looks, change } = useEditor();
  const frame = useFrameOnScreen();
  const names = [ORIGINAL, ...looks.map(({ name }) => name)];
  const options = names.map((name) => ({ value: name, label: titleOf(name), title: titleOf(name) }));
  return (
    <>
      <div className="ed-head2"><h3>Looks</h3></div>
      <Filters scope={SCOPE} looks={looks} />
      <Choice label="Look" className="ed-looks" options={options} value={edit.look}
        onChange={(look) => change((old) => ({ ...old, look }))}>
        {({ value, label }) => (
          <>
            <Thumb frame={frame} look={value} />
            <span>{label}</span>
          </>
        )}
      </Choice>
    </>
  );
}

const Thumb = memo(function Thumb({ frame, look }) {
  const node = useRef(null);
  useEffect(() => {
    if (!frame) return;
    Object.assign(node.current, { width: frame.width, height: frame.height });
    node.current.getContext("2d").drawImage(frame, 0, 0);
  }, [frame]);
  return <i className="ed-thumb"><canvas ref={node} width="9" height="12" style={{ filter: filterOf(SCOPE, look) }} /></i>;
});

// A small copy of the frame, taken anew whenever the picture comes to rest elsewhere.
function useFrameOnScreen() {
  const { video, clip } = useEditor();
  const [frame, setFrame] = useState(null);
  useEffect(() => {
    if (!video || clip.state !== "ready") return undefined;
    const take = () => video.readyState > 1 && setFrame(copyOf(video));
    take();
    for (const name of ["seeked", "pause"]) video.addEventListener(name, take);
    return () => ["seeked", "pause"].forEach((name) => video.removeEventListener(name, take));
  }, [video, clip.state]);
  return frame;
}

function copyOf(video) {
  const canvas = document.createElement("canvas");
  canvas.width = THUMB_WIDE;
  canvas.height = Math.round((THUMB_WIDE * video.videoHeight) / video.videoWidth);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export function Filters({ scope, looks }) {
  return (
    <svg className="ed-filters" aria-hidden="true" focusable="false">
      {looks.map(({ name, matrix, red, green, blue }) => (
        <filter key={name} id={`${scope}${name}`} colorInterpolationFilters="sRGB" x="0" y="0" width="1" height="1">
          <feColorMatrix type="matrix" values={matrix} />
          <feComponentTransfer>
            <feFuncR type="table" tableValues={red} />
            <feFuncG type="table" tableValues={green} />
            <feFuncB type="table" tableValues={blue} />
          </feComponentTransfer>
        </filter>
      ))}
    </svg>
  );
}
