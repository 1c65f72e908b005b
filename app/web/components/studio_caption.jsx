// The caption, with hashtags and people completed under the caret as they are typed.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Suggestions, begunAt, useSuggestions } from "./suggestions.jsx";

const LENGTH = 2200;
const WIDTH = 280;

export function Caption({ value, onChange, problem }) {
  const box = useRef(null);
  const id = useId();
  const [begun, setBegun] = useState("");
  const found = useSuggestions(begun);
  const [active, setActive] = useState(0);
  useEffect(() => setActive(0), [found]);
  const place = usePlace(found, box, begun);
  const look = () => setBegun(begunAt(box.current));
  const take = (item) => {
    const at = box.current.selectionStart - begun.length;
    const rest = value.slice(at + begun.length);
    const text = `${item.text}${rest.startsWith(" ") ? "" : " "}`;
    onChange(value.slice(0, at) + text + rest);
    setBegun("");
    requestAnimationFrame(() => {
      box.current.focus();
      box.current.setSelectionRange(at + item.text.length + 1, at + item.text.length + 1);
    });
  };
  const press = (event) => {
    if (found.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(found[active]);
    else if (event.key === "Escape") setBegun("");
    else return;
    event.preventDefault();
  };
  return (
    <div className={`field caption-field ${problem ? "bad" : ""}`}>
      <label htmlFor={`${id}-text`}>Caption</label>
      <div className="box">
        <textarea id={`${id}-text`} ref={box} rows={4} value={value} maxLength={LENGTH} placeholder="Say what it is about. #hashtags and @people complete as you type."
          role="combobox" aria-autocomplete="list" aria-expanded={found.length > 0} aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined} aria-describedby={`${id}-note`}
          onChange={(event) => { onChange(event.target.value); look(); }} onSelect={look} onKeyDown={press} onBlur={() => setBegun("")} />
        <Suggestions id={id} found={found} active={active} take={take} style={place} />
      </div>
      <p id={`${id}-note`} className={problem ? "wrong" : "soft count"}>{problem || `${value.length} / ${LENGTH}`}</p>
    </div>
  );
}

function usePlace(found, box, begun) {
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (found.length > 0) setPlace(caretOf(box.current, begun));
  }, [found]);
  return place;
}

// Where the begun word stands, found by writing the same text into a copy of the box.
function caretOf(box, begun) {
  const copy = document.createElement("div");
  const style = window.getComputedStyle(box);
  for (const name of ["font", "padding", "border", "lineHeight", "letterSpacing", "boxSizing"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "anywhere", width: `${box.offsetWidth}px` });
  copy.textContent = box.value.slice(0, box.selectionStart - begun.length);
  const mark = copy.appendChild(document.createElement("span"));
  mark.textContent = begun;
  document.body.append(copy);
  const left = Math.max(0, Math.min(mark.offsetLeft - 8, box.offsetWidth - WIDTH));
  const top = mark.offsetTop + mark.offsetHeight - box.scrollTop + 6;
  copy.remove();
  return { left, top };
}
