// The search field with its list: own searches while it is empty, suggestions while one types.
import { useEffect, useId, useRef, useState } from "react";
import { Clock, Hash, Search, X } from "lucide-react";
import { api } from "./api.js";
import { forget, forgetAll, latest, remember } from "./searched.js";
import { announce } from "./steer.js";
import { Avatar, short } from "./ui.jsx";

const TYPING_MS = 120;
const SHOWN = 8;

export function SearchBox({ initial = "", signedIn = false, known = true, onSearch = visit, focused = false }) {
  const [typed, setTyped] = useState(initial);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const box = useRef(null);
  const wait = useRef(null);
  const { found, setFound } = useFound(typed, { open, signedIn, known });
  useEffect(() => setTyped(initial), [initial]);
  // What was typed before this script was there is kept; sent as early, it is answered by the page of results.
  useEffect(() => setTyped(box.current.value), []);
  useEffect(() => setActive(-1), [found]);
  const shown = open && found.length > 0;

  const search = (query) => {
    if (!query.trim()) return;
    setTyped(query);
    setOpen(false);
    box.current.blur();
    remember(query, { signedIn });
    onSearch(query.trim());
  };
  const take = (item) => {
    if (item.kind === "user") window.location.assign(`/${item.text}`);
    else if (item.kind === "hashtag") window.location.assign(`/tag/${encodeURIComponent(item.name)}`);
    else search(item.text);
  };
  const drop = (query) => {
    setFound(found.filter((item) => item.kind !== "history" || item.text !== query));
    forget(query, { signedIn }).catch((error) => announce(error.message));
    box.current.focus();
  };
  const move = (step) => {
    setOpen(true);
    setActive((old) => ((old + 1 + step + found.length + 1) % (found.length + 1)) - 1);
  };
  const press = (event) => {
    const acts = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: leave };
    if (event.key === "Delete" && found[active]?.kind === "history") drop(found[active].text);
    else if (!acts[event.key]) return;
    else acts[event.key]();
    event.preventDefault();
  };
  const leave = () => {
    setActive(-1);
    if (shown) setOpen(false);
    else setTyped("");
  };
  const submit = (event) => {
    event.preventDefault();
    if (shown && found[active]) take(found[active]);
    else search(typed);
  };
  // Safari gives no focus to a pressed button: then nobody knows where it went until the press has ended.
  const away = ({ currentTarget, relatedTarget }) => {
    if (currentTarget.contains(relatedTarget)) return;
    if (relatedTarget) setOpen(false);
    else wait.current = setTimeout(() => setOpen(false), 120);
  };

  return (
    <form className="search-box" role="search" action="/search" onSubmit={submit} onBlur={away} onFocus={() => clearTimeout(wait.current)}>
      <Search className="search-sign" aria-hidden="true" />
      <input ref={box} type="search" name="q" enterKeyHint="search" value={typed} placeholder="Search" aria-label="Search" maxLength={100}
        autoComplete="off" autoCapitalize="off" spellCheck={false} autoFocus={focused} role="combobox" aria-autocomplete="list"
        aria-expanded={shown} aria-controls={`${id}-list`} aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        onFocus={() => setOpen(true)} onClick={() => setOpen(true)} onKeyDown={press}
        onChange={(event) => {
          setActive(-1);
          setTyped(event.target.value);
          setOpen(true);
        }} />
      {typed && <button type="button" className="round plainly" aria-label="Clear" onClick={() => {
        setTyped("");
        box.current.focus();
      }}><X /></button>}
      <div className="search-list" hidden={!shown}>
        <ul id={`${id}-list`} role="listbox" aria-label="Suggestions">
          {found.map((item, index) => (
            <li key={item.kind + item.text} id={`${id}-${index}`} role="option" aria-selected={index === active}
              ref={index === active ? intoView : undefined} onPointerDown={(event) => event.preventDefault()} onClick={() => take(item)}>
              <Suggested item={item} />
            </li>
          ))}
        </ul>
        <Forgetting found={found} drop={drop} all={!typed} clear={() => {
          setFound([]);
          forgetAll({ signedIn }).catch((error) => announce(error.message));
        }} />
      </div>
    </form>
  );
}

function Suggested({ item }) {
  if (item.kind === "user") {
    const username = item.text.slice(1);
    return <><Avatar person={{ username, avatar_url: item.avatar_url }} size={32} /><span><b>{username}</b>{item.name !== username && <small>{item.name}</small>}</span></>;
  }
  const Sign = { history: Clock, hashtag: Hash, query: Search }[item.kind];
  const count = item.count ? `${short(item.count)} ${item.count === 1 ? "video" : "videos"}` : "";
  return <><i><Sign /></i><span><b>{item.kind === "hashtag" ? item.name : item.text}</b>{count && <small>{count}</small>}</span></>;
}

// Beside the list and not in it: what is inside of an option nobody who listens can reach.
function Forgetting({ found, drop, all, clear }) {
  const own = found.filter((item) => item.kind === "history");
  if (own.length === 0) return null;
  return (
    <>
      <div className="search-removes">
        {own.map((item) => (
          <button key={item.text} type="button" className="round plainly" aria-label={`Forget ${item.text}`}
            onPointerDown={(event) => event.preventDefault()} onClick={() => drop(item.text)}><X /></button>
        ))}
      </div>
      {all && <button type="button" className="plain search-clear" onClick={clear}>Clear all searches</button>}
    </>
  );
}

const intoView = (node) => node?.scrollIntoView({ block: "nearest" });
const visit = (query) => window.location.assign(`/search?q=${encodeURIComponent(query)}`);
const same = (old, items) => JSON.stringify(old) === JSON.stringify(items);
const asHistory = (text) => ({ kind: "history", text, name: text });

// Nobody there, or no connection: then one types on without a list.
function useFound(typed, { open, signedIn, known }) {
  const [found, setFound] = useState([]);
  const asked = typed.trim();
  useEffect(() => {
    if (!open || !known) return undefined;
    const stop = new AbortController();
    // The same list again keeps the line that the keyboard is on.
    const keep = (items) => !stop.signal.aborted && setFound((old) => (same(old, items) ? old : items));
    const own = () => latest({ signedIn }).then((all) => all.slice(0, SHOWN).map(asHistory));
    const ask = async () => {
      if (!asked) return keep(await own());
      const page = await api("GET", `/search/suggest?q=${encodeURIComponent(asked)}`, undefined, { signal: stop.signal });
      const before = signedIn ? [] : (await own()).filter((item) => item.text.toLowerCase().startsWith(asked.toLowerCase())).slice(0, 3);
      return keep([...before, ...page.items.filter((item) => !before.some((one) => one.text === item.text))]);
    };
    const timer = setTimeout(() => ask().catch(() => {}), asked ? TYPING_MS : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, open, known, signedIn]);
  return { found, setFound };
}
