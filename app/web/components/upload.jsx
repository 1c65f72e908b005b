// From a file to a published clip on one page: pick, say, send with true progress, and wait with the worker's percent.
import { useEffect, useRef, useState } from "react";
import { Check, CircleAlert, Film, UploadCloud, X } from "lucide-react";
import { ApiError, api, backOff, failure, link, pause } from "./api.js";
import { uuid } from "./watch_log.js";

const CAPTION = 2200;
const LARGEST = 300 * 1024 * 1024;
const ENDINGS = /\.(mp4|m4v|mov|mkv|webm|avi|ts|gif)$/i;
const STAGES = { queued: "Waiting for a free worker", probing: "Checking the file", transcoding: "Making it play everywhere",
  storing: "Storing it", done: "Ready" };

export function UploadForm() {
  const [file, setFile] = useState(null);
  const [problem, setProblem] = useState("");
  const [work, setWork] = useState(null);
  const choose = (chosen) => {
    const refusal = refused(chosen);
    setProblem(refusal);
    if (!refusal) setFile(chosen);
  };
  const again = () => {
    setWork(null);
    setFile(null);
  };
  if (work) return <Progress work={work} setWork={setWork} again={again} />;
  if (!file) return <Picker onFile={choose} problem={problem} />;
  return <Details file={file} onBack={again} onSend={(form) => setWork({ form, file, key: uuid(), phase: "sending" })} />;
}

function refused(file) {
  if (!file) return "";
  if (!file.type.startsWith("video/") && file.type !== "image/gif" && !ENDINGS.test(file.name)) {
    return `“${file.name}” is not a video. Choose an MP4, MOV, WebM, MKV, AVI or GIF.`;
  }
  return file.size > LARGEST ? `This file has ${Math.ceil(file.size / 2 ** 20)} MB; the limit is 300 MB.` : "";
}

function Picker({ onFile, problem }) {
  const [over, setOver] = useState(false);
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <label className={`picker ${over ? "over" : ""}`} onDrop={drop} onDragLeave={() => setOver(false)}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}>
      <UploadCloud className="art" />
      <b>Drop a clip here, or pick one</b>
      <span className="soft">Up to 3 minutes and 300 MB. Upright looks best.</span>
      <span className="button">Choose a file</span>
      <input type="file" accept="video/*,image/gif,.mkv" onChange={(event) => onFile(event.target.files[0])} />
      {problem && <span className="wrong" role="alert">{problem}</span>}
    </label>
  );
}

function useLocalUrl(file) {
  const [url, set] = useState(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    set(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

function Preview({ file, children }) {
  const url = useLocalUrl(file);
  const [dull, setDull] = useState(false);
  return (
    <figure className="preview">
      {url && !dull && <video src={url} autoPlay muted loop playsInline onError={() => setDull(true)} aria-label="Preview" />}
      {dull && <p className="soft"><Film /> Your browser cannot preview this file. It can still be published.</p>}
      {children}
    </figure>
  );
}

function Details({ file, onBack, onSend }) {
  const [text, setText] = useState("");
  const send = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    onSend({ description: text, visibility: form.get("visibility"), allow_comments: form.has("allow_comments") });
  };
  return (
    <form className="studio" onSubmit={send}>
      <Preview file={file}>
        <button type="button" className="round" onClick={onBack} aria-label="Choose another file"><X /></button>
        <figcaption>{file.name} · {(file.size / 2 ** 20).toFixed(1)} MB</figcaption>
      </Preview>
      <div className="form">
        <div className="field">
          <label htmlFor="caption">Caption</label>
          <textarea id="caption" rows={5} value={text} maxLength={CAPTION} placeholder="What is it about? #hashtags help people find it."
            onChange={(event) => setText(event.target.value)} />
          <p className="soft count">{text.length} / {CAPTION}</p>
        </div>
        <fieldset>
          <legend>Who can watch</legend>
          {[["public", "Everyone", "In feeds and on your profile"], ["unlisted", "With the link", "Not in feeds"],
            ["private", "Only me", "Nobody else sees it"]].map(([value, name, note], index) => (
            <label key={value} className="choice">
              <input type="radio" name="visibility" value={value} defaultChecked={index === 0} />
              <span><b>{name}</b><small>{note}</small></span>
            </label>
          ))}
        </fieldset>
        <label className="choice">
          <input type="checkbox" name="allow_comments" defaultChecked />
          <span><b>Allow comments</b></span>
        </label>
        <button className="button">Publish</button>
      </div>
    </form>
  );
}

function Progress({ work, setWork, again }) {
  const alive = useRef(true);
  const tell = (change) => alive.current && setWork((old) => (old ? { ...old, ...change } : old));
  const begin = () => follow(work, tell, alive);
  useEffect(() => {
    alive.current = true;
    begin();
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    if (work.phase !== "sending") return undefined;
    const warn = (event) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [work.phase]);
  const { phase, video } = work;
  return (
    <div className="studio" data-phase={phase}>
      <Preview file={work.file} />
      <div className="form" aria-live="polite">
        {phase === "sending" && <Bar title="Sending" percent={work.sent ?? 0} note="Keep this page open until it is sent." />}
        {phase === "working" && (
          <Bar title={STAGES[video.processing.stage] ?? "Working on it"} percent={video.processing.percent}
            note="It is sent. You may leave; it publishes by itself." />
        )}
        {phase === "published" && (
          <div className="outcome good">
            <Check className="art" />
            <h2>It is live</h2>
            <p className="soft">{video.visibility === "public" ? "Others see it in their feeds now." : "It is there for whom you chose."}</p>
            <a className="button" href={`/v/${video.id}`}>Watch it</a>
            <button className="button quiet" onClick={again}>Upload another</button>
          </div>
        )}
        {phase === "rejected" && (
          <div className="outcome" role="alert">
            <CircleAlert className="art" />
            <h2>This file cannot be published</h2>
            <p className="soft">{video.processing.failure?.message}</p>
            <button className="button" onClick={again}>Choose another file</button>
          </div>
        )}
        {phase === "failed" && (
          <div className="outcome" role="alert">
            <CircleAlert className="art" />
            <h2>It was not sent</h2>
            <p className="soft">{work.error}</p>
            <button className="button" onClick={() => { tell({ phase: "sending", sent: 0 }); begin(); }}>Try again</button>
            <button className="button quiet" onClick={again}>Choose another file</button>
          </div>
        )}
      </div>
    </div>
  );
}

function Bar({ title, percent, note }) {
  const whole = Math.floor(percent);
  return (
    <div className="bar">
      <h2>{title} <span>{whole} %</span></h2>
      <div role="progressbar" aria-valuenow={whole} aria-valuemin={0} aria-valuemax={100} aria-label={title}>
        <i style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <p className="soft">{note}</p>
    </div>
  );
}

// The same key with every try: however often it is sent, one video comes of it.
async function follow(work, tell, alive) {
  try {
    const video = await send(work, (sent) => tell({ sent }));
    tell({ phase: "working", video });
    await watchOver(video, tell, alive);
  } catch (error) {
    tell({ phase: "failed", error: Object.values(error.fields ?? {})[0] || error.message });
  }
}

function send({ file, form, key }, onSent) {
  const body = new FormData();
  Object.entries(form).forEach(([name, value]) => body.append(name, String(value)));
  body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/videos");
    request.setRequestHeader("X-Idempotency-Key", key);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onSent((100 * loaded) / total);
    request.onerror = () => reject(new ApiError(0, "offline", "The connection broke. Nothing is lost: try again."));
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(failure({ status: request.status }, request.response?.error));
    request.send(body);
  });
}

async function watchOver(video, tell, alive) {
  let latest = video;
  for (let misses = 0; alive.current; ) {
    const phase = { published: "published", rejected: "rejected" }[latest.status] ?? "working";
    tell({ phase, video: latest });
    if (phase !== "working") return;
    await pause(700);
    try {
      latest = await api("GET", `/videos/${video.id}`);
      misses = 0;
    } catch (error) {
      if (error.status === 404) throw error;
      link.set(error.status !== 0);
      await backOff((misses += 1));
    }
  }
}

export function BecomeCreator() {
  const [problem, setProblem] = useState("");
  const become = async () => {
    try {
      await api("POST", "/users/me/creator");
      window.location.reload();
    } catch (error) {
      setProblem(error.message);
    }
  };
  return (
    <>
      <button className="button" onClick={become}>Become a creator</button>
      {problem && <p className="wrong" role="alert">{problem}</p>}
    </>
  );
}
