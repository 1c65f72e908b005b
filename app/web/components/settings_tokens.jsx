// Keys for other programs: made with what they may do, shown once, revoked at once.
import { useCallback, useEffect, useState } from "react";
import { Check, Copy, KeyRound, Trash2 } from "lucide-react";
import { api } from "./api.js";
import { Row, LinkRow, Waiting } from "./settings_rows.jsx";
import { complaint } from "./settings_store.js";
import { Sheet } from "./settings_ask.jsx";
import "./settings_tokens.css";

const SCOPES = [
  ["read", "See what you see"],
  ["write:videos", "Upload, change and delete videos and sounds"],
  ["write:social", "Like, comment, follow, steer the feed"],
  ["write:account", "Change your profile and settings"],
  ["write:moderation", "Moderate, if you are a moderator"],
];
const NAMES = Object.fromEntries(SCOPES);
const LASTING = [["30", "30 days"], ["90", "90 days"], ["365", "A year"], ["", "Until revoked"]];
const day = (moment) => new Date(moment).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });

export function TokensSection() {
  const [tokens, setTokens] = useState(null);
  const [problem, setProblem] = useState("");
  const [making, setMaking] = useState(false);
  const load = useCallback(async () => {
    try {
      setTokens((await api("GET", "/auth/tokens")).items);
      setProblem("");
    } catch (error) {
      setProblem(error.message);
    }
  }, []);
  useEffect(() => {
    load();
  }, [load]);
  const revoke = async (token) => {
    setTokens((all) => all.filter((one) => one.id !== token.id));
    try {
      await api("DELETE", `/auth/tokens/${token.id}`);
    } catch (error) {
      setProblem(error.message);
      load();
    }
  };
  if (!tokens) return <Waiting problem={problem} again={load} rows={2} />;
  return (
    <>
      <Row name="Tokens for your programs" note="Each does only what you allow it, and never touches your password or sessions.">
        <button type="button" className="button quiet" onClick={() => setMaking(true)} aria-haspopup="dialog"><KeyRound /> New token</button>
      </Row>
      {tokens.map((token) => <Token key={token.id} token={token} revoke={revoke} />)}
      {problem && <Row name="That did not work" note={problem} role="alert" />}
      <LinkRow name="How the API works" note="Every route, to read and to try" href="/api/docs" />
      <Sheet open={making} onClose={() => setMaking(false)} title="New token"><Maker done={load} close={() => setMaking(false)} /></Sheet>
    </>
  );
}

function Token({ token, revoke }) {
  const used = token.last_used_at ? `used ${day(token.last_used_at)}` : "never used";
  const ends = token.expires_at ? `until ${day(token.expires_at)}` : "until revoked";
  return (
    <Row name={token.name} note={`${token.scopes.map((scope) => NAMES[scope]).join(" · ")} · ${used}, ${ends}`}>
      <button type="button" className="button quiet" onClick={() => revoke(token)} aria-label={`Revoke ${token.name}`}><Trash2 /> Revoke</button>
    </Row>
  );
}

function Maker({ done, close }) {
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState("");
  const make = async (event) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const days = said.get("days");
    const wanted = { name: said.get("name"), scopes: said.getAll("scope"), days: days ? Number(days) : null };
    if (!wanted.scopes.length) return setProblem("Choose at least one thing that it may do.");
    try {
      setSecret((await api("POST", "/auth/tokens", wanted)).token);
      done();
    } catch (error) {
      setProblem(complaint(error));
    }
  };
  if (secret) return <Secret secret={secret} close={close} />;
  return (
    <form className="form token-maker" onSubmit={make}>
      <label className="field"><b>Name</b><input name="name" required maxLength={60} placeholder="Backup of my clips" autoComplete="off" autoFocus /></label>
      <fieldset>
        <legend>It may</legend>
        {SCOPES.map(([scope, what]) => (
          <label key={scope} className="tick"><input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />{what}</label>
        ))}
      </fieldset>
      <label className="setting token-lasts"><span className="setting-says"><b>It works for</b></span>
        <select name="days" defaultValue="90">{LASTING.map(([value, name]) => <option key={value} value={value}>{name}</option>)}</select>
      </label>
      {problem && <p role="alert" className="wrong">{problem}</p>}
      <button type="submit" className="button">Make the token</button>
    </form>
  );
}

function Secret({ secret, close }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <div className="form token-maker">
      <p className="join-note"><KeyRound aria-hidden="true" />Copy it now: it is shown this once. We keep only a fingerprint of it.</p>
      <div className="field"><input className="secret" readOnly value={secret} aria-label="Your new token" onFocus={(event) => event.target.select()} /></div>
      <div className="settings-pair">
        <button type="button" className="button" onClick={copy}>{copied ? <Check /> : <Copy />} {copied ? "Copied" : "Copy"}</button>
        <button type="button" className="button quiet" onClick={close}>Done</button>
      </div>
    </div>
  );
}
