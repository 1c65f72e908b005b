// What the feed has to say: loading, nothing here, a request that failed, a door for signed-out viewers, a toast.
import { useEffect, useState } from "react";
import { Clapperboard, RotateCw, WifiOff } from "lucide-react";
import { link } from "./api.js";
import { Suggested } from "./people_suggested.jsx";
import { Dialog } from "./ui.jsx";

export function Trouble({ feed, endTitle, endText }) {
  if (feed.entries.length > 0) return null;
  if (feed.phase === "loading" || feed.phase === "ready") return <div className="waiting" aria-hidden="true" />;
  if (feed.phase === "error") {
    const gone = feed.error.status === 404;
    const locked = feed.error.status === 401;
    const early = feed.error.code === "not_ready";
    return (
      <div className="middle" role="alert">
        <Clapperboard className="art" />
        <h2>{gone ? "This video is gone" : locked ? "Your people, here" : early ? "Not to be seen yet"
          : "The feed did not load"}</h2>
        <p>{gone ? "It was removed, or the link is not right." : locked
          ? "Log in to see the newest clips of everybody you follow." : feed.error.message}</p>
        {(gone || early) && <a className="button" href="/">Watch something else</a>}
        {locked && <a className="button" href="/login">Log in</a>}
        {!gone && !locked && !early && <button className="button" onClick={feed.retry}><RotateCw /> Retry</button>}
      </div>
    );
  }
  return (
    <div className="middle">
      <Clapperboard className="art" />
      <h2>{endTitle || "Nothing to watch yet"}</h2>
      <p>{endText || "Be the first: publish a clip and it plays here within seconds."}</p>
      <a className="button" href={endTitle ? "/discover" : "/upload"}>{endTitle ? "Find creators" : "Upload a clip"}</a>
      {endTitle && <Suggested limit={3} />}
    </div>
  );
}

export function Offline() {
  const [online, set] = useState(true);
  useEffect(() => {
    set(link.online);
    return link.subscribe(() => set(link.online));
  }, []);
  if (online) return null;
  return (
    <div className="offline" role="status">
      <WifiOff /> No connection. What is loaded still plays.
    </div>
  );
}

export function SignIn({ notice, onClose }) {
  const next = typeof window === "undefined" ? "" : `?next=${encodeURIComponent(window.location.pathname)}`;
  return (
    <Dialog open={Boolean(notice?.signIn)} onClose={onClose} label="Log in" className="ask">
      <h2>Log in to {notice?.signIn}</h2>
      <p>Watching needs no account. Liking, saving and following do, so that they stay yours.</p>
      <a className="button" href={`/signup${next}`}>Sign up</a>
      <a className="button quiet" href={`/login${next}`}>Log in</a>
      <button className="plain" onClick={onClose}>Not now</button>
    </Dialog>
  );
}

// A receipt with a way back stays long enough to be read and regretted, and while a hand or the keyboard is on it.
export function Toast({ notice, onClose }) {
  const [answer, setAnswer] = useState("");
  const [held, setHeld] = useState(false);
  const { text, undo } = notice ?? {};
  // A button that goes while it has the keyboard tells nobody.
  useEffect(() => {
    setAnswer("");
    if (!undo) setHeld(false);
  }, [notice]);
  useEffect(() => {
    if (!text || held) return undefined;
    const timer = setTimeout(onClose, undo ? 8000 : 2600);
    return () => clearTimeout(timer);
  }, [notice, held]);
  const hold = () => setHeld(Boolean(undo));
  const letGo = () => setHeld(false);
  const back = async () => {
    letGo();
    setAnswer("…");
    setAnswer(await undo().catch((error) => error.message));
  };
  return (
    <div className={`toast ${text ? "on" : ""} ${undo ? "receipt" : ""}`} role="status" onPointerEnter={hold}
      onPointerLeave={letGo} onFocus={hold} onBlur={letGo}>
      <span>{answer || text}</span>
      {undo && !answer && <button type="button" onClick={back}>Undo</button>}
    </div>
  );
}

const KEYS = [
  ["↑ ↓", "next, previous"],
  ["space", "pause"],
  ["M", "sound"],
  ["L", "like"],
  ["C", "comments"],
  ["S", "save"],
  ["W", "why this video"],
  ["/", "discover"],
];

// Shown once, and only where there is a keyboard.
export function Hint() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const desk = window.matchMedia("(min-width: 900px) and (hover: hover)").matches;
    if (!desk || localStorage.getItem("zoetrope.hinted")) return undefined;
    setOpen(true);
    const done = () => {
      setOpen(false);
      localStorage.setItem("zoetrope.hinted", "yes");
    };
    const timer = setTimeout(done, 9000);
    window.addEventListener("keydown", done, { once: true });
    return () => clearTimeout(timer);
  }, []);
  if (!open) return null;
  return (
    <div className="hint" role="note">
      {KEYS.map(([key, what]) => (
        <span key={key}><kbd>{key}</kbd> {what}</span>
      ))}
    </div>
  );
}
