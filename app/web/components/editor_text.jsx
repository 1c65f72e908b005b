// Everything about one text: its words, font, colours, size and when it is seen.
import { useState } from "react";
import { Copy, Plus, Trash2, Type } from "lucide-react";
import { LARGEST, MOST_LETTERS, MOST_TEXTS, SMALLEST, withTextChanged, withoutText } from "./editor_changes.js";
import { Choice, IconButton, Quiet, Range } from "./editor_controls.jsx";
import { useEditor } from "./editor_state.jsx";
import { useTextBirth, useTyping } from "./editor_text_changes.js";
import { clock, lengthOf, toMillis } from "./editor_times.js";
import { COLORS, FONTS, familyOf } from "./editor_words.js";

export function TextTool() {
  const { edit, texts } = useEditor();
  const text = texts.fresh ?? edit.texts[texts.index];
  return text ? <OneText text={text} index={texts.index} /> : <AllTexts />;
}

function AllTexts() {
  const { edit, texts } = useEditor();
  const { begin } = useTextBirth();
  const last = edit.texts.at(-1);
  const style = last && { font: last.font, color: last.color, background: last.background, size: last.size };
  return (
    <>
      <div className="ed-head2"><h3>Text</h3></div>
      <button type="button" className="button" disabled={edit.texts.length >= MOST_TEXTS} onClick={() => begin(style)}>
        <Plus /> Add text
      </button>
      {edit.texts.length > 0 && (
        <ul className="ed-textlist">
          {edit.texts.map((text, index) => (
            <li key={index}>
              <button type="button" onClick={() => texts.choose(index)}>
                <Type /><span style={{ fontFamily: familyOf(text.font) }}>{text.text}</span><small>{clock(text.start)}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="ed-hint">Double-click words on the picture to change them; drag to move, pinch or pull the corner to size.</p>
    </>
  );
}

function OneText({ text, index }) {
  const { change, texts } = useEditor();
  const put = (part, key = null) =>
    (texts.fresh ? texts.restyle(part) : change((edit) => withTextChanged(edit, index, part), key && `text-${index}-${key}`));
  return (
    <>
      <TextHead index={index} />
      <WordsField text={text} index={index} />
      <div className="ed-style" onMouseDown={keepTyping}>
        <Choice label="Font" className="ed-fonts" value={text.font} onChange={(font) => put({ font })}
          options={FONTS.map(([value, label]) => ({ value, label, title: label }))}>
          {({ value, label }) => <span style={{ fontFamily: familyOf(value) }}>{label}</span>}
        </Choice>
        <Swatches label="Colour" value={text.color} onChange={(color) => put({ color })} />
        <Swatches label="Box" value={text.background} none onChange={(background) => put({ background })} />
        <Range label="Size" value={text.size} min={SMALLEST} max={LARGEST} step={0.005} says={`${Math.round(text.size * 100)} %`}
          onChange={(size) => put({ size }, "size")} />
      </div>
      <When text={text} put={put} />
    </>
  );
}

// A press on a swatch leaves the cursor in the words.
function keepTyping(event) {
  if (event.target.type !== "range") event.preventDefault();
}

function TextHead({ index }) {
  const { change, texts, edit } = useEditor();
  const { repeat } = useTextBirth();
  const isFresh = Boolean(texts.fresh);
  const copy = () => {
    change(() => repeat(index));
    texts.choose(edit.texts.length);
  };
  const remove = () => {
    if (!isFresh) change((old) => withoutText(old, index));
    texts.choose(null);
  };
  return (
    <div className="ed-head2">
      <h3>Text</h3>
      <div className="ed-acts">
        <IconButton plain name="Duplicate" Icon={Copy} disabled={isFresh || edit.texts.length >= MOST_TEXTS} onClick={copy} />
        <IconButton plain name="Remove the text" title="Remove (Delete)" Icon={Trash2} onClick={remove} />
        <button type="button" className="plain" onClick={() => texts.choose(null)}>Done</button>
      </div>
    </div>
  );
}

function WordsField({ text, index }) {
  const { write, finish } = useTyping(index);
  const [isEmpty, setEmpty] = useState(false);
  const say = ({ target }) => {
    setEmpty(!target.value.trim());
    write(target.value);
  };
  const leave = ({ target }) => {
    setEmpty(false);
    if (!target.value.trim()) finish(target.value);
  };
  return (
    <textarea key={index} className="ed-wordsfield" aria-label="Words" rows={2} maxLength={MOST_LETTERS} placeholder="Type something"
      value={isEmpty ? "" : text.text} onChange={say} onBlur={leave} />
  );
}

function Swatches({ label, value, none = false, onChange }) {
  const colors = COLORS.map(([code, name]) => ({ value: code, label: name, title: name }));
  const options = none ? [{ value: null, label: "None", title: "None" }, ...colors] : colors;
  return (
    <div className="ed-swatchrow">
      <span>{label}</span>
      <Choice label={label} className="ed-swatches" options={options} value={value} onChange={onChange}>
        {(option) => <i style={{ "--color": option.value }} data-none={option.value === null || undefined} />}
      </Choice>
    </div>
  );
}

function When({ text, put }) {
  const { edit, clip, playback } = useEditor();
  const length = lengthOf(edit, clip.duration);
  const from = () => put({ start: toMillis(Math.min(playback.time, text.end - 0.3)) }, "start");
  const until = () => put({ end: toMillis(Math.max(playback.time, text.start + 0.3)) }, "end");
  const always = text.start === 0 && text.end >= length - 0.01;
  return (
    <div className="ed-when">
      <p>Seen {always ? "all the time" : `from ${clock(text.start)} to ${clock(text.end)}`}</p>
      <div className="ed-row">
        <Quiet onClick={from}>From here</Quiet>
        <Quiet onClick={until}>Until here</Quiet>
        <Quiet disabled={always} onClick={() => put({ start: 0, end: toMillis(length) })}>All</Quiet>
      </div>
    </div>
  );
}
