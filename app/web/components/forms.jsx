// A form over REST: checks while typing, errors under their fields, one field at a time on a phone.
import { useEffect, useId, useRef, useState } from "react";
import { Eye, EyeOff } from "lucide-react";
import { api } from "./api.js";
import { Topics } from "./topics.jsx";

const NARROW = "(max-width: 899px)";

export function ApiForm({ action, fields, submit, tellsPlace }) {
  const [values, setValues] = useState({});
  const [wrong, setWrong] = useState({});
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const [step, setStep] = useState(fields.length);
  const [narrow, setNarrow] = useState(false);
  const form = useRef(null);
  const awake = useAwake(form, setValues);
  useEffect(() => {
    if (fields.length > 2 && window.matchMedia(NARROW).matches) {
      setStep(1);
      setNarrow(true);
    }
    if (!form.current.contains(document.activeElement)) focusOn(fields[0]);
  }, []);
  useEffect(() => {
    if (step > 1 && step <= fields.length && values[fields[0].name]) focusOn(fields[step - 1]);
    if (narrow) form.current.lastElementChild.scrollIntoView({ block: "nearest" });
  }, [step]);
  const focusOn = (field) => {
    const found = form.current.elements[field.name];
    (found instanceof RadioNodeList ? found[0] : found)?.focus();
  };
  const change = (name, value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setWrong((old) => ({ ...old, [name]: undefined }));
  };
  const refuse = (error) => {
    const first = fields.findIndex((field) => error.fields[field.name]);
    setWrong(error.fields);
    setProblem(first < 0 ? error.message : "");
    if (first >= 0) focusOn(fields[first]);
  };
  const send = async (event) => {
    event.preventDefault();
    const asked = fields.slice(0, step);
    const complaints = Object.fromEntries(asked.map((field) => [field.name, complaint(field, values[field.name])]));
    const first = asked.find((field) => complaints[field.name]);
    if (first) {
      setWrong(complaints);
      focusOn(first);
      return;
    }
    if (step < fields.length) {
      setStep(step + 1);
      return;
    }
    setSending(true);
    setProblem("");
    try {
      await api("POST", action, tellsPlace ? { ...place(), ...values } : values);
      arrive();
    } catch (error) {
      refuse(error);
      setSending(false);
    }
  };
  return (
    <form ref={form} className="form" onSubmit={send} noValidate>
      {fields.map((field, index) => field.type === "topics" ? (
        <Topics key={field.name} field={field} picked={values[field.name] ?? []} hidden={index >= step}
          onChange={(value) => change(field.name, value)} />
      ) : (
        <Field key={field.name} field={field} value={values[field.name] ?? ""} error={wrong[field.name]}
          hidden={index >= step} onChange={(value) => change(field.name, value)} />
      ))}
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <button className="button" disabled={sending || !awake}>
        {step < fields.length ? "Continue" : sending ? "One moment …" : narrow && skips(fields, values) ? `Skip and ${submit.toLowerCase()}` : submit}
      </button>
    </form>
  );
}

// The page is drawn before its script is there: what was typed until then is kept, and nothing can be sent before,
// for the browser alone would put it into the address.
export function useAwake(form, adopt) {
  const [awake, setAwake] = useState(false);
  useEffect(() => {
    const typed = [...form.current.elements].filter(({ name, value }) => name && value);
    adopt((old) => ({ ...old, ...Object.fromEntries(typed.map(({ name, value }) => [name, value])) }));
    setAwake(true);
  }, []);
  return awake;
}

// A new session needs a new websocket and a new State: hence a whole new page.
export function arrive() {
  const next = new URLSearchParams(window.location.search).get("next") || "/";
  sessionStorage.removeItem("token");
  window.location.assign(next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/");
}

// On a phone topics have a step of their own, which may be left out.
const skips = (fields, values) => fields.some(({ type, name }) => type === "topics" && !values[name]?.length);

// What the browser says of its owner: strangers from there meet what is popular there.
function place() {
  const { language, region } = new Intl.Locale(navigator.language || "en");
  return region ? { language, region } : { language };
}

export function complaint(field, value = "") {
  if (field.type === "topics") return undefined;
  if (!value.trim()) return field.missing;
  if (field.pattern && !new RegExp(`^(?:${field.pattern})$`, "u").test(value)) return field.hint;
  return undefined;
}

export function Field({ field, value, error, hidden, autoFocus, onChange }) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = field.type === "password";
  const hint = error || (secret && field.autocomplete === "new-password" ? strength(value) : value ? "" : field.hint);
  return (
    <div className={`field ${error ? "bad" : ""}`} hidden={hidden}>
      <label htmlFor={id}>{field.label}</label>
      <div className="box">
        <input id={id} name={field.name} value={value} type={secret && shown ? "text" : field.type} autoFocus={autoFocus}
          autoComplete={field.autocomplete} autoCapitalize="none" spellCheck="false" maxLength={254}
          aria-invalid={Boolean(error)} aria-describedby={`${id}-hint`} onChange={(event) => onChange(event.target.value)} />
        {secret && (
          <button type="button" className="round plainly" onClick={() => setShown(!shown)}
            aria-label={shown ? "Hide password" : "Show password"}>
            {shown ? <EyeOff /> : <Eye />}
          </button>
        )}
      </div>
      <p id={`${id}-hint`} className={error ? "wrong" : "soft"} role={error ? "alert" : undefined}>{hint}</p>
    </div>
  );
}

const WORDS = ["Weak: longer is better.", "Fair. A few more letters help.", "Good.", "Strong."];

function strength(password) {
  if (!password) return "At least 8 characters. A short sentence is best.";
  if (password.length < 8) return `Too short: ${8 - password.length} more.`;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((kind) => kind.test(password)).length;
  const variety = new Set(password.toLowerCase()).size;
  const points = (password.length >= 12) + (password.length >= 16) + (kinds >= 3) + (variety >= 9) - (variety < 5);
  return WORDS[Math.max(0, Math.min(3, points))];
}
