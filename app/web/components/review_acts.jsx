// What a moderator says and presses: a reason for the log, and decisions with a key each.
import { useEffect } from "react";

export function Reason({ reason, onChange }) {
  return (
    <label className="review-reason">
      Reason
      <input value={reason} maxLength={500} placeholder="For the log" onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

// `decisions`: { key, name, Icon, body, bad }.
export function Decisions({ decisions, decide }) {
  useEffect(() => {
    const press = (event) => {
      if (event.target.closest("input, textarea, [role=tab]") || event.ctrlKey || event.metaKey || event.altKey) return;
      const found = decisions.find(({ key }) => key === event.key.toLowerCase());
      if (found) decide(found);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [decisions, decide]);
  return (
    <div className="review-acts">
      {decisions.map((one) => (
        <button key={one.key} className={`button ${one.bad ? "bad" : "quiet"}`} onClick={() => decide(one)} aria-keyshortcuts={one.key}>
          <one.Icon /> {one.name} <kbd>{one.key.toUpperCase()}</kbd>
        </button>
      ))}
    </div>
  );
}
