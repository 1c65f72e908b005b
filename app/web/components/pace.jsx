// Brings what the account wishes of the player into the browser, and asks kindly after a long time of watching.
import { useEffect, useState } from "react";
import { MoonStar } from "lucide-react";
import { api } from "./api.js";
import { forgetWishes, wish, wishes } from "./playback_wishes.js";
import { Dialog } from "./ui.jsx";
import "./pace.css";

const KEY = "zoetrope.watched";
const TICK_SECONDS = 5;
const MORE_MINUTES = 15;

const today = () => new Date().toLocaleDateString("sv");

function watched() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return kept.day === today() ? kept : { day: today(), seconds: 0 };
  } catch {
    return { day: today(), seconds: 0 };
  }
}

function keep(change) {
  const next = { ...watched(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Then today begins anew with each page.
  }
  return next;
}

// Whatever plays rests, or goes on.
const rest = (on) => window.dispatchEvent(new CustomEvent("zoetrope:rest", { detail: on }));

const isWatching = () => !document.hidden && [...document.querySelectorAll("video")].some((video) => !video.paused && video.readyState > 2);

export function Pace({ known, signedIn }) {
  const [asking, setAsking] = useState(0);
  useEffect(() => {
    if (!known) return;
    if (signedIn) api("GET", "/users/me/settings").then(wish, () => {});
    else forgetWishes();
  }, [known, signedIn]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!isWatching()) return;
      const { seconds, asks } = keep({ seconds: watched().seconds + TICK_SECONDS });
      const due = asks === undefined ? (wishes.screen_minutes ?? Infinity) * 60 : asks;
      if (wishes.screen_minutes && due !== null && seconds >= due) setAsking(Math.round(seconds / 60));
    }, TICK_SECONDS * 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (asking) rest(true);
  }, [asking]);
  const close = (asks) => {
    keep({ asks });
    setAsking(0);
  };
  const goOn = (asks) => {
    close(asks);
    rest(false);
  };
  const more = () => goOn(watched().seconds + MORE_MINUTES * 60);
  return (
    <Dialog open={asking > 0} onClose={more} label="Time for a break?" className="ask pace">
      <MoonStar aria-hidden="true" />
      <h2>Time for a break?</h2>
      <p>You have watched for {asking} {asking === 1 ? "minute" : "minutes"} today. You asked us to say so.</p>
      <a className="button" href="/settings#watching" onClick={() => close(null)}>I am done for today</a>
      <button type="button" className="button quiet" onClick={more}>{MORE_MINUTES} more minutes</button>
      <button type="button" className="plain" onClick={() => goOn(null)}>Not again today</button>
    </Dialog>
  );
}
