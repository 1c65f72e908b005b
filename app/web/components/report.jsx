// Telling the moderators that a clip, a comment or a person breaks a rule.
import { useEffect, useState } from "react";
import { X } from "lucide-react";
import { api } from "./api.js";
import { Dialog, Grip } from "./ui.jsx";
import "./owner.css";
import "./report.css";

export const REASONS = [
  ["spam", "Spam or a scam"],
  ["harassment", "Bullying or harassment"],
  ["hate", "Hate"],
  ["violence", "Violence or blood"],
  ["nudity", "Nudity or sex"],
  ["child_safety", "A child in danger"],
  ["self_harm", "Suicide or self-harm"],
  ["dangerous", "Dangerous acts or drugs"],
  ["misinformation", "False information"],
  ["copyright", "Somebody else’s work"],
  ["other", "Something else"],
];

const TITLES = { video: () => "Report this clip", comment: () => "Report this comment", user: ({ name }) => `Report @${name}` };
const QUESTIONS = { video: "What is wrong with it?", comment: "What is wrong with it?", user: "What is wrong?" };

// `target` is { kind: "video" | "comment" | "user", id, name }.
export function ReportSheet({ target, onClose, onDone, onRefused }) {
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  useEffect(() => {
    setReason("");
    setNote("");
    setProblem("");
    setSending(false);
  }, [target]);
  const send = async (event) => {
    event.preventDefault();
    setSending(true);
    try {
      onDone((await api("POST", `/${target.kind}s/${target.id}/report`, { reason, note })).message);
    } catch (error) {
      setSending(false);
      if (error.status === 401) onRefused(error);
      else setProblem(Object.values(error.fields)[0] || error.message);
    }
  };
  return (
    <Dialog open={Boolean(target)} onClose={onClose} label="Report" className="owner report" asks>
      <Grip onClose={onClose} />
      <header>
        <h2>{target && TITLES[target.kind](target)}</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      <form onSubmit={send}>
        <fieldset>
          <legend>{target && QUESTIONS[target.kind]}</legend>
          {REASONS.map(([value, name]) => (
            <label key={value}><input type="radio" name="reason" value={value} checked={reason === value} onChange={() => setReason(value)} /><span>{name}</span></label>
          ))}
        </fieldset>
        <div className="owner-end">
          <div className="field">
            <label htmlFor="report-note">More, if you like</label>
            <textarea id="report-note" rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} placeholder="What should a moderator look at?" />
          </div>
          {problem && <p className="wrong" role="alert">{problem}</p>}
          <button className="button" disabled={!reason || sending}>{sending ? "Sending …" : "Report"}</button>
        </div>
      </form>
    </Dialog>
  );
}
