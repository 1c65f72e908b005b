// What one is told, and by which way: here, by push to this browser, by mail.
import { useId } from "react";
import { Bell, BellRing, Mail } from "lucide-react";
import { ActionRow, SwitchRow, Waiting } from "./settings_rows.jsx";
import { useSaved } from "./settings_store.js";
import { usePush } from "./push.js";
import "./settings_notifications.css";

const KINDS = [
  ["like", "Likes of your videos"], ["comment_like", "Likes of your comments"], ["comment", "Comments on your videos"], ["reply", "Replies to you"],
  ["mention", "Mentions of your name"], ["follow", "New followers"], ["follow_request", "Requests to follow you"], ["follow_accepted", "Requests that were accepted"],
  ["posted", "New videos of people you follow"], ["milestone", "Milestones"], ["processed", "Your video is out"], ["failed", "Your video failed"], ["decision", "Decisions of moderators"],
];
const WAYS = [["app", "in the app", Bell, "App"], ["push", "by push", BellRing, "Push"], ["mail", "by mail", Mail, "Mail"]];

export function NotificationsSection({ account }) {
  const { values, problem, load, save } = useSaved("/notifications/settings", "PUT");
  const push = usePush();
  if (!values) return <Waiting problem={problem} again={load} rows={6} />;
  const turn = (kind, name, way) => {
    const had = values.ways[kind];
    const on = had.includes(way);
    const left = on ? had.filter((one) => one !== way && way !== "app") : [...new Set([...had, "app", way])];
    const said = on ? (way === "app" ? `${name}: not told any more.` : `${name}: not ${WAYS.find(([key]) => key === way)[1]} any more.`) : `${name}: told ${WAYS.find(([key]) => key === way)[1]}.`;
    save({ ways: { ...values.ways, [kind]: left } }, said);
  };
  return (
    <>
      <PushRow push={push} />
      <SwitchRow name="Weekly digest" note={`A letter to ${account.email} with what you missed`} on={values.digest}
        onChange={(digest) => save({ digest }, digest ? "A letter comes each week." : "No more weekly letters.")} />
      <div className="ways-head" aria-hidden="true"><span />{WAYS.map(([key, , , name]) => <b key={key}>{name}</b>)}</div>
      {KINDS.filter(([kind]) => values.ways[kind]).map(([kind, name]) => <Kind key={kind} name={name} ways={values.ways[kind]} onTurn={(way) => turn(kind, name, way)} />)}
    </>
  );
}

function Kind({ name, ways, onTurn }) {
  const id = useId();
  return (
    <div className="setting ways" role="group" aria-labelledby={id}>
      <div className="setting-says"><b id={id}>{name}</b></div>
      {WAYS.map(([way, said, Icon]) => (
        <button key={way} type="button" role="switch" aria-checked={ways.includes(way)} aria-label={`${name} ${said}`} className="way" onClick={() => onTurn(way)}><Icon aria-hidden="true" /></button>
      ))}
    </div>
  );
}

function PushRow({ push }) {
  if (push.state === "asking") return <Waiting rows={1} />;
  if (push.state === "missing") return <ActionRow name="Push to this browser" note="This browser takes no pushes from here. On an iPhone, add the site to the home screen first." disabled onClick={() => {}} />;
  if (push.state === "refused") return <ActionRow name="Push to this browser" note="You told this browser to refuse them. Allow notifications for this site in its settings." disabled onClick={() => {}} />;
  return <SwitchRow name="Push to this browser" note={push.problem || "You hear of it although no page is open"} on={push.state === "on"} onChange={push.turn} />;
}
