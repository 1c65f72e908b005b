// A dialog of the settings that asks for something: its fields, errors below them, one button.
import { useState } from "react";
import { X } from "lucide-react";
import { Field } from "./forms.jsx";
import { Dialog, Grip } from "./ui.jsx";
import "./owner.css";

export const OWN = { name: "password", label: "Your password", type: "password", autocomplete: "current-password", hint: "" };

export function Sheet({ open, onClose, title, children }) {
  return (
    <Dialog open={open} onClose={onClose} label={title} className="owner settings-sheet" asks>
      <Grip onClose={onClose} />
      <header>
        <h2>{title}</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      <div className="settings-sheet-body">{children}</div>
    </Dialog>
  );
}

// `act` gets the values and is waited for; what it refuses is shown below the field that it names.
export function Ask({ fields, submit, act, bad, children }) {
  const [values, setValues] = useState({});
  const [wrong, setWrong] = useState({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await act(Object.fromEntries(fields.map(({ name }) => [name, values[name]])));
    } catch (error) {
      const named = fields.some((field) => error.fields?.[field.name]);
      setWrong(error.fields ?? {});
      setProblem(named ? "" : error.message);
    }
    setBusy(false);
  };
  const empty = fields.some((field) => !values[field.name]);
  return (
    <form className="form" onSubmit={send} noValidate>
      {children}
      {fields.map((field, place) => (
        <Field key={field.name} field={field} autoFocus={place === 0} value={values[field.name] ?? ""} error={wrong[field.name]}
          onChange={(value) => { setValues({ ...values, [field.name]: value }); setWrong({}); }} />
      ))}
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <button className={`button ${bad ? "danger" : ""}`} disabled={busy || empty}>{busy ? "One moment …" : submit}</button>
    </form>
  );
}
