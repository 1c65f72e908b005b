// The upload studio: a queue that sends while its clips are edited, described, published and followed.
import { useEffect, useState } from "react";
import { FileUp, Film } from "lucide-react";
import "./studio.css";
import { Editor } from "./editor.jsx";
import { Desk } from "./studio_desk.js";
import { Inspector } from "./studio_inspector.jsx";
import { Progress } from "./studio_progress.jsx";
import { Picker, Queue } from "./studio_queue.jsx";
import { isSending, phaseOf, useWorks } from "./studio_works.js";

export function Studio({ username, looks }) {
  const [desk] = useState(() => new Desk());
  useEffect(() => {
    desk.open(username, new URLSearchParams(window.location.search).get("sound"));
    return () => desk.close();
  }, []);
  const { list, chosen, restored, problem, sounds } = useWorks(desk.works);
  useLeaveWarning(list.some((work) => isSending(work)));
  useDrops(desk.pick);
  if (!restored && list.length === 0) return <Waiting />;
  if (list.length === 0) return <div className="first-clip"><h1>Studio</h1><Picker onFiles={desk.pick} problem={problem} /></div>;
  const work = list.find((one) => one.key === chosen) ?? list[0];
  return <Bench key={work.key} desk={desk} list={list} work={work} looks={looks} sounds={sounds} problem={problem} />;
}

function Bench({ desk, list, work, looks, sounds, problem }) {
  const [part, setPart] = useState("edit");
  const isOpen = phaseOf(work) === "editing";
  return (
    <div className="workshop" data-part={isOpen ? part : "progress"}>
      <Queue list={list} chosen={work.key} studio={desk} onChoose={desk.choose} problem={problem} />
      {isOpen ? (
        <>
          <Parts part={part} setPart={setPart} />
          <Middle work={work} desk={desk} looks={looks} sounds={sounds} />
          <Inspector work={work} say={(change) => desk.say(work.key, change)} publish={() => desk.publish(work.key)} />
        </>
      ) : (
        <Outcome work={work} desk={desk} />
      )}
    </div>
  );
}

// On a phone one part at a time; a desk shows them beside each other.
function Parts({ part, setPart }) {
  return (
    <div className="parts">
      <div className="steps-of-two" role="group" aria-label="Step">
        {[["edit", "Edit"], ["details", "Details"]].map(([key, name]) => (
          <button key={key} aria-pressed={part === key} onClick={() => setPart(key)}>{name}</button>
        ))}
      </div>
      {part === "edit" && <button className="button" onClick={() => setPart("details")}>Next</button>}
    </div>
  );
}

function Middle({ work, desk, looks, sounds }) {
  if (work.sending === "asleep") return <div className="middle-part"><SameFile work={work} desk={desk} /></div>;
  if (!work.seen) return <div className="middle-part"><div className="ghost tall" aria-hidden="true" /></div>;
  const { url, duration, width, height } = work.seen;
  return (
    <div className="middle-part">
      <Editor url={url} duration={duration} width={width} height={height} edit={work.fields.edit} onEdit={(edit) => desk.say(work.key, { edit })}
        looks={looks} sounds={sounds} />
    </div>
  );
}

function SameFile({ work, desk }) {
  const picked = (event) => desk.wake(work.key, event.target.files[0]);
  return (
    <label className="picker same">
      <FileUp className="art" />
      <b>{work.name === "Draft" ? "Choose the file of this draft" : `Choose “${work.name}” again`}</b>
      <span className="soft">{work.sent > 0 ? `${Math.floor((100 * work.sent) / work.size)} % of it is here. It goes on from there, with all that you said and edited.`
        : "Your words and edits are kept; only the file is missing."}</span>
      <span className="button">Choose the file</span>
      <input type="file" accept="video/*,image/gif,.mkv" aria-label="Choose the same file" onChange={picked} />
      {work.problem && <span className="wrong" role="alert">{work.problem}</span>}
    </label>
  );
}

function Outcome({ work, desk }) {
  if (work.sending === "asleep") return <div className="middle-part"><SameFile work={work} desk={desk} /></div>;
  return <Progress work={work} onAgain={() => desk.again(work.key)} />;
}

function Waiting() {
  return (
    <div className="workshop waiting-bench" aria-hidden="true">
      <div className="queue"><div className="ghost card-size" /><div className="ghost card-size" /></div>
      <div className="middle-part"><div className="ghost tall"><Film /></div></div>
      <div className="inspector"><div className="ghost tall" /></div>
    </div>
  );
}

// Only while bytes would be lost; drafts are on the server already.
function useLeaveWarning(on) {
  useEffect(() => {
    if (!on) return undefined;
    const warn = (event) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [on]);
}

// A file dropped beside the box would otherwise replace the page.
function useDrops(pick) {
  useEffect(() => {
    const over = (event) => event.preventDefault();
    const drop = (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length > 0) pick([...event.dataTransfer.files]);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, []);
}
