// What a creator lets be said below their clips: comments at all, and words that are kept out.
import { useEffect, useState } from "react";
import { Plus, X } from "lucide-react";
import { api } from "./api.js";
import { Dialog, Grip } from "./ui.jsx";

export function CommentRules({ open, video, onClose, onVideo, onChanged }) {
  const [words, setWords] = useState(null);
  const [word, setWord] = useState("");
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!open) return;
    setSaid("");
    api("GET", "/users/me/filtered-words").then((found) => setWords(found.words), (error) => setSaid(error.message));
  }, [open]);
  const keep = async (wanted) => {
    const before = words;
    setWords(wanted);
    setSaid("");
    try {
      setWords((await api("PUT", "/users/me/filtered-words", { words: wanted })).words);
      onChanged();
    } catch (error) {
      setWords(before);
      setSaid(Object.values(error.fields)[0] || error.message);
    }
  };
  const add = (event) => {
    event.preventDefault();
    const wanted = word.trim().toLowerCase();
    if (wanted && !words.includes(wanted)) keep([...words, wanted]);
    setWord("");
  };
  const allow = async (allow_comments) => {
    onVideo({ ...video, allow_comments });
    setSaid("");
    try {
      onVideo(await api("PATCH", `/videos/${video.id}`, { allow_comments }));
    } catch (error) {
      onVideo(video);
      setSaid(error.message);
    }
  };
  return (
    <Dialog open={open} onClose={onClose} label="Comment settings" className="owner rules" asks>
      <Grip onClose={onClose} />
      <header>
        <h2>Comment settings</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close settings"><X /></button>
      </header>
      <label className="choice">
        <input type="checkbox" checked={video.allow_comments !== false} onChange={(event) => allow(event.target.checked)} />
        <span><b>Allow comments</b><small>On this clip. What was said stays.</small></span>
      </label>
      <form className="field" onSubmit={add}>
        <label htmlFor="kept-out">Words you keep out</label>
        <p className="soft">Below all your clips. Who writes one still sees their comment, and so do you; nobody else does.</p>
        <div className="rules-add">
          <input id="kept-out" value={word} maxLength={40} onChange={(event) => setWord(event.target.value)} placeholder="A word, or a few" autoComplete="off" />
          <button className="round send" disabled={!word.trim() || !words} aria-label="Add the word"><Plus /></button>
        </div>
        <ul className="rules-words" aria-label="Words you keep out">
          {(words ?? []).map((one) => (
            <li key={one}>{one}<button type="button" aria-label={`Let “${one}” in again`} onClick={() => keep(words.filter((other) => other !== one))}><X /></button></li>
          ))}
        </ul>
        {words?.length === 0 && <p className="soft">None so far.</p>}
      </form>
      {said && <p className="wrong" role="alert">{said}</p>}
    </Dialog>
  );
}
