// The words on the picture: there to be dragged, sized, turned over in place, by finger, mouse and keyboard.
import { useLayoutEffect, useRef, useState } from "react";
import { MoveDiagonal2 } from "lucide-react";
import { MOST_LETTERS, placed, sized, withTextChanged, withoutText } from "./editor_changes.js";
import { useGrab } from "./editor_grab.js";
import { useEditor, usePlayed } from "./editor_state.jsx";
import { usePick, useTyping } from "./editor_text_changes.js";
import { familyOf, linesOf, useFonts } from "./editor_words.js";

export function Words() {
  const { edit, texts } = useEditor();
  const [guides, setGuides] = useState({ x: false, y: false });
  const box = useRef(null);
  useFonts();
  const shown = texts.fresh ? [...edit.texts, texts.fresh] : edit.texts;
  return (
    <>
      <div className="ed-words ed-shown" aria-hidden="true">
        {shown.map((text, index) => <Shown key={index} text={text} index={index} />)}
      </div>
      <div ref={box} className="ed-words">
        {guides.x && <i className="ed-guide ed-upright" />}
        {guides.y && <i className="ed-guide ed-level" />}
        {shown.map((text, index) => <Block key={index} text={text} index={index} box={box} guide={setGuides} />)}
      </div>
    </>
  );
}

// What is rendered ends at the picture's edge; the frame to hold it by does not.
function Shown({ text, index }) {
  const { texts } = useEditor();
  const seen = useSeen(text, index);
  if (!seen || (texts.typing && texts.index === index)) return null;
  return <div className="ed-text" style={styleOf(text)}><Lines text={text} /></div>;
}

function useSeen(text, index) {
  const { texts } = useEditor();
  const chosen = texts.index === index;
  return usePlayed(({ time, playing }) => (time >= text.start && time < text.end) || (chosen && !playing));
}

function Block({ text, index, box, guide }) {
  const { texts } = useEditor();
  const chosen = texts.index === index;
  const typing = chosen && texts.typing;
  const seen = useSeen(text, index);
  const pick = usePick(index);
  const node = useRef(null);
  const moves = useMoves({ text, index, box, guide, node });
  useLayoutEffect(() => {
    // Whoever went on to another control stays there.
    if (chosen && !typing && !texts.isAside && document.activeElement === document.body) node.current?.focus({ preventScroll: true });
  }, [chosen, typing]);
  if (!seen) return null;
  return (
    <div ref={node} className={`ed-text ${chosen ? "on" : ""} ${typing ? "typing" : ""}`} style={styleOf(text)}
      tabIndex={0} role="button" aria-pressed={chosen} data-text={index}
      aria-label={`Text: ${text.text || "empty"}`} title="Drag or arrow keys move, + and − size, Enter edits, Delete removes"
      onFocus={() => !chosen && pick()} onDoubleClick={() => texts.type(index)} onKeyDown={moves.keys}
      {...(typing ? {} : moves.grab)}>
      {typing ? <Typing text={text} index={index} /> : <Lines text={text} />}
      {chosen && !typing && (
        <span className="ed-size" {...moves.size} title="Drag to size" aria-hidden="true"><MoveDiagonal2 /></span>
      )}
    </div>
  );
}

function styleOf({ x, y, size, font, color, background }) {
  return {
    left: `${x * 100}%`, top: `${y * 100}%`, fontSize: `${size * 100}cqw`, fontFamily: familyOf(font), color,
    "--box": background ?? "transparent",
  };
}

function Lines({ text }) {
  return (
    <span className="ed-lines">
      {linesOf(text).map((line, index) => <span key={index} dir="auto">{line || "\u200b"}</span>)}
    </span>
  );
}

function Typing({ text, index }) {
  const { texts } = useEditor();
  const { write, finish } = useTyping(index);
  const node = useRef(null);
  useLayoutEffect(() => {
    node.current.textContent = text.text;
    node.current.focus({ preventScroll: true });
    window.getSelection().selectAllChildren(node.current);
  }, []);
  const full = (event) => {
    const selected = window.getSelection().toString().length;
    if (event.data && node.current.innerText.length - selected + event.data.length > MOST_LETTERS) event.preventDefault();
  };
  const key = (event) => {
    if (event.key === "Escape") node.current.blur();
    event.stopPropagation();
  };
  // Typing may go on in the panel's field.
  const leave = ({ relatedTarget }) => (relatedTarget?.closest(".ed-panel") ? texts.stepAside() : finish(node.current.innerText));
  return (
    <span ref={node} className="ed-lines" contentEditable="plaintext-only" suppressContentEditableWarning role="textbox"
      aria-multiline="true" aria-label="Text on the picture" data-empty="Type something" onBeforeInput={full} onKeyDown={key}
      onInput={() => write(node.current.innerText.replace(/\n$/, ""))} onBlur={leave} />
  );
}

const NUDGES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function useMoves(held) {
  return { grab: useDragging(held), size: useSizing(held), keys: useTextKeys(held) };
}

function usePut(index) {
  const { change } = useEditor();
  return (part, what) => change((edit) => withTextChanged(edit, index, part), `text-${index}-${what}`);
}

function useDragging({ text, index, box, guide }) {
  const { playback } = useEditor();
  const [pick, put] = [usePick(index), usePut(index)];
  return useGrab({
    start: () => {
      playback.pause();
      pick();
      return { x: text.x, y: text.y, size: text.size, frame: box.current.getBoundingClientRect() };
    },
    move: ({ dx, dy, pinch }, from) => {
      const place = placed(from.x + dx / from.frame.width, from.y + dy / from.frame.height);
      guide({ x: place.x === 0.5, y: place.y === 0.5 });
      put(pinch === 1 ? place : { ...place, size: sized(from.size * pinch) }, "move");
    },
    end: () => guide({ x: false, y: false }),
  });
}

// The corner is pulled away from the middle, or towards it.
function useSizing({ text, index, node }) {
  const put = usePut(index);
  const reachOf = (x, y, [left, top]) => Math.hypot(x - left, y - top);
  return useGrab({
    start: (event) => {
      const own = node.current.getBoundingClientRect();
      const middle = [own.left + own.width / 2, own.top + own.height / 2];
      return { middle, size: text.size, reach: Math.max(8, reachOf(event.clientX, event.clientY, middle)) };
    },
    move: ({ x, y }, from) => put({ size: sized((from.size * reachOf(x, y, from.middle)) / from.reach) }, "size"),
  });
}

function useTextKeys({ text, index }) {
  const { change, texts } = useEditor();
  const put = usePut(index);
  const remove = () => {
    change((edit) => withoutText(edit, index));
    texts.choose(null);
  };
  return (event) => {
    const act = keyAction(event, { text, put, remove, type: () => texts.type(index) });
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
}

function keyAction({ key, shiftKey }, { text, put, type, remove }) {
  const far = shiftKey ? 0.05 : 0.01;
  const nudge = NUDGES[key];
  if (nudge) return () => put({ x: share(text.x + nudge[0] * far), y: share(text.y + nudge[1] * far) }, "move");
  if (key === "+" || key === "=") return () => put({ size: sized(text.size * 1.08) }, "size");
  if (key === "-") return () => put({ size: sized(text.size / 1.08) }, "size");
  if (key === "Enter") return type;
  return key === "Delete" || key === "Backspace" ? remove : null;
}

const share = (value) => Math.round(Math.min(0.98, Math.max(0.02, value)) * 1000) / 1000;
