// The panel's own controls: buttons, a range, a switch, a choice of one, a stepper.
import { useId } from "react";
import { Minus, Plus } from "lucide-react";

export const IconButton = ({ name, title = name, Icon, plain = false, ...rest }) => (
  <button type="button" className={`round ${plain ? "plainly" : ""}`} aria-label={name} title={title} {...rest}><Icon /></button>
);

export const Quiet = (rest) => <button type="button" className="button quiet" {...rest} />;

export function Range({ label, value, min = 0, max = 1, step = 0.01, says, mark, onChange }) {
  const id = useId();
  const share = (value - min) / (max - min);
  return (
    <div className="ed-range">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{says}</output>
      <input id={id} type="range" min={min} max={max} step={step} value={value} aria-valuetext={says}
        style={{ "--share": share, "--mark": mark }} data-marked={mark !== undefined || undefined}
        onChange={(event) => onChange(Number(event.target.value))} />
    </div>
  );
}

export function Switch({ label, note, on, onChange }) {
  return (
    <label className="ed-switch">
      <span><b>{label}</b>{note && <small>{note}</small>}</span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <i aria-hidden="true" />
    </label>
  );
}

// One of several: radio buttons underneath, so that arrows move and the choice is spoken.
export function Choice({ label, className, options, value, onChange, children }) {
  const name = useId();
  return (
    <div className={`ed-choice ${className}`} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value ?? "none"} title={option.title} className={option.value === value ? "on" : ""}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)}
            aria-label={option.label} />
          {children(option)}
        </label>
      ))}
    </div>
  );
}

export function Stepper({ label, says, onStep, note }) {
  return (
    <div className="ed-stepper" role="group" aria-label={label}>
      <span>{label}</span>
      <IconButton name={`${label}: 0.1 s earlier`} Icon={Minus} onClick={() => onStep(-0.1)} />
      <output aria-live="polite" aria-label={note}>{says}</output>
      <IconButton name={`${label}: 0.1 s later`} Icon={Plus} onClick={() => onStep(0.1)} />
    </div>
  );
}
