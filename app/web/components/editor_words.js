// How words on the picture look and break: the worker follows the same rules.
import { useEffect, useState } from "react";

export const FONTS = [["clean", "Clean"], ["bold", "Bold"], ["serif", "Serif"], ["hand", "Hand"], ["mono", "Mono"]];
export const COLORS = [
  ["#FFFFFF", "White"], ["#000000", "Black"], ["#FF5A36", "Ember"], ["#FF4D8D", "Pink"], ["#FFB020", "Amber"],
  ["#FFE84D", "Yellow"], ["#2BD576", "Green"], ["#29D3D3", "Teal"], ["#3EA6FF", "Blue"], ["#7C5CFF", "Violet"],
];
export const WIDEST = 0.9;

// Who is asked, in this order, for a letter that the chosen font lacks.
const FALLBACKS = ["clean", "hebrew", "arabic", "emoji"];
export const familyOf = (font) => [font, ...FALLBACKS].map((name) => `"zoetrope ${name}"`).join(", ");

let pen = null;
export function widthInEm(text, font) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `400 100px ${familyOf(font)}`;
  return pen.measureText(text).width / 100;
}

export function linesOf({ text, font, size }) {
  const most = WIDEST / size;
  return wrapped(text, (part) => widthInEm(part, font) <= most);
}

// Greedy: as many words as fit; a word that is too long alone breaks between letters.
export function wrapped(text, fits) {
  return text.split("\n").flatMap((paragraph) => paragraphLines(paragraph, fits));
}

function paragraphLines(paragraph, fits) {
  const lines = [""];
  for (const word of paragraph.split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    const joined = last ? `${last} ${word}` : word;
    if (fits(joined)) lines[lines.length - 1] = joined;
    else lines.splice(last ? lines.length : 0, last ? 0 : 1, ...pieces(word, fits));
  }
  return lines;
}

function pieces(word, fits) {
  const parts = [""];
  for (const letter of word) {
    const longer = parts.at(-1) + letter;
    if (!parts.at(-1) || fits(longer)) parts[parts.length - 1] = longer;
    else parts.push(letter);
  }
  return parts;
}

// Lines can only be measured once the fonts are here.
export function useFonts() {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let alive = true;
    const asked = FONTS.map(([font]) => document.fonts.load(`400 20px "zoetrope ${font}"`));
    Promise.allSettled(asked).then(() => alive && setReady(true));
    return () => {
      alive = false;
    };
  }, []);
  return ready;
}
