// What belongs to the account: all of it to take home, and the way out for good.
import { useEffect, useState } from "react";
import { Download } from "lucide-react";
import { api } from "./api.js";
import { ActionRow, Row } from "./settings_rows.jsx";
import { Ask, OWN, Sheet } from "./settings_ask.jsx";
import { announce } from "./steer.js";

const PATH = "/users/me/export";
const POLL_MS = 1500;
const UNITS = ["KB", "MB", "GB", "TB"];
const day = (moment) => new Date(moment).toLocaleDateString("en", { day: "numeric", month: "long" });

function weight(bytes) {
  let [value, unit] = [bytes / 1024, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

export function YoursSection({ account }) {
  const [asking, setAsking] = useState(false);
  const leave = async (own) => {
    await api("DELETE", "/users/me", own);
    sessionStorage.removeItem("token");
    window.location.assign("/");
  };
  return (
    <>
      <Export />
      <ActionRow bad name="Delete your account" note="Hidden at once, deleted for good after 30 days" onClick={() => setAsking(true)} />
      <Sheet open={asking} onClose={() => setAsking(false)} title="Delete your account?">
        <Ask bad fields={[OWN]} submit={`Delete @${account.username}`} act={leave}>
          <p className="soft">Your profile, clips and comments vanish everywhere at once. For 30 days you can log in and keep them after all;
            then everything is deleted for good. You may want to download your data first.</p>
        </Ask>
      </Sheet>
    </>
  );
}

function Export() {
  const [made, setMade] = useState(undefined);
  const running = made && (made.state === "waiting" || made.state === "running");
  const load = () => api("GET", PATH).then(setMade, (error) => setMade((old) => (error.status === 404 ? null : old ?? null)));
  useEffect(() => {
    load();
  }, []);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(load, POLL_MS);
    return () => clearInterval(timer);
  }, [running]);
  const begin = () => api("POST", PATH).then(setMade, (error) => announce(error.message));
  // The link of the page may have grown old: a fresh one is asked for at the moment it is wanted.
  const take = async () => {
    const fresh = await api("GET", PATH);
    if (fresh.url) window.location.assign(fresh.url);
    else setMade(fresh);
  };
  if (running) {
    const percent = Math.round(made.percent);
    return (
      <Row name="Your data is being collected" note={`${percent} % · a letter tells you when it is ready`}>
        <progress className="setting-progress" value={made.percent} max="100" aria-label="Collected so far" />
      </Row>
    );
  }
  if (made?.url) {
    return (
      <Row name="Your data is ready" note={`${weight(made.size)}, until ${day(made.expires_at)}`}>
        <button type="button" className="button small" onClick={take}><Download /> Download</button>
      </Row>
    );
  }
  return (
    <Row name="Download your data" note={made?.failure || "Everything you made, said and watched here, with your originals, in one zip"}>
      {made !== undefined && <button type="button" className="button quiet small" onClick={begin}>Collect it</button>}
    </Row>
  );
}
