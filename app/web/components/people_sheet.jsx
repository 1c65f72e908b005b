// Followers and following of somebody, in one sheet with two tabs and a search.
import { useEffect, useState } from "react";
import { Search, X } from "lucide-react";
import { api } from "./api.js";
import { refused } from "./people_store.js";
import { announce } from "./steer.js";
import { FollowButton, PeopleList, PersonRow, usePeople } from "./person_rows.jsx";
import { Dialog, Grip } from "./ui.jsx";
import "./owner.css";

const TABS = [["following", "Following"], ["followers", "Followers"]];

export function PeopleSheet({ person, open, onClose }) {
  return (
    <Dialog open={Boolean(open)} onClose={onClose} label={`People of @${person.username}`} className="owner people-sheet">
      <Grip onClose={onClose} />
      <Inside person={person} first={open} onClose={onClose} />
    </Dialog>
  );
}

function Inside({ person, first, onClose }) {
  const [tab, setTab] = useState(first);
  const [typed, setTyped] = useState("");
  useEffect(() => setTyped(""), [tab]);
  const list = usePeople(`/users/${person.id}/${tab}`, typed.trim());
  return (
    <>
      <header>
        <div className="people-tabs" role="tablist">
          {TABS.map(([name, label]) => (
            <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>{label}</button>
          ))}
        </div>
        <button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button>
      </header>
      <label className="people-search"><Search aria-hidden="true" />
        <input type="search" value={typed} placeholder="Search" aria-label="Search people" onChange={(event) => setTyped(event.target.value)} /></label>
      <div className="people-scroll">
        <PeopleList list={list} empty={<p>{typed ? `Nobody here is called “${typed}”.` : NOBODY[tab](person)}</p>}
          row={person.is_self && tab === "followers" ? (one) => <Follower key={one.id} one={one} drop={list.drop} /> : undefined} />
      </div>
    </>
  );
}

const NOBODY = {
  following: ({ is_self: own }) => (own ? "You follow nobody yet. Follow people and their clips come to Following." : "They follow nobody yet."),
  followers: ({ is_self: own }) => (own ? "Nobody follows you yet. Your next clip may change that." : "Be the first to follow them."),
};

function Follower({ one, drop }) {
  const remove = async () => {
    try {
      await api("DELETE", `/users/me/followers/${one.id}`);
      drop(one.id);
      announce(`@${one.username} follows you no longer. They are not told.`);
    } catch (error) {
      refused(error);
    }
  };
  return (
    <PersonRow person={one}>
      <span className="people-acts">
        <FollowButton person={one} />
        <button type="button" className="round plainly" onClick={remove} aria-label={`Remove @${one.username}`} title="Remove this follower"><X /></button>
      </span>
    </PersonRow>
  );
}
