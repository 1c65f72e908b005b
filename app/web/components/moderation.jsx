// A moderator's desk: what people reported, and clips that look like somebody else's.
import { useState } from "react";
import { Ban, Check } from "lucide-react";
import { Review } from "./review.jsx";
import { Reports } from "./review_reports.jsx";
import { useQueue } from "./review_queue.js";
import "./review.css";

const EMPTY = {
  alike: "Clips that look like somebody else's appear here, the oldest first.",
  reports: "Clips, comments and people that somebody reports appear here, the longest waiting first.",
};

export function Desk() {
  const alike = useQueue("/admin/videos/flagged", (flag) => flag.video.id);
  const reports = useQueue("/admin/reports", (told) => `${told.kind} ${told.id}`);
  const [chosen, choose] = useState("");
  const problem = alike.problem ?? reports.problem;
  const again = () => [alike, reports].forEach((queue) => queue.load());
  if (problem) return <Trouble problem={problem} again={again} />;
  if (!alike.items || !reports.items) return <div className="ghost" aria-hidden="true" />;
  const tab = chosen || (!alike.items.length && reports.items.length ? "reports" : "alike");
  const queue = tab === "alike" ? alike : reports;
  const Part = tab === "alike" ? Review : Reports;
  return (
    <>
      <Tabs tab={tab} choose={choose} counts={{ alike: alike.items.length, reports: reports.items.length }} />
      <div id="desk" role="tabpanel" aria-labelledby={`desk-${tab}`}>
        {queue.items.length ? <Part key={tab} queue={queue} /> : <Nothing text={EMPTY[tab]} />}
      </div>
    </>
  );
}

function Tabs({ tab, choose, counts }) {
  const other = { alike: "reports", reports: "alike" };
  const step = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    choose(other[tab]);
    document.getElementById(`desk-${other[tab]}`).focus();
  };
  return (
    <div className="review-tabs" role="tablist" aria-label="What waits" onKeyDown={step}>
      {[["alike", "Look-alikes"], ["reports", "Reports"]].map(([key, name]) => (
        <button key={key} type="button" role="tab" id={`desk-${key}`} aria-selected={tab === key} aria-controls="desk" tabIndex={tab === key ? 0 : -1}
          className={`pill ${tab === key ? "on" : ""}`} onClick={() => choose(key)}>{name}{counts[key] > 0 && <small> {counts[key]}</small>}</button>
      ))}
    </div>
  );
}

function Nothing({ text }) {
  return (
    <div className="nothing">
      <Check className="art" />
      <h2>Nothing waits for you</h2>
      <p>{text}</p>
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
