// Logging in: the password, then the code of a second factor where there is one, or an account to be brought back.
import "./login.css";
import "./settings.css";
import { useEffect, useRef, useState } from "react";
import { KeyRound, Undo2 } from "lucide-react";
import { api } from "./api.js";
import { Field, arrive, complaint, useAwake } from "./forms.jsx";

const WHO = { name: "login", label: "User name or e-mail", type: "text", autocomplete: "username", hint: "", missing: "Who are you?" };
const SECRET = { name: "password", label: "Password", type: "password", autocomplete: "current-password", hint: "", missing: "Your password is needed." };
const CODE = { name: "code", label: "Code", type: "text", autocomplete: "one-time-code", hint: "Six digits from your app, or one of your recovery codes.",
  missing: "Type the code that your app shows." };
const ASKED = { password: [WHO, SECRET], code: [CODE], leaving: [] };

export function LogIn() {
  const [step, setStep] = useState("password");
  const [values, setValues] = useState({});
  const [wrong, setWrong] = useState({});
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const form = useRef(null);
  const awake = useAwake(form, setValues);
  useEffect(() => {
    if (!awake && form.current.contains(document.activeElement)) return;
    (form.current.querySelector("input") ?? form.current.querySelector("button"))?.focus();
  }, [step]);
  const change = (name) => (value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setWrong({});
  };
  const refuse = (error) => {
    setSending(false);
    const next = { second_factor: "code", leaving: "leaving" }[error.code];
    if (next) setStep(next);
    setProblem(next === "leaving" || (!next && !error.fields.code) ? error.message : "");
    setWrong(next ? {} : error.fields);
    if (error.code === "wrong_login" && step !== "password") setStep("password");
  };
  const send = async (event) => {
    event.preventDefault();
    const complaints = Object.fromEntries(ASKED[step].map((field) => [field.name, complaint(field, values[field.name])]));
    if (Object.values(complaints).some(Boolean)) {
      setWrong(complaints);
      return;
    }
    setSending(true);
    setProblem("");
    const given = { ...values, bring_back: values.bring_back || step === "leaving" };
    setValues(given);
    await api("POST", "/auth/login", given).then(arrive, refuse);
  };
  return (
    <form ref={form} className="form" onSubmit={send} noValidate>
      {step === "code" && <p className="join-note"><KeyRound aria-hidden="true" />Your password is right. Now the second factor.</p>}
      {ASKED[step].map((field) => (
        <Field key={field.name} field={field} value={values[field.name] ?? ""} error={wrong[field.name]} onChange={change(field.name)} />
      ))}
      {step === "leaving" ? <p className="join-note"><Undo2 aria-hidden="true" />{problem}</p> : problem && <p className="wrong" role="alert">{problem}</p>}
      <button className="button" disabled={sending || !awake}>{sending ? "One moment …" : step === "leaving" ? "Keep my account" : "Log in"}</button>
      {step === "leaving" && <a className="button quiet" href="/">Let it go</a>}
      {step === "password" && <a className="forgot" href="/reset">Forgot your password?</a>}
    </form>
  );
}
