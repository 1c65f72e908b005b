// Sending a clip on: its link, the phone's own share sheet, a code for a camera, a frame for a page.
import { useEffect, useState } from "react";
import { Check, ChevronLeft, Code, Copy, Link2, Lock, QrCode, Share2, X } from "lucide-react";
import { api } from "./api.js";
import { Dialog, Grip } from "./ui.jsx";
import "./owner.css";
import "./share.css";

const TITLES = { menu: "Share", qr: "QR code", embed: "Embed" };

export function ShareSheet({ video, onClose, onShared, setNotice }) {
  const [step, setStep] = useState("menu");
  useEffect(() => setStep("menu"), [video?.id]);
  const tell = (channel) => api("POST", `/videos/${video.id}/share`, { channel }).then((answer) => onShared(video, answer), () => {});
  const go = (next) => {
    setStep(next);
    tell(next);
  };
  const steps = {
    menu: () => <Menu video={video} tell={tell} go={go} onClose={onClose} setNotice={setNotice} />,
    qr: () => <QrView video={video} />,
    embed: () => <EmbedView video={video} />,
  };
  return (
    <Dialog open={Boolean(video)} onClose={onClose} label={TITLES[step]} className={`owner share-sheet share-${step}`}>
      <Grip onClose={onClose} />
      <header>
        {step !== "menu" && <button type="button" className="round plainly" onClick={() => setStep("menu")} aria-label="Back"><ChevronLeft /></button>}
        <h2>{TITLES[step]}</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      {video && steps[step]()}
    </Dialog>
  );
}

const addressOf = (video) => `${window.location.origin}/v/${video.id}`;

function Menu({ video, tell, go, onClose, setNotice }) {
  const address = addressOf(video);
  const [copied, setCopied] = useState(false);
  const link = async () => {
    const done = await copy(address);
    setCopied(done);
    tell("link");
    onClose();
    setNotice({ text: done ? "Link copied." : address });
  };
  const native = async () => {
    try {
      await navigator.share({ title: `A clip by @${video.creator.username}`, text: video.description.slice(0, 120), url: address });
      tell("native");
      onClose();
    } catch (error) {
      if (error.name !== "AbortError") setNotice({ text: "This browser could not open its share sheet." });
    }
  };
  const isOpen = video.visibility === "public" || video.visibility === "unlisted";
  return (
    <>
      <div className="share-what">
        {video.poster_url ? <img src={video.poster_url} alt="" width="54" height="72" /> : <i />}
        <p><b>{video.description || `A clip by @${video.creator.username}`}</b><small>@{video.creator.username}</small></p>
      </div>
      {!isOpen && <p className="share-note"><Lock /> Not everyone with the link can watch this clip.</p>}
      <div className="share-ways">
        <Way Icon={copied ? Check : Copy} name="Copy link" onClick={link} main />
        {typeof navigator !== "undefined" && navigator.share && <Way Icon={Share2} name="Other apps" onClick={native} />}
        <Way Icon={QrCode} name="QR code" onClick={() => go("qr")} />
        {isOpen && <Way Icon={Code} name="Embed" onClick={() => go("embed")} />}
      </div>
      <p className="share-link"><Link2 /><span>{address.replace(/^https?:\/\//, "")}</span></p>
    </>
  );
}

function Way({ Icon, name, onClick, main = false }) {
  return <button type="button" className={main ? "main" : ""} onClick={onClick}><i><Icon /></i><span>{name}</span></button>;
}

function QrView({ video }) {
  return (
    <div className="share-code">
      <img src={`/v/${video.id}/qr.svg`} width="232" height="232" alt="QR code with the link of this clip" />
      <p>Point a camera at it to watch.</p>
      <a className="button quiet" href={`/v/${video.id}/qr.svg`} download={`zoetrope-${video.id}.svg`}>Save the picture</a>
    </div>
  );
}

function EmbedView({ video }) {
  const [done, setDone] = useState(false);
  const code = `<iframe src="${window.location.origin}/embed/${video.id}" width="325" height="578" title="Zoetrope video by @${video.creator.username}" `
    + `style="border:0;border-radius:12px" allow="autoplay; fullscreen; picture-in-picture" loading="lazy" allowfullscreen></iframe>`;
  const take = async () => setDone(await copy(code));
  return (
    <div className="share-frame">
      <p className="soft">Paste this into a page, and the clip plays there.</p>
      <textarea readOnly rows={6} value={code} aria-label="Embed code" onFocus={(event) => event.target.select()} />
      <button type="button" className="button" onClick={take}>{done ? <><Check /> Copied</> : <><Copy /> Copy the code</>}</button>
    </div>
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
