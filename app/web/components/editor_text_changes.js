// What the two places where words can be typed have in common, and how a text comes and goes.
import { MOST_LETTERS, PLAIN_TEXT, spanWithin, withText, withTextChanged, withoutText } from "./editor_changes.js";
import { toMillis } from "./editor_times.js";
import { useEditor } from "./editor_state.jsx";

// An empty text is never part of the edits: it is born with its first letter and goes when it is left empty.
export function useTyping(index) {
  const { change, texts } = useEditor();
  const write = (words) => {
    if (!words.trim()) return;
    const text = words.slice(0, MOST_LETTERS);
    change((edit) => (index < edit.texts.length
      ? withTextChanged(edit, index, { text }) : withText(edit, { ...texts.seed, text })), `text-${index}-words-${texts.turn}`);
    if (texts.fresh) texts.born();
  };
  const finish = (words) => {
    if (!words.trim() && !texts.fresh) change((edit) => withoutText(edit, index));
    if (!words.trim()) texts.choose(null);
    else texts.rest();
  };
  return { write, finish };
}

// Meaning a text opens its tool.
export function usePick(index) {
  const { texts, setTool, setOpen } = useEditor();
  return () => {
    setTool("text");
    setOpen(true);
    texts.choose(index);
  };
}

export function useTextBirth() {
  const { edit, clip, playback, texts, setTool, setOpen } = useEditor();
  const begin = (style) => {
    playback.pause();
    setTool("text");
    setOpen(true);
    const { length } = playback;
    const span = clip.duration ? { start: 0, end: toMillis(length) } : spanWithin(0, 3, 3);
    texts.begin(edit.texts.length, { ...PLAIN_TEXT, ...style, ...span });
  };
  const repeat = (index) => {
    const text = edit.texts[index];
    return withText(edit, { ...text, y: Math.min(0.95, text.y + 0.08) });
  };
  return { begin, repeat };
}
