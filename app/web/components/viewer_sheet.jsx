// What a viewer may do with a clip of somebody else's: turn it away, ask why it is here, mute its creator or sound.
import { useEffect, useState } from "react";
import { ChevronLeft, CircleHelp, EyeOff, Flag, Music2, SlidersHorizontal, UserRoundX, X } from "lucide-react";
import { muteCreator, muteSound, notInterested } from "./steer.js";
import { Dialog, Grip } from "./ui.jsx";
import { WhyView } from "./viewer_why.jsx";
import "./owner.css";
import "./steer.css";

export function ViewerSheet({ asked, onClose, onDone, onRefused, onReport }) {
  const [step, setStep] = useState("menu");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setStep(asked?.step ?? "menu");
    setBusy(false);
  }, [asked]);
  const video = asked?.video;
  const act = async (verb, ...given) => {
    setBusy(true);
    try {
      onDone(await verb(...given));
    } catch (error) {
      onRefused(error);
    }
  };
  const title = step === "why" ? "Why this video" : "This clip";
  const canGoBack = step === "why" && asked?.step !== "why";
  return (
    <Dialog open={Boolean(video)} onClose={onClose} label={title} className={`owner steer steer-${step}`}>
      <Grip onClose={onClose} />
      <header>
        {canGoBack && <button type="button" className="round plainly" onClick={() => setStep("menu")} aria-label="Back"><ChevronLeft /></button>}
        <h2>{title}</h2>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      {video && (step === "why" ? <WhyView video={video} request={asked.request} act={act} busy={busy} />
        : <Menu video={video} act={act} busy={busy} why={() => setStep("why")} report={() => onReport(video)} />)}
    </Dialog>
  );
}

function Menu({ video, act, busy, why, report }) {
  const { creator, sound } = video;
  return (
    <div className="owner-acts">
      <Choice Icon={EyeOff} name="Not interested" note="Hide it, and show fewer like it" disabled={busy} onClick={() => act(notInterested, video)} />
      <Choice Icon={CircleHelp} name="Why this video" note="What the feed went by" onClick={why} />
      <Choice Icon={UserRoundX} name={`Mute @${creator.username}`} note="None of their clips in your feed" disabled={busy}
        onClick={() => act(muteCreator, creator)} />
      {sound && <Choice Icon={Music2} name="Mute this sound" note={sound.title} disabled={busy} onClick={() => act(muteSound, sound)} />}
      <Choice Icon={Flag} name="Report" note="It breaks a rule, or is somebody else’s" onClick={report} />
      <a className="steer-link" href="/taste"><SlidersHorizontal /><span><b>Your feed</b><small>See and tune what you get</small></span></a>
    </div>
  );
}

function Choice({ Icon, name, note, ...rest }) {
  return (
    <button type="button" {...rest}><Icon /><span><b>{name}</b><small>{note}</small></span></button>
  );
}
