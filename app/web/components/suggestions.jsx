// People and hashtags that complete what is begun under a caret.
import { useEffect, useState } from "react";
import { api } from "./api.js";
import { Avatar, short } from "./ui.jsx";
import "./suggestions.css";

const TYPING_MS = 120;
const BEGUN = /(?:^|[\s.,;:!?()])([#@][\p{L}\p{N}_.]{0,64})$/u;

export function begunAt(box) {
  if (box.selectionStart !== box.selectionEnd) return "";
  return box.value.slice(0, box.selectionStart).match(BEGUN)?.[1] ?? "";
}

// Nobody there, or no connection: then one types on without a list.
export function useSuggestions(begun) {
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

export function Suggestions({ id, found, active, take, style }) {
  return (
    <ul id={`${id}-list`} role="listbox" aria-label="Suggestions" className="suggestions" style={style} hidden={found.length === 0}>
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
