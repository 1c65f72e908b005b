// Videos, liked and saved as icon tabs; the first is drawn by the page, the others are read when they are opened.
import { useEffect, useRef, useState } from "react";
import { Bookmark, Clapperboard, EyeOff, Grid3x3, Heart, Lock, Play, RotateCw } from "lucide-react";
import { api } from "./api.js";
import { previewsIn } from "./poster_preview.js";
import { short } from "./ui.jsx";
import "./people.css";

export function ProfileTabs({ person, children }) {
  const [tab, setTab] = useState("videos");
  const box = useRef(null);
  useEffect(() => setTab("videos"), [person.id]);
  useEffect(() => previewsIn(box.current), []);
  if (!person.is_shown) return <Closed person={person} />;
  const own = person.is_self;
  const tabs = [["videos", "Videos", Grid3x3], ...(person.shows_likes ? [["likes", "Liked", Heart]] : []), ...(person.shows_saves ? [["saves", "Saved", Bookmark]] : [])];
  return (
    <div ref={box}>
      {tabs.length > 1 && (
        <div className="profile-tabs" role="tablist" aria-label="Clips">
          {tabs.map(([name, label, Icon]) => (
            <button key={name} type="button" role="tab" aria-selected={tab === name} aria-label={label} title={label} onClick={() => setTab(name)}><Icon /></button>
          ))}
        </div>
      )}
      <div hidden={tab !== "videos"}>{children}</div>
      {tab !== "videos" && <Clips key={tab} person={person} kind={tab} own={own} />}
    </div>
  );
}

function Closed({ person }) {
  return (
    <div className="nothing">
      <Lock className="art" />
      <h2>This account is private</h2>
      <p>{person.is_requested ? `@${person.username} was asked. When they let you in, their clips appear here.` : `Follow @${person.username} to see their clips.`}</p>
    </div>
  );
}

function Clips({ person, kind, own }) {
  const [state, setState] = useState({ items: null, cursor: null, problem: "" });
  const read = async (cursor) => {
    try {
      const page = await api("GET", `/users/${person.id}/${kind}?limit=30${cursor ? `&cursor=${cursor}` : ""}`);
      setState((old) => ({ items: [...(cursor ? old.items : []), ...page.items], cursor: page.next_cursor, problem: "" }));
    } catch (error) {
      setState((old) => ({ ...old, problem: error.message }));
    }
  };
  useEffect(() => {
    read(null);
  }, []);
  const { items, cursor, problem } = state;
  if (problem) return <div className="nothing" role="alert"><p>{problem}</p><button type="button" className="button quiet" onClick={() => read(null)}><RotateCw /> Retry</button></div>;
  if (!items) return <ul className="grid grid-ghost" aria-busy="true">{[0, 1, 2, 3, 4, 5].map((one) => <li key={one}><a aria-hidden="true" /></li>)}</ul>;
  if (!items.length && !cursor) return <None kind={kind} own={own} />;
  return (
    <section aria-label={kind === "likes" ? "Liked clips" : "Saved clips"}>
      {own && <p className="profile-note soft"><EyeOff aria-hidden="true" />{person[OPEN[kind]] && !own ? "" : "Who sees this list is up to you:"} <a href="/settings#privacy">Privacy</a></p>}
      <ul className="grid">{items.map((card) => <li key={card.id}><Poster card={card} /></li>)}</ul>
      {cursor && <button type="button" className="button quiet center" onClick={() => read(cursor)}>Show more</button>}
    </section>
  );
}

const OPEN = { likes: "shows_likes", saves: "shows_saves" };

function Poster({ card }) {
  return (
    <a href={`/v/${card.id}`} aria-label={card.description || `Video by @${card.creator.username}`} style={{ backgroundImage: card.preview ? `url("${card.preview}")` : "none" }}>
      <span className="poster" style={{ backgroundImage: card.poster_url ? `url("${card.poster_url}")` : "none" }} />
      <span className="views"><Play size={14} />{short(card.view_count)}</span>
    </a>
  );
}

function None({ kind, own }) {
  const [title, text] = kind === "likes"
    ? ["No liked clips yet", "Double-tap a clip to like it; it is kept here."]
    : ["Nothing saved yet", "Save a clip and find it here again."];
  return (
    <div className="nothing">
      <Clapperboard className="art" />
      <h2>{own ? title : "Nothing here yet"}</h2>
      <p>{own ? text : "What they choose to show appears here."}</p>
      {own && <a className="button quiet" href="/">To the feed</a>}
    </div>
  );
}
