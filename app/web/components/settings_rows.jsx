// The rows that settings are made of: a name, a sentence, and at the right what changes it.
import { useId } from "react";
import { ChevronRight, RotateCw } from "lucide-react";

export function Row({ name, note, children, ...rest }) {
  return (
    <div className="setting" {...rest}>
      <div className="setting-says"><b>{name}</b>{note && <small>{note}</small>}</div>
      {children && <div className="setting-does">{children}</div>}
    </div>
  );
}

// The whole row is the switch, so that a thumb finds it.
export function SwitchRow({ name, note, on, onChange, disabled }) {
  const id = useId();
  return (
    <button type="button" role="switch" aria-checked={Boolean(on)} aria-labelledby={`${id}-name`} aria-describedby={note ? `${id}-note` : undefined}
      className="setting" disabled={disabled} onClick={() => onChange(!on)}>
      <span className="setting-says"><b id={`${id}-name`}>{name}</b>{note && <small id={`${id}-note`}>{note}</small>}</span>
      <i className="switch" aria-hidden="true" />
    </button>
  );
}

// `options`: [[value, name], …]; the browser's own list, which every thumb and screen reader knows.
export function ChoiceRow({ name, note, value, options, onChange, disabled }) {
  const id = useId();
  return (
    <label className="setting" htmlFor={id}>
      <span className="setting-says"><b>{name}</b>{note && <small>{note}</small>}</span>
      <select id={id} value={value ?? ""} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, label]) => <option key={key} value={key}>{label}</option>)}
      </select>
    </label>
  );
}

export function LinkRow({ name, note, href }) {
  return (
    <a className="setting" href={href}>
      <span className="setting-says"><b>{name}</b>{note && <small>{note}</small>}</span>
      <ChevronRight aria-hidden="true" />
    </a>
  );
}

// Opens something; `value` is what holds now.
export function ActionRow({ name, note, value, bad, onClick, disabled }) {
  return (
    <button type="button" className={`setting ${bad ? "bad" : ""}`} onClick={onClick} disabled={disabled}>
      <span className="setting-says"><b>{name}</b>{note && <small>{note}</small>}</span>
      {value && <span className="setting-value">{value}</span>}
      <ChevronRight aria-hidden="true" />
    </button>
  );
}

// What stands in a section until its values are there, or when they do not come.
export function Waiting({ problem, again, rows = 3 }) {
  if (problem) {
    return <Row name="This did not load" note={problem}><button type="button" className="button quiet" onClick={again}><RotateCw /> Retry</button></Row>;
  }
  return <div aria-busy="true">{Array.from({ length: rows }, (_, row) => <div key={row} className="setting setting-ghost" />)}</div>;
}
