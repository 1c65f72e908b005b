// What all parts of the editor share: the clip, the edits with their history, the playback and what is open.
import { createContext, useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, useSyncExternalStore } from "react";
import { redone, remembered, undone, whole } from "./editor_changes.js";
import { Playback } from "./editor_playback.js";

const Shared = createContext(null);
export const EditorContext = Shared.Provider;
export const useEditor = () => useContext(Shared);

const FRESH = { past: [], future: [], gesture: null };
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Changes with the same key in quick succession are one step back, each reckoned from where the gesture began.
export function useHistory(given, onEdit) {
  const [latest, show] = useLatest(given);
  latest.onEdit = onEdit;
  const go = (edit, history) => {
    Object.assign(latest, { edit, history });
    show();
    latest.onEdit(edit);
  };
  const { past, future } = latest.history;
  const change = (make, key = null) => {
    const history = remembered(latest.history, latest.edit, key, performance.now());
    const edit = make(history.gesture.base);
    if (!same(edit, latest.edit)) go(edit, history);
  };
  const step = (stepped) => () => {
    const next = stepped(latest.history, latest.edit);
    if (next) go(next.edit, next.history);
  };
  const ways = { undo: step(undone), redo: step(redone), canUndo: past.length > 0, canRedo: future.length > 0 };
  return { edit: latest.edit, change, ...ways };
}

// Edits that come from elsewhere, as when a draft is opened, begin a new history; one's own echo does not.
function useLatest(given) {
  const [latest] = useState(() => ({ given, edit: whole(given), history: FRESH }));
  const [, show] = useReducer((count) => count + 1, 0);
  if (!same(given, latest.given)) {
    latest.given = given;
    if (!same(whole(given), latest.edit)) Object.assign(latest, { edit: whole(given), history: FRESH });
  }
  return [latest, show];
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

// For what moves with every frame: writes to the DOM, past React, and never to what has just left it.
export function useEachFrame(draw) {
  const { playback } = useEditor();
  const latest = useRef(draw);
  useLayoutEffect(() => {
    latest.current = draw;
    draw(playback);
  });
  useLayoutEffect(() => playback.subscribe(() => latest.current(playback)), [playback]);
}

const NOBODY = { index: null, typing: false, isAside: false, turn: 0, fresh: null, seed: null };

// Which text is meant, and whether it is being typed; a fresh one exists here only, until it has a letter.
export function useTextChoice() {
  const [choice, setChoice] = useState(NOBODY);
  return useMemo(() => ({
    ...choice,
    choose: (index) => setChoice({ ...NOBODY, index }),
    type: (index) => setChoice({ ...NOBODY, index, typing: true, turn: performance.now() }),
    begin: (index, fresh) => setChoice({ ...NOBODY, index, typing: true, turn: performance.now(), fresh, seed: fresh }),
    restyle: (part) => setChoice((old) => ({ ...old, fresh: { ...old.fresh, ...part }, seed: { ...old.seed, ...part } })),
    born: () => setChoice((old) => ({ ...old, fresh: null })),
    stepAside: () => setChoice((old) => ({ ...old, typing: false, isAside: true })),
    rest: () => setChoice((old) => (old.fresh ? NOBODY : { ...old, typing: false })),
  }), [choice]);
}
