// One person in a list with the button to follow, and pages of such rows.
import { useCallback, useEffect, useState } from "react";
import { Lock, RotateCw } from "lucide-react";
import { api } from "./api.js";
import { follow, refused, word } from "./people_store.js";
import { Avatar } from "./ui.jsx";
import "./people.css";

export function FollowButton({ person, onChanged, className = "" }) {
  const [stands, setStands] = useState(person);
  const [busy, setBusy] = useState(false);
  useEffect(() => setStands(person), [person]);
  const tied = stands.is_following || stands.is_requested;
  const press = async () => {
    const before = stands;
    setBusy(true);
    setStands(tied ? { ...before, is_following: false, is_requested: false }
      : { ...before, is_following: !person.is_private, is_requested: person.is_private });
    try {
      const now = await follow(person, !tied);
      setStands({ ...before, ...now });
      onChanged?.(now);
    } catch (error) {
      setStands(before);
      refused(error);
    }
    setBusy(false);
  };
  return (
    <button type="button" className={`button ${tied ? "quiet" : ""} ${className}`} aria-pressed={tied} disabled={busy} onClick={press}
      aria-label={`${word(stands)}: @${person.username}`}>{word(stands)}</button>
  );
}

export function PersonRow({ person, children, note }) {
  return (
    <li className="people-row">
      <a href={`/@${person.username}`}>
        <Avatar person={person} size={48} />
        <span>
          <b>{person.display_name || person.username}{person.is_private && <Lock aria-label="Private account" />}</b>
          <small>{note || `@${person.username}`}</small>
        </span>
      </a>
      {children ?? (!person.is_self && <FollowButton person={person} />)}
    </li>
  );
}

// Pages of people at an address below /api/v1, searched by what was typed.
export function usePeople(path, typed = "") {
  const [state, setState] = useState({ items: null, cursor: null, error: null });
  const read = useCallback(async (cursor, alive = () => true) => {
    try {
      const asked = new URLSearchParams({ limit: 30, ...(typed && { q: typed }), ...(cursor && { cursor }) });
      const page = await api("GET", `${path}?${asked}`);
      if (alive()) setState((old) => ({ items: [...(cursor ? old.items : []), ...page.items], cursor: page.next_cursor, error: null }));
    } catch (error) {
      if (alive()) setState((old) => ({ ...old, error }));
    }
  }, [path, typed]);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(() => read(null, () => here), typed ? 200 : 0);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [read]);
  const drop = (id) => setState((old) => ({ ...old, items: old.items.filter((one) => one.id !== id) }));
  return { ...state, drop, retry: () => read(null), more: state.cursor ? () => read(state.cursor) : null };
}

export function PeopleList({ list, empty, row }) {
  if (list.error) {
    return (
      <div className="people-said" role="alert">
        <p>{list.error.message}</p>
        {list.error.status !== 403 && <button type="button" className="button quiet" onClick={list.retry}><RotateCw /> Retry</button>}
      </div>
    );
  }
  if (!list.items) return <ul className="people" aria-busy="true">{[0, 1, 2, 3].map((one) => <li key={one} className="people-row people-ghost" />)}</ul>;
  if (list.items.length === 0) return <div className="people-said">{empty}</div>;
  return (
    <>
      <ul className="people">{list.items.map((person) => row?.(person) ?? <PersonRow key={person.id} person={person} />)}</ul>
      {list.more && <button type="button" className="button quiet center" onClick={list.more}>Show more</button>}
    </>
  );
}
