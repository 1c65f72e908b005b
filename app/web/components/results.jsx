// What a search found: a few of each kind, or one kind without end. The address says all of it, so that Back works.
import { useCallback, useEffect, useState } from "react";
import { SearchBox } from "./search_box.jsx";
import { PeopleRows } from "./people_rows.jsx";
import { SoundRows } from "./sound_rows.jsx";
import { TagPills, TrendingTags } from "./tags.jsx";
import { useAnswer } from "./pages_of.js";
import { Empty, Trouble, Wall } from "./wall.jsx";
import { ListOf } from "./list_of.jsx";
import "./discover.css";

const TABS = [["", "Top"], ["videos", "Videos"], ["users", "People"], ["hashtags", "Hashtags"], ["sounds", "Sounds"]];
const SINCE = [["", "Any time"], ["day", "Last 24 hours"], ["week", "Last 7 days"], ["month", "Last 30 days"]];
const LENGTH = [["", "Any length"], ["short", "Under 15 s"], ["medium", "15–60 s"], ["long", "Over 1 min"]];

export function Results({ username, known }) {
  const [asked, ask] = useAsked();
  if (!asked) return null;
  const { q, type } = asked;
  return (
    <div className="discover">
      <h1 className="unseen">{q ? `Results for ${q}` : "Search"}</h1>
      <div className="discover-top">
        <SearchBox initial={q} signedIn={Boolean(username)} known={known} focused={!q} onSearch={(query) => ask({ ...asked, q: query })} />
      </div>
      {q && <Tabs asked={asked} ask={ask} />}
      {q && <div id="found" role="tabpanel" aria-labelledby={`tab-${type}`}><Found asked={asked} ask={ask} key={pathOf(asked)} /></div>}
      {!q && <TrendingTags path="/hashtags/trending?limit=16" title="People search for" />}
    </div>
  );
}

function Found({ asked, ask }) {
  const path = pathOf(asked);
  if (!asked.type) return <Top path={path} asked={asked} ask={ask} />;
  if (asked.type === "videos") return <Wall path={path} emptyTitle={`No videos for “${asked.q}”`} emptyText={hintFor(asked)} />;
  return <ListOf path={path} kind={asked.type} q={asked.q} />;
}

function Top({ path, asked, ask }) {
  const { answer, problem, again } = useAnswer(path);
  if (problem) return <Trouble problem={problem} again={again} />;
  if (!answer) return <Ghosts />;
  const { items: videos, users, hashtags, sounds } = answer;
  if (!videos.length && !users.length && !hashtags.length && !sounds.length) return <Nothing asked={asked} />;
  const all = (type) => () => ask({ ...asked, type });
  return (
    <>
      {answer.corrected && <p className="soft corrected" role="status">Showing results for <b>{answer.corrected}</b></p>}
      <div className="top-found">
        <Part name="People" items={users} all={all("users")}><PeopleRows people={users} /></Part>
        <Part name="Hashtags" items={hashtags} all={all("hashtags")}><TagPills tags={hashtags} /></Part>
        <Part name="Sounds" items={sounds} all={all("sounds")} className="top-sounds"><SoundRows sounds={sounds} all /></Part>
        <section className="top-videos">
          <h2>Videos</h2>
          {videos.length > 0 && <Wall path={`${path}&type=videos`} />}
          {videos.length === 0 && <p className="soft">No video says “{asked.q}”. {hintFor(asked)}</p>}
        </section>
      </div>
    </>
  );
}

function Part({ name, items, all, className = "", children }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={name} className={`top-part ${className}`}>
      <h2>{name} <button className="plain" onClick={all} aria-label={`All ${name.toLowerCase()}`}>See all</button></h2>
      {children}
    </section>
  );
}

function Nothing({ asked }) {
  return (
    <>
      <Empty title={`Nothing found for “${asked.q}”`} text={hintFor(asked) || "Try other words, or fewer of them."} />
      <TrendingTags path="/hashtags/trending?limit=12" title="What others watch" />
    </>
  );
}

const hintFor = ({ since, length }) => (since || length ? "There may be some outside of your filters." : "");

function Tabs({ asked, ask }) {
  const choose = (type) => ask({ ...asked, type });
  const press = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = TABS.findIndex(([type]) => type === asked.type);
    const [next] = TABS[(at + step + TABS.length) % TABS.length];
    choose(next);
    document.getElementById(`tab-${next}`).focus();
  };
  const narrows = !asked.type || asked.type === "videos";
  return (
    <div className="found-bar">
      <div role="tablist" aria-label="Kinds of results" className="found-tabs" onKeyDown={press}>
        {TABS.map(([type, name]) => (
          <button key={type} id={`tab-${type}`} role="tab" aria-selected={type === asked.type} aria-controls="found"
            tabIndex={type === asked.type ? 0 : -1} onClick={() => choose(type)}>{name}</button>
        ))}
      </div>
      {narrows && (
        <div className="found-filters">
          <Choice name="Date" value={asked.since} choices={SINCE} onChange={(since) => ask({ ...asked, since })} />
          <Choice name="Length" value={asked.length} choices={LENGTH} onChange={(length) => ask({ ...asked, length })} />
        </div>
      )}
    </div>
  );
}

function Choice({ name, value, choices, onChange }) {
  return (
    <label className={`select ${value ? "on" : ""}`}>
      <select aria-label={name} value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </label>
  );
}

const Ghosts = () => (
  <div className="top-found" role="status" aria-busy="true" aria-label="Searching">
    <section className="top-part">{[1, 2, 3].map((row) => <div key={row} className="row-ghost" />)}</section>
    <section className="top-videos"><div className="wall-ghosts">{[1, 2, 3, 4].map((one) => <div key={one} className="wall-ghost" />)}</div></section>
  </div>
);

function pathOf({ q, type, since, length }) {
  const said = Object.entries({ q, type, since, length }).filter(([, value]) => value);
  return `/search?${new URLSearchParams(said)}`;
}

function useAsked() {
  const [asked, set] = useState(null);
  useEffect(() => {
    const read = () => set(fromAddress());
    read();
    window.addEventListener("popstate", read);
    return () => window.removeEventListener("popstate", read);
  }, []);
  const ask = useCallback((next) => {
    window.history.pushState(window.history.state, "", pathOf(next));
    set(next);
  }, []);
  return [asked, ask];
}

function fromAddress() {
  const said = new URLSearchParams(window.location.search);
  const one = (name, choices) => (choices.some(([key]) => key === said.get(name)) ? said.get(name) : "");
  return { q: (said.get("q") ?? "").trim(), type: one("type", TABS), since: one("since", SINCE), length: one("length", LENGTH) };
}
