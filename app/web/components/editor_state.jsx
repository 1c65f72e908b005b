// What all parts of the editor share: the clip, the edits with their history, the playback and what is open.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { remembered, whole } from "./editor_changes.js";
import { Playback } from "./editor_playback.js";

const Shared = createContext(null);
export const EditorContext = Shared.Provider;
export const useEditor = () => useContext(Shared);

const FRESH = { past: [], future: [], gesture: null };
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Changes with the same key in quick succession are one step back, each reckoned from where the gesture began.
export function useHistory(given, onEdit) {
  const now = useRef(whole(given));
  const [history, setHistory] = useState(FRESH);
  const latest = useRef(history);
  const heard = useRef(given);
  if (!same(given, heard.current)) {
    heard.current = given;
    if (!same(whole(given), now.current)) [now.current, latest.current] = [whole(given), FRESH];
  }
  const go = useCallback((edit, next) => {
    now.current = edit;
    latest.current = next;
    setHistory(next);
    onEdit(edit);
  }, [onEdit]);
  const change = useCallback((make, key = null) => {
    const next = remembered(latest.current, now.current, key, performance.now());
    const edit = make(next.gesture.base);
    if (!same(edit, now.current)) go(edit, next);
  }, [go]);
  const undo = useCallback(() => {
    const { past, future } = latest.current;
    if (past.length) go(past.at(-1), { past: past.slice(0, -1), future: [now.current, ...future], gesture: null });
  }, [go]);
  const redo = useCallback(() => {
    const { past, future } = latest.current;
    if (future.length) go(future[0], { past: [...past, now.current], future: future.slice(1), gesture: null });
  }, [go]);
  const { past, future } = latest.current;
  return { edit: now.current, change, undo, redo, canUndo: past.length > 0, canRedo: future.length > 0 };
}

export function usePlayback(edit, duration) {
  const [playback] = useState(() => new Playback());
  useEffect(() => playback.show(edit, duration), [playback, edit, duration]);
  useEffect(() => () => playback.stop(), [playback]);
  return playback;
}

// Renders again only when what is read has changed, not with every frame.
export function usePlayed(read) {
  const { playback } = useEditor();
  return useSyncExternalStore(playback.subscribe, () => read(playback), () => read(playback));
}

// For what moves with every frame: writes to the DOM, past React.
export function useEachFrame(draw) {
  const { playback } = useEditor();
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    draw(playback);
  });
  useEffect(() => playback.subscribe(() => latest.current(playback)), [playback]);
}

const NOBODY = { index: null, typing: false, fresh: null, seed: null };

// Which text is meant, and whether it is being typed; a fresh one exists here only, until it has a letter.
export function useTextChoice() {
  const [choice, setChoice] = useState(NOBODY);
  return useMemo(() => ({
    ...choice,
    choose: (index) => setChoice({ ...NOBODY, index }),
    type: (index) => setChoice({ ...NOBODY, index, typing: true }),
    begin: (index, fresh) => setChoice({ index, typing: true, fresh, seed: fresh }),
    restyle: (part) => setChoice((old) => ({ ...old, fresh: { ...old.fresh, ...part }, seed: { ...old.seed, ...part } })),
    born: () => setChoice((old) => ({ ...old, fresh: null })),
    rest: () => setChoice((old) => (old.fresh ? NOBODY : { ...old, typing: false })),
  }), [choice]);
}
