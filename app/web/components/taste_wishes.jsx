// The dial from familiar to new, and a slider for each topic one wants more or less of.
import { useEffect, useId, useState } from "react";
import { Compass, Plus, SlidersHorizontal, X } from "lucide-react";
import { api } from "./api.js";

const VENTURES = [
  [0.12, "Almost only what you are known to like."],
  [0.45, "Mostly what you like, with something new now and then."],
  [0.75, "As much new as familiar."],
  [2, "Surprises first: new creators and topics come often."],
];
const ventured = (explore) => VENTURES.find(([below]) => explore < below)[1];

export function Dial({ explore, onChange }) {
  const move = (event) => {
    const next = Number(event.target.value);
    onChange(next, ventured(next));
  };
  return (
    <section className="card" aria-labelledby="dial-name">
      <h2 id="dial-name"><Compass aria-hidden="true" /> Familiar or new</h2>
      <input type="range" className="slide" min={0} max={1} step={0.05} value={explore} onChange={move} aria-labelledby="dial-name"
        aria-valuetext={ventured(explore)} style={{ "--part": explore }} />
      <div className="slide-ends" aria-hidden="true"><span>Familiar</span><span>New</span></div>
      <p className="soft slide-says">{ventured(explore)}</p>
    </section>
  );
}

const LEVELS = [[-0.75, "Never"], [-0.25, "Fewer"], [0.25, "As learned"], [0.75, "More"], [2, "Much more"]];
const level = (weight) => LEVELS.find(([below]) => weight < below)[1];

export function Topics({ weights, likings, onChange }) {
  const wished = Object.keys(weights).sort();
  const offered = likings.filter(({ kind, key }) => kind === "topic" && !(key in weights)).slice(0, 5);
  return (
    <section className="card" aria-labelledby="topics-name">
      <h2 id="topics-name"><SlidersHorizontal aria-hidden="true" /> More or less of</h2>
      {wished.length === 0 && <p className="soft">Pick a topic, then say how much of it you want.</p>}
      <ul className="weights">
        {wished.map((topic) => <Weight key={topic} topic={topic} weight={weights[topic]} onChange={onChange} />)}
      </ul>
      {offered.length > 0 && (
        <div className="chips" role="group" aria-label="Topics you watch">
          {offered.map(({ key }) => (
            <button key={key} type="button" className="chip add" onClick={() => onChange(key, 0.5)} aria-label={`More of #${key}`}><Plus /> #{key}</button>
          ))}
        </div>
      )}
      <AddTopic onAdd={(topic) => onChange(topic, 0.5)} />
    </section>
  );
}

function Weight({ topic, weight, onChange }) {
  return (
    <li>
      <b id={`weight-${topic}`}>#{topic}</b>
      <em>{level(weight)}</em>
      <button type="button" className="round plainly" onClick={() => onChange(topic, 0)} aria-label={`Forget the wish for #${topic}`}><X /></button>
      <input type="range" className="slide centred" min={-1} max={1} step={0.5} value={weight} aria-labelledby={`weight-${topic}`}
        aria-valuetext={level(weight)} style={{ "--part": (weight + 1) / 2 }}
        onChange={(event) => onChange(topic, Number(event.target.value))} />
    </li>
  );
}

function AddTopic({ onAdd }) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const found = useHashtags(typed);
  const add = (event) => {
    event.preventDefault();
    const topic = typed.trim().replace(/^#+/, "").toLowerCase();
    if (topic) onAdd(topic);
    setTyped("");
  };
  return (
    <form className="adding" onSubmit={add}>
      <input value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="Add a hashtag" aria-label="Add a hashtag"
        list={id} maxLength={64} autoComplete="off" autoCapitalize="none" />
      <datalist id={id}>{found.map((name) => <option key={name} value={`#${name}`} />)}</datalist>
      <button className="round" aria-label="Add this hashtag" disabled={!typed.trim()}><Plus /></button>
    </form>
  );
}

function useHashtags(typed) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    const begun = typed.trim().replace(/^#+/, "");
    if (!begun) return setFound([]);
    const timer = setTimeout(() => {
      api("GET", `/search/suggest?q=${encodeURIComponent(`#${begun}`)}`)
        .then(({ items }) => setFound(items.map(({ name }) => name)), () => setFound([]));
    }, 150);
    return () => clearTimeout(timer);
  }, [typed]);
  return found;
}
