// Small shared pieces: counts, ages, avatars, native dialogs and the one-line toast.
import { useEffect, useRef } from "react";

const SCALES = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

export function short(count) {
  for (const [size, letter] of SCALES) {
    if (count < size) continue;
    const value = count / size;
    return `${value < 100 ? Math.floor(value * 10) / 10 : Math.floor(value)}${letter}`;
  }
  return String(count ?? 0);
}

const AGES = [
  [31536000, "y"],
  [604800, "w"],
  [86400, "d"],
  [3600, "h"],
  [60, "min"],
];

export function age(when) {
  const seconds = Math.max(0, (Date.now() - new Date(when).getTime()) / 1000);
  const step = AGES.find(([length]) => seconds >= length);
  return step ? `${Math.floor(seconds / step[0])} ${step[1]}` : "now";
}

export function Avatar({ person, size = 48 }) {
  const name = person.display_name || person.username || "?";
  const style = { width: size, height: size, fontSize: size * 0.42, "--hue": hue(person.username || name) };
  if (person.avatar_url) return <img className="avatar" src={person.avatar_url} alt="" style={style} />;
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {name[0].toUpperCase()}
    </span>
  );
}

// The same name has the same colour everywhere, also in the pages that Python draws.
export function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

// Where the keyboard was before the first of the dialogs opened: a sheet may be opened from one that has closed since.
let outside = null;

const FIELD = ":is(input:not([type=file]), textarea, select):enabled";

// The browser would begin with the button that closes. Whoever is asked for something can answer at once.
function present(dialog, asks) {
  dialog.showModal();
  const field = asks && dialog.querySelector(FIELD);
  if (field) field.focus({ preventScroll: true });
  else if (document.activeElement?.closest("header")) dialog.focus({ preventScroll: true });
}

// `asks`: the first field has the keyboard. One that comes later, with a step or an answer, takes it by autoFocus.
export function Dialog({ open, onClose, label, className = "", modal = true, asks = false, children }) {
  const ref = useRef(null);
  // A finger that rested until this opened is still down: lifting it is no wish to close.
  const began = useRef(false);
  useEffect(() => {
    const dialog = ref.current;
    if (open) began.current = false;
    const at = document.activeElement;
    if (open && !dialog.open && at !== document.body && !at.closest("dialog")) outside = at;
    if (open && !dialog.open) (modal ? present(dialog, asks) : dialog.show());
    if (!open && dialog.open) dialog.close();
  }, [open, modal]);
  // A step of a sheet may take the button away that the keyboard was on.
  useEffect(() => {
    if (open && modal && document.activeElement === document.body) ref.current.focus();
  });
  const press = (event) => {
    began.current = event.target === ref.current;
  };
  // React lets the end of a dialog inside this one come up to here.
  const ended = (event) => {
    if (event.target !== ref.current) return;
    const at = document.activeElement;
    // Until the page is drawn again the keyboard may still be on what has just closed.
    if (at === document.body || ref.current.contains(at)) outside?.focus();
    onClose();
  };
  // The browser closes only dialogs that are modal.
  const escape = (event) => {
    if (event.key === "Escape" && !modal && event.target.closest("dialog") === ref.current) onClose();
  };
  const beside = (event) => event.target === ref.current && began.current && onClose();
  return (
    <dialog ref={ref} tabIndex={-1} className={`dialog ${className}`} aria-label={label} onClose={ended}
      onPointerDown={press} onClick={beside} onKeyDown={escape}>
      {open && children}
    </dialog>
  );
}

// Sheets follow the finger: dragging the handle down far enough, or fast enough, closes.
export function Grip({ onClose }) {
  const drag = useRef(null);
  const sheet = () => drag.current.node.closest("dialog");
  const begin = (event) => {
    drag.current = { node: event.currentTarget, from: event.clientY, at: performance.now() };
    event.currentTarget.setPointerCapture(event.pointerId);
    sheet().style.transition = "none";
  };
  const move = (event) => {
    if (drag.current) sheet().style.translate = `0 ${Math.max(0, event.clientY - drag.current.from)}px`;
  };
  const end = (event) => {
    if (!drag.current) return;
    const distance = event.clientY - drag.current.from;
    const speed = distance / (performance.now() - drag.current.at);
    const node = sheet();
    node.style.transition = "";
    node.style.translate = "";
    drag.current = null;
    if (distance > 120 || (speed > 0.6 && distance > 30)) onClose();
  };
  return <div className="grip" onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />;
}
