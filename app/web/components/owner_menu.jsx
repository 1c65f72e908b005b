// On one's own profile: three dots on each poster, and how far a clip is that is still being made.
import { useEffect, useRef, useState } from "react";
import { Download, Ellipsis } from "lucide-react";
import { api, pause } from "./api.js";
import { OwnerSheet } from "./owner_sheet.jsx";

const LOOK_MS = 2000;
const SLOWEST_MS = 15000;
const STAGES = { uploading: "Arriving", queued: "Waiting for a worker", first: "Getting it to play", rungs: "Making sharper versions",
  stills: "Choosing pictures", sound: "Keeping the sound", fingerprint: "Comparing", embedding: "Finding its audience",
  original: "Keeping the original" };

export function OwnerMenu({ videoId, label, onChanged }) {
  const [video, setVideo] = useState(null);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState("");
  const begin = async () => {
    setProblem("");
    try {
      setVideo(await api("GET", `/videos/${videoId}`));
      setOpen(true);
    } catch (error) {
      say(error.message);
      setProblem(error.message);
    }
  };
  const end = (sentence) => {
    setOpen(false);
    say(sentence);
    onChanged?.();
  };
  return (
    <>
      <button type="button" className="owner-dots" aria-haspopup="dialog" aria-label={`Options for ${label}`} onClick={begin}
        data-problem={problem || undefined}><Ellipsis /></button>
      <OwnerSheet open={open} video={video} onClose={() => setOpen(false)} onChanged={(_, sentence) => end(sentence)}
        onDeleted={() => end("Deleted.")} />
    </>
  );
}

const say = (sentence) => window.dispatchEvent(new CustomEvent("zoetrope:notice", { detail: sentence }));

// A plain link: the router would look for a page of this name.
export function Originals() {
  return (
    <a className="button quiet" href="/api/v1/users/me/originals" download title="Every file as you sent it, in one zip">
      <Download /> Originals
    </a>
  );
}

export function Making({ videoId, onChanged }) {
  const [video, setVideo] = useState(null);
  const told = useRef(onChanged);
  told.current = onChanged;
  useEffect(() => {
    let alive = true;
    follow(videoId, (card) => alive && setVideo(card), () => alive).then((ended) => ended && alive && told.current?.());
    return () => {
      alive = false;
    };
  }, [videoId]);
  if (!video) return <span className="making" aria-hidden="true" />;
  const percent = Math.round(video.processing.percent);
  const stage = STAGES[video.status === "uploading" ? "uploading" : video.processing.stage] || "In progress";
  return (
    <span className="making" role="progressbar" aria-label={stage} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <span>{stage} · {percent} %</span>
      <i style={{ transform: `scaleX(${percent / 100})` }} />
    </span>
  );
}

const isMade = (card) => !["uploading", "processing"].includes(card.status) && (card.status !== "published" || card.processing.percent >= 100);

// Asks less and less often while nothing moves; true when the clip is made, refused or gone.
async function follow(videoId, show, alive) {
  let wait = LOOK_MS;
  let before = "";
  while (alive()) {
    try {
      const card = await api("GET", `/videos/${videoId}`);
      show(card);
      if (isMade(card)) return true;
      const now = `${card.status} ${card.processing.stage} ${card.processing.percent}`;
      wait = now === before ? Math.min(SLOWEST_MS, wait * 1.3) : LOOK_MS;
      before = now;
    } catch (error) {
      if (error.status === 404) return true;
      wait = SLOWEST_MS;
    }
    await pause(wait);
  }
  return false;
}
