// What its creator, or a moderator, may do with a clip that is out: see how far it got, change the words, the audience,
// the cover; delete it.
import { useEffect, useState } from "react";
import { CalendarClock, ChartNoAxesColumn, CircleAlert, Eye, FileText, MessageCircleOff, Pencil, Trash2, X } from "lucide-react";
import { api } from "./api.js";
import { AUDIENCES } from "./audiences.js";
import { CoverStrip } from "./owner_cover.jsx";
import { Reach } from "./owner_reach.jsx";
import { Dialog, Grip } from "./ui.jsx";
import "./owner.css";

const CAPTION = 2200;
const SETTLED = ["rejected", "deleted"];

export function OwnerSheet({ open, video, onClose, onChanged, onDeleted }) {
  const [step, setStep] = useState("menu");
  useEffect(() => setStep("menu"), [open, video?.id]);
  const steps = {
    menu: () => <Menu video={video} go={setStep} />,
    reach: () => <Reach video={video} />,
    edit: () => <EditForm video={video} onSaved={(card) => onChanged(card, saidAbout(video, card))} />,
    remove: () => <Removal video={video} onBack={onClose} onGone={() => onDeleted(video)} />,
  };
  const titles = { menu: "This clip", reach: "Distribution", edit: "Edit", remove: video?.may_edit ? "Delete this clip?" : "Remove this clip?" };
  return (
    <Dialog open={open && Boolean(video)} onClose={onClose} label={titles[step]} className={`owner owner-${step}`}>
      <Grip onClose={onClose} />
      <header>
        <h2>{titles[step]}</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      {video && steps[step]()}
    </Dialog>
  );
}

function Menu({ video, go }) {
  const mayEdit = video.may_edit && !SETTLED.includes(video.status);
  return (
    <>
      <Facts video={video} />
      <div className="owner-acts">
        {mayEdit && (
          <button type="button" onClick={() => go("edit")}>
            <Pencil /><span><b>Edit</b><small>Caption, cover, who can watch, comments</small></span>
          </button>
        )}
        {video.status === "published" && (
          <button type="button" onClick={() => go("reach")}>
            <ChartNoAxesColumn /><span><b>Distribution</b><small>How far it got, and why</small></span>
          </button>
        )}
        <button type="button" className="owner-bad" onClick={() => go("remove")}>
          <Trash2 />
          {video.may_edit ? <span><b>Delete</b><small>For everyone, at once</small></span>
            : <span><b>Remove</b><small>As a moderator: for everyone, at once</small></span>}
        </button>
      </div>
    </>
  );
}

function Facts({ video }) {
  const { failure } = video.processing;
  const [, audience] = AUDIENCES.find(([name]) => name === video.visibility);
  if (failure) return <p className="owner-facts wrong"><CircleAlert aria-hidden="true" /> {failure.message}</p>;
  return (
    <p className="owner-facts">
      {video.is_draft ? <><FileText aria-hidden="true" /> Draft</> : <><Eye aria-hidden="true" /> {audience}</>}
      {isComing(video) && <><CalendarClock aria-hidden="true" /> {appears(video.scheduled_at)}</>}
      {!video.allow_comments && <><MessageCircleOff aria-hidden="true" /> Comments are off</>}
    </p>
  );
}

const isComing = ({ scheduled_at, status }) => Boolean(scheduled_at) && status !== "published";
const appears = (moment) => new Date(moment).toLocaleString([], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function EditForm({ video, onSaved }) {
  const [words, setWords] = useState(video.description);
  const [visibility, setVisibility] = useState(video.visibility);
  const [comments, setComments] = useState(video.allow_comments);
  const [cover, setCover] = useState(video.edit?.cover ?? null);
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const save = async (event) => {
    event.preventDefault();
    setSending(true);
    setProblem("");
    try {
      const said = { description: words, allow_comments: comments };
      if (visibility !== video.visibility) said.visibility = visibility;
      if (cover !== (video.edit?.cover ?? null)) said.cover = cover;
      onSaved(await api("PATCH", `/videos/${video.id}`, said));
    } catch (error) {
      setProblem(Object.values(error.fields)[0] || error.message);
      setSending(false);
    }
  };
  return (
    <form className="form" onSubmit={save}>
      <div className="field">
        <label htmlFor="owner-words">Caption</label>
        <textarea id="owner-words" rows={3} value={words} maxLength={CAPTION} autoFocus onChange={(event) => setWords(event.target.value)} />
        <p className="soft count">{words.length} / {CAPTION}</p>
      </div>
      {video.storyboard && <CoverStrip video={video} cover={cover} onPick={setCover} />}
      <fieldset className="owner-audience">
        <legend>Who can watch</legend>
        {AUDIENCES.map(([value, name, note]) => (
          <label key={value} className="choice">
            <input type="radio" name="visibility" value={value} checked={visibility === value} onChange={() => setVisibility(value)} />
            <span><b>{name}</b><small>{note}</small></span>
          </label>
        ))}
      </fieldset>
      <label className="choice">
        <input type="checkbox" checked={comments} onChange={(event) => setComments(event.target.checked)} />
        <span><b>Allow comments</b></span>
      </label>
      <div className="owner-end">
        {problem && <p className="wrong" role="alert">{problem}</p>}
        <button className="button" disabled={sending}>{sending ? "Saving …" : "Save"}</button>
      </div>
    </form>
  );
}

function saidAbout(before, after) {
  return before.edit?.cover === after.edit?.cover ? "Saved." : "Saved. The new cover appears in a moment.";
}

function Removal({ video, onBack, onGone }) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const remove = async () => {
    setSending(true);
    try {
      await api("DELETE", `/videos/${video.id}${reason ? `?reason=${encodeURIComponent(reason)}` : ""}`);
      onGone();
    } catch (error) {
      setProblem(error.message);
      setSending(false);
    }
  };
  return (
    <div className="owner-removal">
      {video.may_edit ? (
        <>
          <p>It disappears for everyone now: from feeds, your profile, and every link to it.</p>
          <p className="soft">The operator of this site keeps the file for 30 days, in case a law or a mistake asks for it, and then
            removes it for good with its comments and likes.</p>
        </>
      ) : (
        <>
          <p>It disappears for everyone now, also for @{video.creator.username}. It is kept for 30 days, and the audit log names you.</p>
          <div className="field">
            <label htmlFor="owner-reason">Reason</label>
            <input id="owner-reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)}
              placeholder="Which rule does it break?" autoComplete="off" autoFocus />
          </div>
        </>
      )}
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <div className="owner-choice">
        <button type="button" className="button quiet" onClick={onBack}>Keep it</button>
        <button type="button" className="button owner-danger" disabled={sending} onClick={remove}>
          <Trash2 /> {video.may_edit ? "Delete" : "Remove"}
        </button>
      </div>
    </div>
  );
}
