// "Your feed": what it takes one to like, and everything one can tell it. Each change holds from the next page on.
import { LogIn, RotateCw } from "lucide-react";
import { Likings } from "./taste_likings.jsx";
import { Mutes } from "./taste_mutes.jsx";
import { Reset } from "./taste_reset.jsx";
import { useYourFeed } from "./taste_store.js";
import { Dial, Topics } from "./taste_wishes.jsx";
import "./taste.css";

export function YourFeed() {
  const your = useYourFeed();
  if (your.problem) return <Trouble problem={your.problem} again={your.load} />;
  if (!your.taste) return <Ghosts />;
  const known = your.wishes !== null;
  return (
    <div className="taste">
      <div className="taste-main">
        <Likings taste={your.taste} known={known} remove={your.remove} bringBack={your.bringBack} />
      </div>
      <div className="taste-side">
        {known ? (
          <>
            <Dial explore={your.wishes.explore} onChange={your.dial} />
            <Topics weights={your.wishes.topics} likings={your.taste.likings} onChange={your.weigh} />
            <Mutes wishes={your.wishes} say={your.prefer} unmute={your.unmute} />
            <Reset taste={your.taste} reset={your.reset} undo={your.undoReset} />
          </>
        ) : <Door />}
      </div>
    </div>
  );
}

function Door() {
  return (
    <section className="card taste-door">
      <h2>Tune it yourself</h2>
      <p className="soft">Log in to choose how adventurous your feed is, to ask for more or less of a topic, and to mute words, people
        and sounds.</p>
      <a className="button" href="/signup?next=/taste">Sign up</a>
      <a className="button quiet" href="/login?next=/taste"><LogIn /> Log in</a>
    </section>
  );
}

function Trouble({ problem, again }) {
  return (
    <div className="nothing" role="alert">
      <p>{problem}</p>
      <button className="button" onClick={again}><RotateCw /> Retry</button>
    </div>
  );
}

// As large as what comes, so that nothing moves when it is there.
const Ghosts = () => (
  <div className="taste" role="status" aria-busy="true" aria-label="Your feed is loading">
    <div className="taste-main">
      {[5, 3].map((rows) => (
        <section key={rows} className="card">
          <div className="taste-ghost head" />
          {Array.from({ length: rows }, (_, row) => <div key={row} className="taste-ghost" />)}
        </section>
      ))}
    </div>
    <div className="taste-side">
      {[2, 3, 3].map((rows, place) => (
        <section key={place} className="card">
          <div className="taste-ghost head" />
          {Array.from({ length: rows }, (_, row) => <div key={row} className="taste-ghost" />)}
        </section>
      ))}
    </div>
  </div>
);
