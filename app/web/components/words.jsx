// Captions and comments with their hashtags and people as links; the same signs that the server reads.
const SIGN = /(#[\p{L}\p{N}_]{1,64}|(?<![\w@./])@[A-Za-z0-9_][A-Za-z0-9_.]{1,23})/u;

export const tagPage = (tag) => `/tag/${encodeURIComponent(tag.toLowerCase())}`;

// Without `known`, every name counts; with it, only those that are somebody's. A dot may end the sentence.
export function linked(text, known) {
  return (text || "").split(SIGN).map((part, index) => {
    if (part.startsWith("#") && !/^#\d+$/.test(part)) return <a key={index} className="tag" href={tagPage(part.slice(1))}>{part}</a>;
    if (!part.startsWith("@")) return part;
    const name = known ? nameOf(part, known) : part.slice(1).replace(/\.+$/, "");
    if (!name) return part;
    return [<a key={index} className="tag" href={`/@${name.toLowerCase()}`}>@{name}</a>, part.slice(name.length + 1)];
  });
}

function nameOf(part, known) {
  const whole = part.slice(1);
  return [whole, whole.replace(/\.+$/, "")].find((name) => known.includes(name.toLowerCase()));
}
