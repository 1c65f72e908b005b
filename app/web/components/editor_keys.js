// The editor's keys; they sleep while somebody writes and while the focus is elsewhere on the page.
import { useEffect, useRef } from "react";
import { keptOf } from "./editor_times.js";
import { withTrim } from "./editor_changes.js";

export function useEditorKeys(root, editor) {
  const latest = useRef(editor);
  latest.current = editor;
  useEffect(() => {
    const press = (event) => {
      if (!concerns(event, root.current)) return;
      const act = actionOf(event, latest.current);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [root]);
}

function concerns(event, root) {
  const { target } = event;
  const here = target === document.body || root?.contains(target) || target.id === "main";
  const writes = target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
  const types = target.tagName === "INPUT" && !/^(range|radio|checkbox)$/.test(target.type);
  return here && !writes && !types && !event.defaultPrevented && !event.altKey;
}

function actionOf(event, editor) {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return historyKey(key, event.shiftKey, editor);
  if (key === " " && !/^(BUTTON|A|LABEL)$/.test(event.target.tagName)) return editor.playback.toggle;
  if (key === "i") return () => trimHere(editor, "start");
  if (key === "o") return () => trimHere(editor, "end");
  if (key === "escape" && editor.texts.index !== null) return () => editor.texts.choose(null);
  return null;
}

function historyKey(key, shift, { undo, redo }) {
  if (key === "z") return shift ? redo : undo;
  return key === "y" ? redo : null;
}

export function trimHere({ change, clip, playback }, side) {
  const moment = playback.moment;
  change((edit) => withTrim(edit, clip.duration, { ...keptOf(edit, clip.duration), [side]: moment }));
}
