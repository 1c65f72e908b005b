// What mailed links open: choosing a new password, and telling that an address is one's own.
import "./login.css";
import "./settings.css";
import { useEffect, useState } from "react";
import { CircleCheck, Mail, TriangleAlert } from "lucide-react";
import { api } from "./api.js";
import { Field, complaint } from "./forms.jsx";

const ADDRESS = { name: "email", label: "E-mail", type: "email", autocomplete: "email", pattern: "[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
  hint: "The address of your account.", missing: "Your address is needed." };
const NEW = { name: "new", label: "New password", type: "password", autocomplete: "new-password", pattern: ".{8,128}", hint: "At least 8 characters.",
  missing: "Choose a password." };

// Behind the #, which is sent to nobody; and out of the history as soon as it is read.
function useToken() {
  const [token, setToken] = useState(null);
  useEffect(() => {
    setToken(window.location.hash.slice(1));
    if (window.location.hash) window.history.replaceState(null, "", window.location.pathname);
  }, []);
  return token;
}

export function ResetPassword() {
  const token = useToken();
  const [done, setDone] = useState(false);
  if (done && token) {
    return <Said Icon={CircleCheck} title="Your password is new" text="Every session has ended. Log in with the new one." href="/login" act="Log in" />;
  }
  if (done) {
    return <Said Icon={Mail} title="Look into your inbox" text="If an account has this address, a link is on its way. It works once, for an hour." href="/login" act="Back to log in" />;
  }
  if (token) {
    return <One key="new" title="Choose a new password" lead="It ends every session you have." field={NEW} submit="Save it"
      send={(value) => api("POST", "/auth/reset/confirm", { token, new: value })} onDone={() => setDone(true)} />;
  }
  // Until it is known what to ask for, its place is kept free.
  return (
    <div className={`mailed ${token === null ? "unread" : ""}`}>
      <One key="ask" title="Forgot your password?" lead="We send a link with which you choose a new one." field={ADDRESS} submit="Send the link"
        send={(email) => api("POST", "/auth/reset", { email })} onDone={() => setDone(true)} />
    </div>
  );
}

export function VerifyAddress() {
  const token = useToken();
  const [state, setState] = useState("waiting");
  useEffect(() => {
    if (token === null) return;
    if (!token) setState("missing");
    else api("POST", "/auth/verify", { token }).then(() => setState("done"), (error) => setState(error.message));
  }, [token]);
  if (state === "waiting") return <Said waits Icon={Mail} title="One moment …" text="Your link is being looked at." href="/" act="Watch" />;
  if (state === "done") return <Said Icon={CircleCheck} title="Your address is verified" text="From now on you can choose a new password by mail." href="/" act="Watch" />;
  const text = state === "missing" ? "The link in the letter carries a secret, which is not here. Open it once more." : state;
  return <Said bad Icon={TriangleAlert} title="This did not work" text={text} href="/settings" act="Ask for a new link" />;
}

function One({ title, lead, field, submit, send, onDone }) {
  const [value, setValue] = useState("");
  const [wrong, setWrong] = useState("");
  const [spent, setSpent] = useState(false);
  const [sending, setSending] = useState(false);
  const refuse = (error) => {
    setWrong(error.fields?.[field.name] || error.message);
    setSpent(error.code === "link_spent");
  };
  const act = async (event) => {
    event.preventDefault();
    const complaints = complaint(field, value);
    setWrong(complaints ?? "");
    if (complaints) return;
    setSending(true);
    await send(value).then(onDone, refuse);
    setSending(false);
  };
  return (
    <>
      <h1>{title}</h1>
      <p className="soft">{lead}</p>
      <form className="form" onSubmit={act} noValidate>
        <Field field={field} value={value} error={wrong} onChange={(typed) => { setValue(typed); setWrong(""); }} />
        <button className="button" disabled={sending}>{sending ? "One moment …" : submit}</button>
      </form>
      <p className="other">{spent ? <a href="/reset">Ask for a new link</a> : <a href="/login">Back to log in</a>}</p>
    </>
  );
}

function Said({ Icon, title, text, href, act, bad, waits }) {
  return (
    <div className={`said ${bad ? "bad" : ""}`} role="status" aria-busy={waits}>
      <Icon aria-hidden="true" />
      <h1>{title}</h1>
      <p className="soft">{text}</p>
      <a className={`button ${waits ? "unread" : ""}`} href={href}>{act}</a>
    </div>
  );
}
