// Beginning the feed anew, asked once more before it happens, and undone for a week.
import { useState } from "react";
import { RotateCcw, Undo2 } from "lucide-react";
import { Dialog } from "./ui.jsx";

const day = (moment) => new Date(moment).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });

export function Reset({ taste, reset, undo }) {
  const [asking, setAsking] = useState(false);
  const begin = () => {
    setAsking(false);
    reset();
  };
  return (
    <section className="card taste-reset" aria-labelledby="reset-name">
      <h2 id="reset-name"><RotateCcw aria-hidden="true" /> Begin anew</h2>
      {taste.undo_until ? (
        <>
          <p className="soft">Your feed was reset on {day(taste.since)}. You can take that back until {day(taste.undo_until)}.</p>
          <button type="button" className="button" onClick={undo}><Undo2 /> Undo the reset</button>
        </>
      ) : <p className="soft">What you watched until now stops counting. You can undo it for seven days.</p>}
      <button type="button" className="button quiet" onClick={() => setAsking(true)} aria-haspopup="dialog">
        {taste.undo_until ? "Reset again" : "Reset my feed"}
      </button>
      <Dialog open={asking} onClose={() => setAsking(false)} label="Reset your feed?" className="ask">
        <h2>Reset your feed?</h2>
        <p>It treats you like somebody new and learns again from your next clip. Your likes, follows, mutes and topics stay. For seven
          days you can take it back.</p>
        <button type="button" className="button" onClick={begin}>Reset my feed</button>
        <button type="button" className="plain" onClick={() => setAsking(false)}>Not now</button>
      </Dialog>
    </section>
  );
}
