// How far a clip got: how often it was shown, from where, how much of it people watch, and why it went on or not.
import { useEffect, useState } from "react";
import { Check, CircleDashed, CircleStop, EyeOff, Sparkles, TrendingUp } from "lucide-react";
import { api } from "./api.js";
import { short } from "./ui.jsx";
import "./owner_reach.css";

const ICONS = { open: Sparkles, promoted: TrendingUp, stopped: CircleStop, closed: EyeOff };
const GATE_ICONS = { passed: Check, promoted: TrendingUp, stopped: CircleStop, next: CircleDashed, ahead: CircleDashed };
const GATE_WORDS = { passed: "Goes on", promoted: "Promoted", stopped: "Stopped", next: "Next" };
const AHEAD = { open: "Later", closed: "Later", promoted: "Not needed", stopped: "Not reached" };

export function Reach({ video }) {
  const [told, setTold] = useState(null);
  const [problem, setProblem] = useState("");
  const ask = () => {
    setProblem("");
    api("GET", `/videos/${video.id}/distribution`).then(setTold, (error) => setProblem(error.message));
  };
  useEffect(ask, [video.id]);
  if (problem) {
    return (
      <div className="reach reach-none" role="alert">
        <p>{problem}</p>
        <button type="button" className="button quiet" onClick={ask}>Try again</button>
      </div>
    );
  }
  return <div className="reach" aria-busy={!told}>{told ? <Told told={told} /> : <div className="ghost" aria-hidden="true" />}</div>;
}

function Told({ told }) {
  const Icon = ICONS[told.state];
  return (
    <>
      <section className={`reach-state ${told.state}`}>
        <Icon aria-hidden="true" />
        <div>
          <h3>{told.headline}</h3>
          <p>{told.reason}</p>
        </div>
      </section>
      <Numbers told={told} />
      <Gates told={told} />
      <Sources told={told} />
    </>
  );
}

function Numbers({ told }) {
  const kept = told.promised > 0 ? Math.min(1, told.impressions / told.promised) : 1;
  return (
    <dl className="reach-numbers">
      <div>
        <dt>Impressions</dt>
        <dd>{short(told.impressions)}</dd>
        {told.promised > 0 && (
          <dd className="soft">{kept < 1 ? `of ${told.promised} promised` : `${told.promised} were promised`}</dd>
        )}
      </div>
      <div>
        <dt>Viewers</dt>
        <dd>{short(told.views)}</dd>
        <dd className="soft">{told.decided_at ? "when it was judged" : "until now"}</dd>
      </div>
      <div>
        <dt>Watched of it</dt>
        <dd>{percent(told.watched)}</dd>
        {told.expected !== null && <dd className="soft">clips so long: {percent(told.expected)}</dd>}
      </div>
    </dl>
  );
}

function Gates({ told }) {
  return (
    <section>
      <h3>Gates</h3>
      <ol className="reach-gates">{told.gates.map((gate) => <Gate key={gate.gate} gate={gate} left={told.state} />)}</ol>
    </section>
  );
}

function Gate({ gate, left }) {
  const Icon = GATE_ICONS[gate.state];
  return (
    <li className={gate.state}>
      <Icon aria-hidden="true" />
      <div>
        <p><b>{gate.gate.toLocaleString("en")} views</b><span>{gate.state === "ahead" ? AHEAD[left] : GATE_WORDS[gate.state]}</span></p>
        {gate.watched !== null && (
          <>
            <Scale gate={gate} />
            <p className="soft">{percent(gate.watched)} watched, most likely between {percent(gate.low)} and {percent(gate.high)};
              expected {percent(gate.expected)}</p>
          </>
        )}
      </div>
    </li>
  );
}

// The watched share with its bounds, and a mark where clips so long stand; the words below say the same.
function Scale({ gate }) {
  const at = (share) => `${share * 100}%`;
  return (
    <span className="reach-scale" aria-hidden="true">
      <i className="span" style={{ left: at(gate.low), width: at(gate.high - gate.low) }} />
      <i className="dot" style={{ left: at(gate.watched) }} />
      <i className="mark" style={{ left: at(gate.expected) }} />
    </span>
  );
}

function Sources({ told }) {
  if (!told.sources.length) return null;
  const most = told.sources[0].impressions;
  return (
    <section>
      <h3>Where it was shown</h3>
      <ul className="reach-sources">
        {told.sources.map((one) => (
          <li key={one.source}>
            <p><span>{one.name}</span><b>{one.impressions.toLocaleString("en")}</b></p>
            <i aria-hidden="true" style={{ "--part": one.impressions / most }} />
          </li>
        ))}
      </ul>
      {told.predicted > 0 && (
        <p className="soft">{told.reached.toLocaleString("en")}{told.decided_at ? "" : ` of ${told.predicted.toLocaleString("en")}`} people
          picked for their taste have met it.</p>
      )}
    </section>
  );
}

const percent = (share) => (share === null ? "–" : `${Math.round(share * 100)} %`);
