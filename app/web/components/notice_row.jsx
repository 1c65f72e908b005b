// Pieces that a row of the inbox and a notice that slides in have in common.
import { AtSign, BadgeCheck, Clapperboard, Heart, MessageCircle, ShieldAlert, Trophy, TriangleAlert, UserPlus } from "lucide-react";
import { Avatar } from "./ui.jsx";

const SIGNS = {
  like: [Heart, "ember"], comment_like: [Heart, "ember"], comment: [MessageCircle, "violet"], reply: [MessageCircle, "violet"],
  mention: [AtSign, "good"], follow: [UserPlus, "violet"], follow_request: [UserPlus, "warn"], follow_accepted: [UserPlus, "good"],
  processed: [BadgeCheck, "good"], failed: [TriangleAlert, "bad"], decision: [ShieldAlert, "warn"], milestone: [Trophy, "warn"],
  posted: [Clapperboard, "ember"],
};

export function Faces({ notice, size = 52 }) {
  const [Sign, tone] = SIGNS[notice.kind] ?? SIGNS.posted;
  const [first, second] = notice.actors;
  if (!first) return <span className={`notice-faces alone ${tone}`}><Sign aria-hidden="true" /></span>;
  return (
    <span className={`notice-faces ${second ? "two" : ""}`} aria-hidden="true">
      {second && <Avatar person={second} size={size * 0.62} />}
      <Avatar person={first} size={second ? size * 0.62 : size} />
      <i className={tone}><Sign /></i>
    </span>
  );
}

export function Sentence({ notice }) {
  return <span className="notice-text">{notice.who && <b>{notice.who}</b>} {notice.what}</span>;
}
