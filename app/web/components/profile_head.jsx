// The head of a profile: the face, counts in one row, who they say they are, and how one stands to them.
import { useEffect, useMemo, useState } from "react";
import { Ban, BellOff, Bell, Ellipsis, Flag, Link2, Lock, UserPen, UserRoundCheck, X } from "lucide-react";
import { ProfileEdit } from "./profile_edit.jsx";
import { block, copyLink, mute, refused, unblock } from "./people_store.js";
import { FollowButton } from "./person_rows.jsx";
import { PeopleSheet } from "./people_sheet.jsx";
import { ReportSheet } from "./report.jsx";
import { announce } from "./steer.js";
import { Avatar, Dialog, Grip, short } from "./ui.jsx";
import "./owner.css";

export function ProfileHead({ person: given, onChanged, children }) {
  const [person, setPerson] = useState(given);
  const [open, setOpen] = useState("");
  useEffect(() => setPerson(given), [given]);
  // A dialog says that it closed also when another one took its place.
  const closing = (...names) => () => setOpen((old) => (names.includes(old) ? "" : old));
  const followed = (now) => {
    const step = Number(now.is_following) - Number(person.is_following);
    setPerson((old) => ({ ...old, ...now, follower_count: old.follower_count + step }));
    if (person.is_private) onChanged?.();
  };
  const list = person.is_shown ? (name) => () => setOpen(name) : () => undefined;
  return (
    <header className="person">
      <Face person={person} onEdit={() => setOpen("edit")} />
      <div className="person-says">
        <h1>{person.display_name || person.username}{person.is_private && <Lock aria-label="Private account" />}</h1>
        <p className="soft">@{person.username}{person.follows_me && !person.is_self && <em className="person-tag">Follows you</em>}</p>
        <ul className="person-counts">
          <Count number={person.following_count} name="Following" onClick={list("following")} />
          <Count number={person.follower_count} name={person.follower_count === 1 ? "Follower" : "Followers"} onClick={list("followers")} />
          <Count number={person.like_count} name="Likes" />
        </ul>
        {person.bio && <p className="bio">{person.bio}</p>}
        <Links links={person.links} />
        {person.is_self ? (
          <div className="actions">
            <button type="button" className="button" onClick={() => setOpen("edit")}><UserPen /> Edit profile</button>
            {person.request_count > 0 && <a className="button quiet" href="/requests"><UserRoundCheck /> {person.request_count} {person.request_count > 1 ? "requests" : "request"}</a>}
            {children}
          </div>
        ) : (
          <div className="actions">
            <FollowButton person={person} onChanged={followed} className="person-follow" />
            <button type="button" className="round" onClick={() => setOpen("menu")} aria-label={`More about @${person.username}`}><Ellipsis /></button>
          </div>
        )}
      </div>
      <PeopleSheet person={person} open={["following", "followers"].includes(open) ? open : ""} onClose={closing("following", "followers")} />
      <Menu person={person} open={open === "menu"} onClose={closing("menu")} onReport={() => setOpen("report")}
        onMuted={(on) => setPerson((old) => ({ ...old, is_muted: on }))} />
      <Reporting person={person} open={open === "report"} onClose={closing("report")} />
      {person.is_self && <ProfileEdit open={open === "edit"} onClose={closing("edit")} onSaved={(own) => setPerson((old) => ({ ...old, ...own }))} />}
    </header>
  );
}

function Face({ person, onEdit }) {
  if (!person.is_self) return <Avatar person={person} size={96} />;
  return <button type="button" className="person-face" onClick={onEdit} aria-label="Change your picture"><Avatar person={person} size={96} /><i aria-hidden="true"><UserPen /></i></button>;
}

function Count({ number, name, onClick }) {
  const inside = <><b>{short(number)}</b> <span>{name}</span></>;
  return <li>{onClick ? <button type="button" onClick={onClick}>{inside}</button> : <div>{inside}</div>}</li>;
}

function Links({ links }) {
  if (!links?.length) return null;
  return (
    <p className="person-links">
      {links.map((link) => <a key={link} href={link} rel="nofollow noopener noreferrer" target="_blank"><Link2 aria-hidden="true" />{link.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "")}</a>)}
    </p>
  );
}

function Reporting({ person, open, onClose }) {
  const target = useMemo(() => (open ? { kind: "user", id: person.id, name: person.username } : null), [open, person.id]);
  const done = (text) => {
    onClose();
    announce(text);
  };
  return <ReportSheet target={target} onClose={onClose} onDone={done} onRefused={refused} />;
}

function Menu({ person, open, onClose, onMuted, onReport }) {
  const [sure, setSure] = useState(false);
  useEffect(() => setSure(false), [open]);
  const act = (verb) => async () => {
    try {
      await verb();
      onClose();
    } catch (error) {
      refused(error);
    }
  };
  const muting = act(async () => {
    await mute(person, !person.is_muted);
    onMuted(!person.is_muted);
  });
  const blocking = act(async () => {
    await block(person);
    window.location.reload();
  });
  return (
    <Dialog open={open} onClose={onClose} label={`@${person.username}`} className="owner">
      <Grip onClose={onClose} />
      <header><h2>{sure ? `Block @${person.username}?` : `@${person.username}`}</h2><button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button></header>
      {sure ? (
        <div className="owner-removal">
          <p>You will not find each other any more: no clips, comments or profiles, either way. Follows between you end. They are not told.</p>
          <div className="owner-choice">
            <button type="button" className="button quiet" onClick={() => setSure(false)}>Keep</button>
            <button type="button" className="button owner-danger" onClick={blocking}>Block</button>
          </div>
        </div>
      ) : (
        <div className="owner-acts">
          <button type="button" onClick={act(() => copyLink(`/@${person.username}`))}><Link2 /><span><b>Copy link</b><small>To this profile</small></span></button>
          <button type="button" onClick={muting}>{person.is_muted ? <Bell /> : <BellOff />}<span><b>{person.is_muted ? "Unmute" : "Mute"}</b><small>{person.is_muted ? "Their clips may come again" : "None of their clips in your feed; they do not notice"}</small></span></button>
          <button type="button" onClick={onReport}><Flag /><span><b>Report</b><small>They break a rule; they are not told by whom</small></span></button>
          <button type="button" className="owner-bad" onClick={() => setSure(true)}><Ban /><span><b>Block</b><small>Neither of you sees the other</small></span></button>
        </div>
      )}
    </Dialog>
  );
}

// Whom one blocked, with the way back.
export function BlockedProfile({ name }) {
  const back = async () => {
    try {
      await unblock({ id: name });
      window.location.reload();
    } catch (error) {
      announce(error.message);
    }
  };
  return (
    <div className="nothing">
      <Ban className="art" />
      <h1>You blocked {name}</h1>
      <p>Neither of you sees the other’s clips, comments and profile.</p>
      <button type="button" className="button quiet" onClick={back}>Unblock</button>
    </div>
  );
}
