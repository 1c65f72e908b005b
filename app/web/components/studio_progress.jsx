// After publishing: every stage with its percent, the way to the clip as soon as it plays, or the reason why not.
import { useEffect, useState } from "react";
import { CalendarClock, Check, CircleAlert, Film, LoaderCircle } from "lucide-react";
import { appears } from "./studio_inspector.jsx";
import { stateOf, titleOf } from "./studio_queue.jsx";
import { isScheduled, isStuck, phaseOf } from "./studio_works.js";

const STAGES = [["first", "First version", "Checked, and made small enough to play at once"], ["rungs", "Sharper versions", "For every screen and connection"],
  ["stills", "Cover and previews", "Pictures for lists and for scrubbing"], ["sound", "Sound", "Others can use it in their clips"],
  ["fingerprint", "Fingerprint", "Known clips are recognised"], ["embedding", "Audience", "Finds the people who will like it"],
  ["original", "Original", "Your file is kept as you sent it"]];

export function Progress({ work, onAgain }) {
  const phase = phaseOf(work);
  useTick(phase === "working");
  return (
    <section className="progress-part" data-phase={phase} aria-label="Progress">
      <Poster work={work} />
      <div className="form" aria-live="polite">
        <Headline work={work} phase={phase} onAgain={onAgain} />
        {phase !== "rejected" && <Stepper work={work} />}
        {isStuck(work) && <p className="stuck" role="status">{stuckSentence(work)}</p>}
      </div>
    </section>
  );
}

function Poster({ work }) {
  const poster = work.video.poster_url ?? work.seen?.poster;
  const style = { backgroundImage: [poster, work.video.preview].filter(Boolean).map((url) => `url(${url})`).join(", ") || undefined };
  return <figure className="cover" style={style} role="img" aria-label={poster ? "Cover" : "No picture yet"}>{!poster && <Film />}</figure>;
}

function Headline({ work, phase, onAgain }) {
  const { video } = work;
  if (phase === "rejected") return <Rejected video={video} onAgain={onAgain} />;
  if (phase === "published" && !isScheduled(video)) {
    return (
      <header className="outcome good">
        <h2><Check /> It is live</h2>
        <p className="soft">{audience(video)}</p>
        <a className="button" href={`/v/${video.id}`}>Watch it</a>
      </header>
    );
  }
  if (isScheduled(video)) {
    return (
      <header className="outcome">
        <h2><CalendarClock /> Scheduled</h2>
        <p className="soft">{appears(video.scheduled_at)}, {Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ")}.</p>
      </header>
    );
  }
  return (
    <header className="outcome">
      <h2><LoaderCircle className="turning" /> {work.sending === "sent" ? "Making it ready" : "Sending"}</h2>
      <p className="soft">{work.sending === "sent" ? "It is sent. You may leave: it publishes by itself."
        : "It publishes by itself when the upload is through. Keep this page open until then."}</p>
    </header>
  );
}

const audience = (video) => ({ public: "Others meet it in their feeds now.",
  followers: "Your followers meet it in their feeds now.", unlisted: "Everybody with the link can watch it.",
  private: "Only you can watch it." })[video.visibility];

function Rejected({ video, onAgain }) {
  return (
    <header className="outcome bad" role="alert">
      <h2><CircleAlert /> This file cannot be published</h2>
      <p>{video.processing.failure?.message}</p>
      <p className="soft">What you wrote is kept: choose another file and it goes along.</p>
      <button className="button" onClick={onAgain}>Choose another file</button>
    </header>
  );
}

function Stepper({ work }) {
  const told = work.video.processing.stages ?? [];
  const known = STAGES.filter(([key]) => told.some((one) => one.stage === key));
  const steps = known.length > 0 ? known : STAGES.slice(0, 1);
  const percent = work.size ? (100 * work.sent) / work.size : 0;
  return (
    <ol className="steps">
      <Step name="Upload" note={work.sending === "sent" ? "Your file has arrived" : stateOf(work)} percent={percent} state={work.sending === "sent" ? "done" : "running"} />
      {steps.map(([key, name, note]) => {
        const one = told.find((stage) => stage.stage === key) ?? { state: "waiting", percent: 0 };
        return <Step key={key} name={name} note={noteOf(one, note)} percent={one.percent} state={one.state} />;
      })}
    </ol>
  );
}

const noteOf = (one, note) => (one.state === "failed" ? "Not made this time. The clip plays without it; it is tried again later." : note);

function Step({ name, note, percent, state }) {
  const whole = Math.floor(percent);
  const icons = { done: <Check />, running: <LoaderCircle className="turning" />, failed: <CircleAlert /> };
  return (
    <li className="step" data-state={state} aria-current={state === "running" ? "step" : undefined}>
      <span className="mark">{icons[state]}</span>
      <span className="words"><b>{name}</b><small>{note}</small></span>
      <span className="amount">{state === "running" ? `${whole} %` : { done: "Done", waiting: "Next", failed: "Failed" }[state]}</span>
      {state === "running" && (
        <div className="line" role="progressbar" aria-label={name} aria-valuenow={whole} aria-valuemin={0} aria-valuemax={100}>
          <i style={{ transform: `scaleX(${percent / 100})` }} />
        </div>
      )}
    </li>
  );
}

function stuckSentence(work) {
  const running = (work.video.processing.stages ?? []).some((one) => one.state === "running");
  return running
    ? "This step takes longer than usual. If it fails it is tried again by itself; you may leave, nothing is lost."
    : "All workers are busy with other clips. Yours is in line and begins by itself; you may leave.";
}

// Being stuck is a matter of time alone, so look again now and then.
function useTick(on) {
  const [, set] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => set((n) => n + 1), 5000);
    return () => clearInterval(timer);
  }, [on]);
}
