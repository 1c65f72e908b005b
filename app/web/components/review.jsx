// A moderator's desk: two videos that look alike, playing in step, and a decision under each finger.
import { useCallback, useEffect, useRef, useState } from "react";
import { ArrowDown, Ban, Check, EyeOff, FlipHorizontal2, Music2, Trash2 } from "lucide-react";
import { api } from "./api.js";
import { age } from "./ui.jsx";
import "./review.css";

const DRIFT = 0.12;
const DECISIONS = [
  { key: "a", name: "Approve", Icon: Check, body: { action: "approve" } },
  { key: "u", name: "Unlist", Icon: EyeOff, body: { action: "restrict" } },
  { key: "r", name: "Remove", Icon: Trash2, body: { action: "remove" }, bad: true },
  { key: "b", name: "Remove and block", Icon: Ban, body: { action: "remove", block: true }, bad: true },
];

export function Review() {
  const { flags, problem, settle, load } = useQueue();
  const [reason, setReason] = useState("");
  const flag = flags?.[0];
  const decide = useCallback(async (body) => {
    if (flag && (await settle(flag, { ...body, reason }))) setReason("");
  }, [flag, reason, settle]);
  useKeys(decide);
  if (problem) return <Trouble problem={problem} again={load} />;
  if (!flags) return <div className="ghost" aria-hidden="true" />;
  if (!flag) return <Nothing />;
  return (
    <article className="review" key={flag.video.id + "-" + flag.other.id}>
      <Facts flag={flag} waiting={flags.length} />
      <Pair flag={flag} />
      <label className="review-reason">
        Reason
        <input value={reason} maxLength={500} placeholder="For the log" onChange={(event) => setReason(event.target.value)} />
      </label>
      <div className="review-acts">
        {DECISIONS.map(({ key, name, Icon, body, bad }) => (
          <button key={key} className={`button ${bad ? "bad" : "quiet"}`} onClick={() => decide(body)} aria-keyshortcuts={key}>
            <Icon /> {name} <kbd>{key.toUpperCase()}</kbd>
          </button>
        ))}
      </div>
    </article>
  );
}

function useQueue() {
  const [flags, setFlags] = useState(null);
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setFlags((await api("GET", "/admin/videos/flagged?limit=60")).items);
    } catch (error) {
      setProblem(error);
    }
  }, []);
  useEffect(() => void load(), [load]);
  const settle = useCallback(async (flag, decision) => {
    if (busy.current) return false;
    busy.current = true;
    try {
      await api("POST", `/admin/videos/${flag.video.id}/decision`, decision);
      setFlags((all) => all.filter((one) => one.video.id !== flag.video.id));
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      busy.current = false;
    }
  }, []);
  return { flags, problem, settle, load };
}

function useKeys(decide) {
  useEffect(() => {
    const press = (event) => {
      if (event.target.closest("input, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
      const found = DECISIONS.find(({ key }) => key === event.key.toLowerCase());
      if (found) decide(found.body);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [decide]);
}

function Facts({ flag, waiting }) {
  return (
    <header className="review-facts">
      <b>{Math.round(flag.share * 100)} % the same</b>
      {flag.is_same_sound && <span><Music2 /> same sound</span>}
      {flag.is_mirrored && <span><FlipHorizontal2 /> mirrored</span>}
      {Math.abs(flag.pace - 1) > 0.01 && <span>{flag.pace.toFixed(2)} × as fast</span>}
      <span className="review-waiting">{waiting === 1 ? "the last one" : `${waiting} waiting`}</span>
    </header>
  );
}

// The second follows the first: where it stands, at its pace.
function Pair({ flag }) {
  const first = useRef(null);
  const second = useRef(null);
  useEffect(() => {
    let frame;
    const follow = () => {
      inStep(first.current, second.current, flag);
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [flag]);
  const toggle = () => (first.current.paused ? first.current.play() : first.current.pause());
  return (
    <div className="review-pair" onClick={toggle}>
      <Side video={flag.video} ref={first} title="Flagged" mirrored={flag.is_mirrored} autoPlay />
      <ArrowDown className="review-arrow" aria-hidden="true" />
      <Side video={flag.other} ref={second} title="Published before" />
    </div>
  );
}

function inStep(leader, follower, { offset_seconds: offset, pace }) {
  if (!leader || !follower || !follower.duration) return;
  const wanted = Math.max(0, Math.min(follower.duration - 0.05, offset + leader.currentTime * pace));
  follower.playbackRate = Math.max(0.25, Math.min(4, pace * leader.playbackRate));
  if (Math.abs(follower.currentTime - wanted) > DRIFT && !follower.seeking) follower.currentTime = wanted;
  const runs = !leader.paused && wanted > 0 && wanted < follower.duration - 0.1;
  if (runs && follower.paused) follower.play().catch(() => {});
  if (!runs && !follower.paused) follower.pause();
}

function Side({ video, title, mirrored, autoPlay, ref }) {
  return (
    <figure className={mirrored ? "mirrored" : ""}>
      <video ref={ref} src={video.mp4_url} poster={video.poster_url} muted loop={autoPlay} playsInline autoPlay={autoPlay}
        preload="auto" />
      <figcaption>
        <b>{title}</b>
        <a href={`/v/${video.id}`} onClick={(event) => event.stopPropagation()}>@{video.creator.username}</a>
        <span className="soft">{when(video)}</span>
        <p className="soft">{video.description}</p>
      </figcaption>
    </figure>
  );
}

function when(video) {
  const ago = age(video.published_at ?? video.created_at);
  return ago === "now" ? "just now" : `${ago} ago`;
}

function Nothing() {
  return (
    <div className="nothing">
      <Check className="art" />
      <h2>Nothing waits for you</h2>
      <p>Clips that look like somebody else's appear here, the oldest first.</p>
    </div>
  );
}

function Trouble({ problem, again }) {
  const signedOut = problem.status === 401;
  return (
    <div className="nothing" role="alert">
      <Ban className="art" />
      <h2>{problem.status === 403 ? "For moderators only" : signedOut ? "Log in first" : "That did not work"}</h2>
      <p>{problem.message}</p>
      {signedOut && <a className="button" href="/login?next=/moderation">Log in</a>}
      {!signedOut && problem.status !== 403 && <button className="button quiet" onClick={again}>Try again</button>}
    </div>
  );
}
