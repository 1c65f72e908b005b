// Where a comment is written, answered or mended; people complete as they are named.
import { useEffect, useId, useRef, useState } from "react";
import { ArrowUp, Check, X } from "lucide-react";
import { Suggestions, begunAt, useSuggestions } from "./suggestions.jsx";

const LENGTH = 500;
const TOLD_FROM = 420;

export function Write({ aim, onDone, send, onSignIn }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const field = useRef(null);
  const people = usePeople(field, text, setText);
  useEffect(() => {
    if (!aim) return;
    setText(aim.edit ? aim.edit.text : aim.reply.parent_id ? `@${aim.reply.author.username} ` : "");
    setProblem("");
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(LENGTH, LENGTH);
    });
  }, [aim]);
  useEffect(() => {
    const box = field.current;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
  }, [text]);
  const submit = async (event) => {
    event?.preventDefault();
    const wanted = text.trim();
    if (!wanted) return;
    setText("");
    setProblem("");
    onDone();
    try {
      await send(wanted);
    } catch (error) {
      setText((now) => now || wanted);
      if (error.status === 401) onSignIn();
      else setProblem(error.fields?.text || error.message);
    }
    field.current?.focus();
  };
  const press = (event) => {
    if (people.press(event)) return;
    if (event.key === "Escape" && aim) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  const leave = () => {
    setText("");
    onDone();
  };
  return (
    <form className="write" onSubmit={submit}>
      {aim && (
        <p className="aim">
          {aim.edit ? "Editing your comment" : <>Replying to <b>{aim.reply.author.display_name || aim.reply.author.username}</b></>}
          <button type="button" className="round plainly" onClick={leave} aria-label={aim.edit ? "Stop editing" : "Stop replying"}><X /></button>
        </p>
      )}
      <div className="box">
        <textarea ref={field} rows={1} value={text} maxLength={LENGTH} onChange={(event) => { setText(event.target.value); people.look(); }}
          onKeyDown={press} onSelect={people.look} onBlur={people.close} placeholder={aim?.reply ? "Add a reply" : "Add a comment"} aria-label="Your comment"
          aria-invalid={Boolean(problem)} role="combobox" aria-autocomplete="list" aria-expanded={people.found.length > 0} aria-controls={`${people.id}-list`}
          aria-activedescendant={people.found.length > 0 ? `${people.id}-${people.active}` : undefined} autoComplete="off" enterKeyHint="send" />
        {text.length >= TOLD_FROM && <small className="left">{LENGTH - text.length}</small>}
        <Suggestions id={people.id} found={people.found} active={people.active} take={people.take} />
      </div>
      <button className="round send" disabled={!text.trim()} aria-label={aim?.edit ? "Save comment" : "Post comment"}>{aim?.edit ? <Check /> : <ArrowUp />}</button>
      {problem && <p className="wrong" role="alert">{problem}</p>}
    </form>
  );
}

function usePeople(field, text, setText) {
  const id = useId();
  const [begun, setBegun] = useState("");
  const [active, setActive] = useState(0);
  const found = useSuggestions(begun);
  useEffect(() => setActive(0), [found]);
  const look = () => requestAnimationFrame(() => field.current && setBegun(begunAt(field.current)));
  const close = () => setBegun("");
  // The list may be of a letter ago.
  const take = (item) => {
    const now = begunAt(field.current);
    const at = field.current.selectionStart - now.length;
    const end = at + item.text.length + 1;
    setText(`${text.slice(0, at)}${item.text} ${text.slice(at + now.length).replace(/^ /, "")}`);
    close();
    requestAnimationFrame(() => {
      field.current.focus();
      field.current.setSelectionRange(end, end);
    });
  };
  const press = (event) => {
    if (found.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(found[active]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { id, found, active, look, close, take, press };
}
