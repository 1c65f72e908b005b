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

export function Dialog({ open, onClose, label, className = "", modal = true, children }) {
  const ref = useRef(null);
  // A finger that rested until this opened is still down: lifting it is no wish to close.
  const began = useRef(false);
  useEffect(() => {
    const dialog = ref.current;
    if (open) began.current = false;
    if (open && !dialog.open) (modal ? dialog.showModal() : dialog.show());
    if (!open && dialog.open) dialog.close();
  }, [open, modal]);
  const press = (event) => {
    began.current = event.target === ref.current;
  };
  const outside = (event) => event.target === ref.current && began.current && onClose();
  return (
    <dialog ref={ref} className={`dialog ${className}`} aria-label={label} onClose={onClose} onPointerDown={press} onClick={outside}>
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
