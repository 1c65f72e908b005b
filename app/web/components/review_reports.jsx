// What people reported, one subject after the other: a clip, a comment or a person, why, and what to do about it.
import { useCallback, useState } from "react";
import { Ban, CalendarX2, Check, EyeOff, Trash2 } from "lucide-react";
import { Decisions, Reason } from "./review_acts.jsx";
import { REASONS } from "./report.jsx";
import { Avatar, age } from "./ui.jsx";

const WEEK_MS = 7 * 24 * 3600 * 1000;
const KEEP = { key: "a", name: "Leave it", Icon: Check, body: { action: "approve" } };
const REMOVE = { key: "r", name: "Remove", Icon: Trash2, body: { action: "remove" }, bad: true };
const DECISIONS = {
  video: [KEEP, { key: "u", name: "Unlist", Icon: EyeOff, body: { action: "restrict" } }, REMOVE,
    { key: "b", name: "Remove and block", Icon: Ban, body: { action: "remove", block: true }, bad: true }],
  comment: [KEEP, REMOVE],
  user: [KEEP, { key: "w", name: "Ban for a week", Icon: CalendarX2, body: { action: "ban" }, lasts: WEEK_MS, bad: true },
    { key: "b", name: "Ban for good", Icon: Ban, body: { action: "ban" }, bad: true }],
};
const NAMES = Object.fromEntries(REASONS);

export function Reports({ queue }) {
  const [reason, setReason] = useState("");
  const told = queue.items[0];
  const decide = useCallback(async ({ body, lasts }) => {
    const until = lasts ? { until: new Date(Date.now() + lasts).toISOString() } : {};
    if (await queue.settle(told, `/admin/${told.kind}s/${told.id}/decision`, { ...body, ...until, reason })) setReason("");
  }, [told, reason, queue.settle]);
  return (
    <article className="review" key={`${told.kind}-${told.id}`}>
      <Facts told={told} waiting={queue.items.length} />
      <Subject told={told} />
      {told.notes.length > 0 && <ul className="review-notes" aria-label="What they wrote">{told.notes.map((note, place) => <li key={place}><q>{note}</q></li>)}</ul>}
      <Reason reason={reason} onChange={setReason} />
      <Decisions decisions={DECISIONS[told.kind]} decide={decide} />
    </article>
  );
}

function Facts({ told, waiting }) {
  const { reports, reasons, since } = told;
  return (
    <header className="review-facts">
      <b>{reports} {reports === 1 ? "report" : "reports"}</b>
      {Object.entries(reasons).map(([name, count]) => <span key={name}>{NAMES[name] ?? name}{count > 1 && ` × ${count}`}</span>)}
      <span>{age(since) === "now" ? "just now" : `for ${age(since)}`}</span>
      <span className="review-waiting">{waiting === 1 ? "the last one" : `${waiting} waiting`}</span>
    </header>
  );
}

function Subject({ told }) {
  const { kind, video, person, text } = told;
  return (
    <div className="review-subject">
      {kind === "video" && video && <video src={video.mp4_url} poster={video.poster_url} muted loop playsInline autoPlay controls preload="auto" />}
      {person && (
        <a className="review-person" href={`/@${person.username}`}>
          <Avatar person={person} size={kind === "user" ? 72 : 40} />
          <span><b>{person.display_name || person.username}</b><small>@{person.username}</small></span>
        </a>
      )}
      {kind === "comment" && <blockquote>{text}</blockquote>}
      {kind === "video" && video?.description && <p>{video.description}</p>}
      {kind === "comment" && video && <a className="review-where" href={`/v/${video.id}?comment=${told.id}`}>See it below the clip</a>}
      {kind === "video" && <a className="review-where" href={`/v/${told.id}`}>Open the clip</a>}
    </div>
  );
}
