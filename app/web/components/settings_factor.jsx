// Turning the second factor on, step by step, and what can be done once it is on.
import { useEffect, useState } from "react";
import { Copy, Download, ExternalLink, ShieldCheck } from "lucide-react";
import { api } from "./api.js";
import { Ask, OWN } from "./settings_ask.jsx";
import { announce } from "./steer.js";

const PATH = "/auth/second-factor";
const CODE = { name: "code", label: "Code", type: "text", autocomplete: "one-time-code", hint: "The six digits that your app shows now." };

export function SecondFactor({ refresh, onClose }) {
  const [state, setState] = useState(null);
  const [step, setStep] = useState("");
  const [begun, setBegun] = useState(null);
  const [codes, setCodes] = useState(null);
  const load = () => api("GET", PATH).then(setState, (error) => announce(error.message));
  useEffect(() => {
    load();
  }, []);
  if (!state) return <p className="soft" role="status">One moment …</p>;
  if (codes) return <Codes codes={codes} onClose={onClose} />;
  const told = async (answer) => {
    setCodes(answer.codes);
    await refresh();
  };
  if (step === "renew") return <Ask fields={[OWN]} submit="Make ten new codes" act={async (own) => told(await api("POST", `${PATH}/recovery-codes`, own))} />;
  if (step === "off") {
    const off = async (own) => {
      await api("DELETE", PATH, own);
      await refresh();
      onClose();
      announce("Your second factor is off.");
    };
    return <Ask bad fields={[OWN]} submit="Turn it off" act={off}><p className="soft">Your password alone will log you in.</p></Ask>;
  }
  if (state.is_on) return <On left={state.recovery_codes_left} choose={setStep} />;
  if (!begun) {
    return (
      <Ask key="own" fields={[OWN]} submit="Continue" act={async (own) => setBegun(await api("POST", PATH, own))}>
        <p className="soft">Whoever learns your password still cannot log in: a code from an app on your phone is asked for as well.
          Any authenticator app will do.</p>
      </Ask>
    );
  }
  return (
    <Ask key="code" fields={[CODE]} submit="Turn it on" act={async (given) => told(await api("POST", `${PATH}/confirm`, given))}>
      <p className="soft">Scan this with your authenticator app, or type the key into it.</p>
      <div className="qr" role="img" aria-label="QR code of the key below" dangerouslySetInnerHTML={{ __html: begun.qr_svg }} />
      <code className="key">{begun.secret.match(/.{4}/g).join(" ")}</code>
      <a className="button quiet on-touch" href={begun.uri}><ExternalLink /> Open in my authenticator app</a>
    </Ask>
  );
}

function On({ left, choose }) {
  return (
    <div className="form">
      <p className="join-note"><ShieldCheck aria-hidden="true" />It is on. {left} of 10 recovery codes are left.</p>
      <button type="button" className="button quiet" onClick={() => choose("renew")}>Make new recovery codes</button>
      <button type="button" className="button quiet" onClick={() => choose("off")}>Turn it off</button>
    </div>
  );
}

function Codes({ codes, onClose }) {
  const text = `${codes.join("\n")}\n`;
  const copy = () => navigator.clipboard.writeText(text).then(() => announce("The codes are copied."), () => announce("Copy them by hand, please."));
  return (
    <div className="form">
      <p className="join-note"><ShieldCheck aria-hidden="true" />It is on. Keep these codes where your phone is not: each logs you in once. They are shown only now.</p>
      <ul className="codes" aria-label="Recovery codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div className="settings-pair">
        <button type="button" className="button quiet" onClick={copy}><Copy /> Copy</button>
        <a className="button quiet" download="zoetrope-recovery-codes.txt" href={`data:text/plain,${encodeURIComponent(text)}`}><Download /> Download</a>
      </div>
      <button type="button" className="button" onClick={onClose}>I have kept them</button>
    </div>
  );
}
