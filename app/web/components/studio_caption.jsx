// The caption, with hashtags and people completed under the caret as they are typed.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { api } from "./api.js";
import { Avatar, short } from "./ui.jsx";

const LENGTH = 2200;
const TYPING_MS = 120;
const WIDTH = 280;
const BEGUN = /(?:^|[\s.,;:!?()])([#@][\p{L}\p{N}_.]{0,64})$/u;

export function Caption({ value, onChange, problem }) {
  const box = useRef(null);
  const id = useId();
  const [begun, setBegun] = useState("");
  const found = useSuggestions(begun);
  const [active, setActive] = useState(0);
  useEffect(() => setActive(0), [found]);
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
        <Suggestions id={id} found={found} active={active} take={take} box={box} begun={begun} />
      </div>
      <p id={`${id}-note`} className={problem ? "wrong" : "soft count"}>{problem || `${value.length} / ${LENGTH}`}</p>
    </div>
  );
}

function begunAt(box) {
  if (box.selectionStart !== box.selectionEnd) return "";
  return box.value.slice(0, box.selectionStart).match(BEGUN)?.[1] ?? "";
}

// Nobody there, or no connection: then one types on without a list.
function useSuggestions(begun) {
  const [found, set] = useState([]);
  useEffect(() => {
    if (!begun) {
      set([]);
      return undefined;
    }
    const stop = new AbortController();
    const ask = () => api("GET", `/search/suggest?q=${encodeURIComponent(begun)}`, undefined, { signal: stop.signal })
      .then((page) => set(page.items.filter((item) => item.text !== begun)), () => {});
    const timer = setTimeout(ask, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [begun]);
  return found;
}

function Suggestions({ id, found, active, take, box, begun }) {
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (found.length > 0) setPlace(caretOf(box.current, begun));
  }, [found]);
  return (
    <ul id={`${id}-list`} role="listbox" aria-label="Suggestions" className="suggestions" style={place} hidden={found.length === 0}>
      {found.map((item, index) => (
        <li key={item.text} id={`${id}-${index}`} role="option" aria-selected={index === active} ref={index === active ? intoView : undefined}
          onPointerDown={(event) => event.preventDefault()} onClick={() => take(item)}>
          {item.kind === "user" ? <Avatar person={{ username: item.text.slice(1), avatar_url: item.avatar_url }} size={32} /> : <i>#</i>}
          <span><b>{item.text.slice(1)}</b>{item.kind === "user" && item.name !== item.text.slice(1) && <small>{item.name}</small>}</span>
          {item.count !== null && <small>{short(item.count)} {item.count === 1 ? "clip" : "clips"}</small>}
        </li>
      ))}
    </ul>
  );
}

const intoView = (node) => node?.scrollIntoView({ block: "nearest" });

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
