// The true parts of a clip's score in plain words, the strongest first, and what can be done about each.
import { useCallback, useEffect, useState } from "react";
import { EyeOff, Minus, Music2, RotateCw, SlidersHorizontal, UserRoundX } from "lucide-react";
import { api, pause } from "./api.js";
import { fewer, muteCreator, muteSound, notInterested } from "./steer.js";

const MOST_TOPICS = 3;

// What was served is written down within seconds, later where much is going on; who asks sooner waits.
const PATIENCE_MS = [0, 500, 1000, ...Array(20).fill(2000)];
const COMING = "This is still being written down. Ask again in a moment.";

export function WhyView({ video, request, act, busy }) {
  const { why, problem, load } = useWhy(video.id, request);
  if (problem) {
    return (
      <div className="why-view" role="alert">
        <p>{problem}</p>
        <button type="button" className="button quiet" onClick={load}><RotateCw /> Retry</button>
      </div>
    );
  }
  return (
    <div className="why-view" aria-busy={!why}>
      {why ? <Causes why={why} /> : <Ghosts />}
      <Acts video={video} why={why} act={act} busy={busy} />
      <a className="why-more" href="/taste"><SlidersHorizontal /> See and tune all of your feed</a>
    </div>
  );
}

function Causes({ why }) {
  if (why.causes.length === 0) return <div className="why-causes"><p className="why-plain">{why.summary}</p></div>;
  return (
    <ul className="why-causes">
      {why.causes.map(({ name, sentence, share }) => (
        <li key={name} className={share < 0 ? "against" : ""}>
          <span>{sentence}</span>
          <i style={{ "--share": Math.abs(share) }} role="img" aria-label={strength(share)} />
        </li>
      ))}
    </ul>
  );
}

function strength(share) {
  const much = Math.abs(share) > 0.66 ? "strongly" : Math.abs(share) > 0.33 ? "clearly" : "a little";
  return share < 0 ? `held it back ${much}` : `spoke for it ${much}`;
}

const Ghosts = () => (
  <ul className="why-causes ghosts" aria-hidden="true">
    {[1, 2, 3].map((number) => <li key={number}><span /><i style={{ "--share": 1 / number }} /></li>)}
  </ul>
);

function Acts({ video, why, act, busy }) {
  const { creator, sound } = video;
  const topics = video.hashtags.slice(0, MOST_TOPICS).filter((topic) => !why?.fewer_topics.includes(topic));
  const off = busy || !why;
  return (
    <div className="why-acts" role="group" aria-label="Change what you get">
      <button type="button" className="pill" disabled={off || why?.is_not_interesting} onClick={() => act(notInterested, video)}><EyeOff /> Not interested</button>
      {topics.map((topic) => (
        <button key={topic} type="button" className="pill" disabled={off} onClick={() => act(fewer, topic)}><Minus /> Fewer #{topic}</button>
      ))}
      <button type="button" className="pill" disabled={off || why?.is_creator_muted} onClick={() => act(muteCreator, creator)}>
        <UserRoundX /> Mute @{creator.username}
      </button>
      {sound && (
        <button type="button" className="pill" disabled={off || why?.is_sound_muted} onClick={() => act(muteSound, sound)}><Music2 /> Mute this sound</button>
      )}
    </div>
  );
}

async function lastServed(id, request, open) {
  for (const wait of PATIENCE_MS) {
    await pause(wait);
    if (!open()) return null;
    const why = await api("GET", `/videos/${id}/why`);
    if (!request || why.request_id === request) return why;
  }
  throw new Error(COMING);
}

function useWhy(id, request) {
  const [why, setWhy] = useState(null);
  const [problem, setProblem] = useState("");
  const load = useCallback(() => {
    let open = true;
    setProblem("");
    lastServed(id, request, () => open).then((found) => open && setWhy(found), (error) => open && setProblem(error.message));
    return () => {
      open = false;
    };
  }, [id, request]);
  useEffect(load, [load]);
  return { why, problem, load };
}
