// The queue: every clip of this sitting with what it is doing, and the hands to pause, go on, or take it back.
import { useRef, useState } from "react";
import { Film, Pause, Play, Plus, RotateCw, Trash2, UploadCloud, X } from "lucide-react";
import { megabytes } from "./studio_files.js";
import { isScheduled, isStuck, phaseOf } from "./studio_works.js";
import { Dialog } from "./ui.jsx";

export function Picker({ onFiles, problem, small = false }) {
  const [over, setOver] = useState(false);
  const input = useRef(null);
  const drop = (event) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  const picked = (event) => {
    onFiles([...event.target.files]);
    input.current.value = "";
  };
  return (
    <label className={`picker ${small ? "small" : ""} ${over ? "over" : ""}`} onDrop={drop} onDragLeave={() => setOver(false)}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}>
      {small ? <Plus /> : <UploadCloud className="art" />}
      <b>{small ? "Add clips" : invitation()}</b>
      {!small && <span className="soft">Up to 3 minutes each. Upright looks best. Sending begins at once, while you edit.</span>}
      {!small && <span className="button">Choose files</span>}
      <input ref={input} type="file" multiple accept="video/*,image/gif,.mkv" aria-label="Choose video files" onChange={picked} />
      {problem && <span className="wrong" role="alert">{problem}</span>}
    </label>
  );
}

// Nothing can be dropped with a thumb.
const invitation = () => (window.matchMedia("(hover: none)").matches ? "Choose your clips" : "Drop clips here, or pick them");

export function Queue({ list, chosen, studio, onChoose, problem }) {
  const [asked, setAsked] = useState(null);
  return (
    <section className="queue" aria-label="Queue">
      <h1>Studio</h1>
      <ul>
        {list.map((work) => (
          <Card key={work.key} work={work} isChosen={work.key === chosen} studio={studio} choose={() => onChoose(work.key)} ask={() => setAsked(work)} />
        ))}
      </ul>
      <Picker small onFiles={studio.pick} />
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <TakeBack work={asked} studio={studio} onClose={() => setAsked(null)} />
    </section>
  );
}

function Card({ work, isChosen, studio, choose, ask }) {
  const percent = percentOf(work);
  const poster = work.seen?.poster ?? work.video?.poster_url;
  return (
    <li className={`clip ${isChosen ? "on" : ""}`} data-sending={work.sending} data-phase={phaseOf(work)}>
      <button className="open" onClick={choose} aria-current={isChosen} aria-label={`Open ${titleOf(work)}`}>
        <span className="still" style={{ backgroundImage: poster ? `url(${poster})` : undefined }}>{!poster && <Film />}</span>
        <span className="words">
          <b>{titleOf(work)}</b>
          <small role="status">{stateOf(work)}</small>
        </span>
      </button>
      <Hands work={work} studio={studio} ask={ask} />
      {percent !== null && (
        <div className="line" role="progressbar" aria-label={`${titleOf(work)}: sent`} aria-valuenow={Math.floor(percent)} aria-valuemin={0} aria-valuemax={100}>
          <i style={{ transform: `scaleX(${percent / 100})` }} />
        </div>
      )}
    </li>
  );
}

function Hands({ work, studio, ask }) {
  const phase = phaseOf(work);
  const done = phase === "published" || phase === "rejected";
  return (
    <span className="hands">
      {["sending", "queued", "offline"].includes(work.sending) && work.file && (
        <button className="round plainly" onClick={() => studio.pause(work.key)} aria-label={`Pause ${titleOf(work)}`}><Pause /></button>
      )}
      {work.sending === "paused" && (
        <button className="round plainly" onClick={() => studio.resume(work.key)} aria-label={`Resume ${titleOf(work)}`}><Play /></button>
      )}
      {work.sending === "failed" && (
        <button className="round plainly" onClick={() => studio.resume(work.key)} aria-label={`Retry ${titleOf(work)}`}><RotateCw /></button>
      )}
      {(phase === "editing" || work.sending !== "sent") && (
        <button className="round plainly" onClick={ask} aria-label={work.sending === "sent" ? `Delete ${titleOf(work)}` : `Cancel ${titleOf(work)}`}>
          {work.sending === "sent" ? <Trash2 /> : <X />}
        </button>
      )}
      {done && <button className="round plainly" onClick={() => studio.putAway(work.key)} aria-label={`Put ${titleOf(work)} away`}><X /></button>}
    </span>
  );
}

function TakeBack({ work, studio, onClose }) {
  const really = () => {
    studio.takeBack(work.key);
    onClose();
  };
  return (
    <Dialog open={Boolean(work)} onClose={onClose} label="Delete this clip" className="ask">
      <h2>Delete this clip?</h2>
      <p>{work && titleOf(work)}: what was sent of it and your edits are deleted on the server. The file on your device stays.</p>
      <button className="button" onClick={really}>Delete</button>
      <button className="button quiet" onClick={onClose} autoFocus>Keep it</button>
    </Dialog>
  );
}

export const titleOf = (work) => work.fields.description.split("\n")[0].slice(0, 60) || work.name || "Clip";

function percentOf(work) {
  if (work.sending !== "sent") return work.size ? (100 * work.sent) / work.size : 0;
  return phaseOf(work) === "working" ? work.video.processing.percent : null;
}

export function stateOf(work) {
  const { sending, video } = work;
  if (sending !== "sent") return sendingState(work);
  const phase = phaseOf(work);
  if (phase === "rejected") return "Cannot be published";
  if (phase === "published") return isScheduled(video) ? "Scheduled" : "Live";
  if (phase === "editing") return work.saved === "saved" ? "Sent · draft saved" : "Sent";
  if (isScheduled(video) && video.processing.percent >= 100) return "Scheduled";
  return isStuck(work) ? "Slower than usual" : `Making it ready · ${Math.floor(video.processing.percent)} %`;
}

function sendingState(work) {
  const percent = work.size ? Math.floor((100 * work.sent) / work.size) : 0;
  const amount = `${megabytes(work.sent)} of ${megabytes(work.size)} MB`;
  const words = {
    queued: "Waits for its turn",
    sending: `${percent} % · ${amount}${remaining(work)}`,
    paused: `Paused at ${percent} % · ${amount}`,
    offline: `No connection · ${percent} % is kept`,
    failed: work.problem,
    asleep: work.size ? `Draft · ${amount} sent` : "Draft · the file is missing",
  };
  return words[work.sending];
}

function remaining({ size, sent, rate }) {
  if (!rate) return "";
  const seconds = Math.ceil((size - sent) / rate);
  return seconds < 90 ? ` · ${seconds} s left` : ` · ${Math.ceil(seconds / 60)} min left`;
}
