// The inbox: tabs, grouped rows with a way to follow back, read as soon as they were on the screen.
import { useEffect, useRef, useState } from "react";
import { Bell, CheckCheck, ChevronRight, LogIn, RotateCw, UserRoundPlus } from "lucide-react";
import { api } from "./api.js";
import { seen, useTold } from "./live_store.js";
import { Faces, Sentence } from "./notice_row.jsx";
import { useNotices } from "./inbox_rows.js";
import { age, short } from "./ui.jsx";
import "./inbox.css";

const TABS = [["all", "All"], ["likes", "Likes"], ["comments", "Comments"], ["mentions", "Mentions"], ["follows", "Follows"]];
const EMPTY = {
  all: ["Quiet in here", "When somebody likes, comments or follows, you see it here at once."],
  likes: ["No likes yet", "Likes of your videos and comments gather here."],
  comments: ["No comments yet", "What people write below your videos, and answers to you, come here."],
  mentions: ["Nobody mentioned you yet", "When somebody writes your @name, you find it here."],
  follows: ["No new followers yet", "People follow those who publish and take part."],
};
const PAUSE_MS = 1200;

export function Inbox() {
  const [only, setOnly] = useState("all");
  const list = useNotices(only);
  const told = useTold();
  useRead(list, only);
  // What came before the socket was there is told by nobody, and may be missing from the first page.
  useEffect(() => {
    if (told.notice || told.joined) list.refresh();
  }, [told.notice, told.joined]);
  if (list.error?.status === 401) return <Door />;
  return (
    <div className="inbox">
      <div className="inbox-tabs" role="tablist" aria-label="Kinds of notices">
        {TABS.map(([key, name]) => (
          <button key={key} type="button" role="tab" id={`inbox-${key}`} aria-selected={only === key} aria-controls="inbox-list" tabIndex={only === key ? 0 : -1}
            className={`pill ${only === key ? "on" : ""}`} onClick={() => setOnly(key)} onKeyDown={(event) => step(event, only, setOnly)}>{name}</button>
        ))}
      </div>
      <div id="inbox-list" role="tabpanel" aria-labelledby={`inbox-${only}`} aria-busy={list.loading}>
        {told.requests > 0 && (only === "all" || only === "follows") && <Requests count={told.requests} />}
        <Rows list={list} only={only} />
      </div>
    </div>
  );
}

function step(event, only, setOnly) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const keys = TABS.map(([key]) => key);
  const next = keys[(keys.indexOf(only) + by + keys.length) % keys.length];
  setOnly(next);
  document.getElementById(`inbox-${next}`).focus();
}

// What was on the screen for a moment is read; its mark stays until the page is opened anew.
function useRead(list, only) {
  const newest = Math.max(0, ...list.items.filter((item) => item.is_unread).map((item) => item.id));
  useEffect(() => {
    if (!newest || only !== "all") return undefined;
    const timer = setTimeout(() => {
      if (!document.hidden) api("POST", "/notifications/read", { up_to: newest }).then(seen, () => {});
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [newest, only]);
}

// Whoever goes on from a row has read it, however quick they were.
function follow({ id }) {
  api("POST", "/notifications/read", { up_to: id }, { keepalive: true }).then(seen, () => {});
}

function Rows({ list, only }) {
  const { items, loading, error, more, retry } = list;
  if (loading && !items.length) return <Ghosts />;
  if (error && !items.length) return <Trouble problem={error.message} again={retry} />;
  if (!items.length) return <Nothing only={only} />;
  return (
    <>
      <ul className="notices">
        {items.map((notice) => <NoticeRow key={`${notice.kind} ${notice.subject}`} notice={notice} onFollow={list.follow} />)}
      </ul>
      {error && <p className="wrong center" role="alert">{error.message}</p>}
      {more && <More onMore={more} loading={loading} />}
    </>
  );
}

function NoticeRow({ notice, onFollow }) {
  const { actors, count, kind, video, quote } = notice;
  const alone = count === 1 && actors.length === 1 && kind === "follow";
  return (
    <li className={`notice ${notice.is_unread ? "fresh" : ""}`}>
      <a href={notice.href} className="notice-link" onClick={() => notice.is_unread && follow(notice)}>
        <Faces notice={notice} />
        <span className="notice-says">
          <Sentence notice={notice} />
          {quote && <q>{quote}</q>}
          <small>{notice.is_unread && <span className="unseen">Unread, </span>}<time dateTime={notice.created_at}>{age(notice.created_at)}</time></small>
        </span>
        {video && <Poster video={video} />}
      </a>
      {alone && <FollowBack actor={actors[0]} onFollow={onFollow} />}
    </li>
  );
}

function Poster({ video }) {
  return (
    <span className="notice-poster" style={{ backgroundImage: video.preview ? `url("${video.preview}")` : "none" }}>
      {video.poster_url && <img src={video.poster_url} alt="" loading="lazy" />}
    </span>
  );
}

function FollowBack({ actor, onFollow }) {
  const name = actor.display_name || actor.username;
  return (
    <button type="button" className={`button small ${actor.is_following ? "quiet" : ""}`} aria-pressed={actor.is_following}
      aria-label={actor.is_following ? `Unfollow ${name}` : `Follow ${name} back`} onClick={() => onFollow(actor)}>
      {actor.is_following ? "Following" : "Follow back"}
    </button>
  );
}

function Requests({ count }) {
  return (
    <a className="notice notice-link requests" href="/requests">
      <span className="notice-faces alone warn"><UserRoundPlus aria-hidden="true" /></span>
      <span className="notice-says"><span className="notice-text"><b>Follow requests</b></span><small>{short(count)} {count === 1 ? "person waits" : "people wait"} for your answer</small></span>
      <ChevronRight aria-hidden="true" />
    </a>
  );
}

function More({ onMore, loading }) {
  const ref = useRef(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && onMore(), { rootMargin: "400px" });
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [onMore]);
  return <button ref={ref} type="button" className="button quiet center" onClick={onMore} disabled={loading}>{loading ? "Loading…" : "Show more"}</button>;
}

function Ghosts() {
  return <ul className="notices" aria-label="Loading">{Array.from({ length: 7 }, (_, row) => <li key={row} className="notice ghost-row"><i /><span><b /><b /></span></li>)}</ul>;
}

function Nothing({ only }) {
  const [title, text] = EMPTY[only];
  return (
    <div className="nothing">
      {only === "all" ? <Bell className="art" /> : <CheckCheck className="art" />}
      <h2>{title}</h2>
      <p>{text}</p>
      <a className="button" href="/discover">Discover people</a>
      <a className="button quiet" href="/upload">Publish a clip</a>
    </div>
  );
}

function Trouble({ problem, again }) {
  return <div className="nothing" role="alert"><p>{problem}</p><button type="button" className="button" onClick={again}><RotateCw /> Retry</button></div>;
}

function Door() {
  return (
    <div className="nothing">
      <Bell className="art" />
      <h2>Log in to have an inbox</h2>
      <p>Watching needs no account; hearing from others does.</p>
      <a className="button" href="/login?next=/inbox"><LogIn /> Log in</a>
      <a className="button quiet" href="/signup?next=/inbox">Sign up</a>
    </div>
  );
}
