// What is said about a clip beside its pictures: caption, who may watch, comments, and when it appears.
import { useId } from "react";
import { Check, CloudOff, LoaderCircle } from "lucide-react";
import { AUDIENCES } from "./audiences.js";
import { Caption } from "./studio_caption.jsx";

const SOONEST_MS = 5 * 60_000;
const FARTHEST_MS = 30 * 24 * 3_600_000;

export function Inspector({ work, say, publish }) {
  const { fields, wrong } = work;
  const problem = outOfTime(fields.scheduled_at);
  const send = (event) => {
    event.preventDefault();
    if (!problem) publish();
  };
  return (
    <form className="inspector" aria-label="Details" onSubmit={send}>
      <div className="form">
        <Caption value={fields.description} onChange={(description) => say({ description })} problem={wrong.description} />
        <Who value={fields.visibility} onChange={(visibility) => say({ visibility })} />
        <Switch name="Comments" note="People may answer under the clip" on={fields.allow_comments} onChange={(allow_comments) => say({ allow_comments })} />
        <When value={fields.scheduled_at} onChange={(scheduled_at) => say({ scheduled_at })} problem={problem || wrong.scheduled_at} />
      </div>
      <footer>
        <Saved work={work} />
        {rest(wrong) && <p className="wrong" role="alert">{rest(wrong)}</p>}
        <button className="button" disabled={work.publishing}>{work.publishing ? "Publishing …" : fields.scheduled_at ? "Schedule" : "Publish"}</button>
        {work.sending !== "sent" && <p className="soft hint-line">You need not wait: it publishes by itself when the upload is through.</p>}
      </footer>
    </form>
  );
}

// What is wrong with anything that has no place of its own on the page.
function rest(wrong) {
  const others = Object.entries(wrong).filter(([name]) => !["description", "scheduled_at"].includes(name));
  return others.map(([, sentence]) => sentence).join(" ");
}

function Who({ value, onChange }) {
  const group = useId();
  return (
    <fieldset className="who-watches">
      <legend>Who can watch</legend>
      <div className="audiences">
        {AUDIENCES.map(([key, name]) => (
          <label key={key}>
            <input type="radio" name={group} value={key} checked={value === key} onChange={() => onChange(key)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <p className="soft">{AUDIENCES.find(([key]) => key === value)[2]}</p>
    </fieldset>
  );
}

function Switch({ name, note, on, onChange }) {
  return (
    <label className="switch">
      <span><b>{name}</b><small className="soft">{note}</small></span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} />
    </label>
  );
}

function When({ value, onChange, problem }) {
  const id = useId();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
  const later = (on) => onChange(on ? new Date(Math.ceil(Date.now() / 3_600_000 + 1) * 3_600_000).toISOString() : null);
  const picked = (event) => event.target.value && onChange(new Date(event.target.value).toISOString());
  return (
    <div className={`field when ${problem ? "bad" : ""}`}>
      <Switch name="Publish later" note={value ? appears(value) : "It appears as soon as it is ready"} on={Boolean(value)} onChange={later} />
      {value && (
        <>
          <label htmlFor={id} className="soft">Date and time, {zone}</label>
          <input id={id} type="datetime-local" value={local(value)} min={local(Date.now() + SOONEST_MS)} max={local(Date.now() + FARTHEST_MS)} onChange={picked} />
          {problem && <p className="wrong" role="alert">{problem}</p>}
        </>
      )}
    </div>
  );
}

export function appears(when) {
  return `It appears ${new Date(when).toLocaleString("en", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false })}`;
}

function local(when) {
  const at = new Date(when);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function outOfTime(when) {
  if (!when) return "";
  const ahead = new Date(when).getTime() - Date.now();
  if (ahead < SOONEST_MS) return "Choose a time at least 5 minutes from now.";
  return ahead > FARTHEST_MS ? "Choose a time within 30 days." : "";
}

const SAVED = {
  new: ["", null],
  changed: ["Saving …", LoaderCircle],
  saving: ["Saving …", LoaderCircle],
  saved: ["Draft saved", Check],
  waiting: ["Not saved yet.", CloudOff],
  wrong: ["Not saved", CloudOff],
};

function Saved({ work }) {
  const [words, Icon] = SAVED[work.saved];
  return <p className="saved" data-state={work.saved} role="status">{Icon && <Icon />}{words}{work.saved === "waiting" && ` ${work.excuse}`}</p>;
}
