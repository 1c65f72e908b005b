// Two videos that look alike, playing in step, and a decision under each finger.
import { useCallback, useEffect, useRef, useState } from "react";
import { ArrowDown, Ban, Check, EyeOff, FlipHorizontal2, Music2, Trash2 } from "lucide-react";
import { Decisions, Reason } from "./review_acts.jsx";
import { age } from "./ui.jsx";

const DRIFT = 0.12;
const DECISIONS = [
  { key: "a", name: "Approve", Icon: Check, body: { action: "approve" } },
  { key: "u", name: "Unlist", Icon: EyeOff, body: { action: "restrict" } },
  { key: "r", name: "Remove", Icon: Trash2, body: { action: "remove" }, bad: true },
  { key: "b", name: "Remove and block", Icon: Ban, body: { action: "remove", block: true }, bad: true },
];

export function Review({ queue }) {
  const [reason, setReason] = useState("");
  const flag = queue.items[0];
  const decide = useCallback(async ({ body }) => {
    const done = await queue.settle(flag, `/admin/videos/${flag.video.id}/decision`, { ...body, reason });
    if (done) setReason("");
  }, [flag, reason, queue.settle]);
  return (
    <article className="review" key={flag.video.id + "-" + flag.other.id}>
      <Facts flag={flag} waiting={queue.items.length} />
      <Pair flag={flag} />
      <Reason reason={reason} onChange={setReason} />
      <Decisions decisions={DECISIONS} decide={decide} />
    </article>
  );
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
