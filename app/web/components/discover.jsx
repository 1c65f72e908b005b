// Discover: search on top, what is trending where, and the posters of what people watch most.
import { useState } from "react";
import { SearchBox } from "./search_box.jsx";
import { Regions } from "./regions.jsx";
import { SoundRows } from "./sound_rows.jsx";
import { TrendingTags } from "./tags.jsx";
import { useAnswer } from "./pages_of.js";
import { Trouble, Wall } from "./wall.jsx";
import "./discover.css";

const SOUNDS = 6;

export function Discover({ username, known }) {
  const [region, setRegion] = useState(null);
  const where = region === null ? "" : `&region=${encodeURIComponent(region)}`;
  return (
    <div className="discover">
      <h1 className="unseen">Discover</h1>
      <div className="discover-top">
        <SearchBox signedIn={Boolean(username)} known={known} />
        <Regions chosen={region} onChange={setRegion} signedIn={Boolean(username)} />
      </div>
      <TrendingTags path={`/hashtags/trending?limit=15${where}`} />
      <Sounds path={`/sounds/trending?limit=${SOUNDS}${where}`} />
      <h2 id="popular">Popular now</h2>
      <Wall path={`/search/popular${where.replace("&", "?")}`} label="Popular now" emptyTitle="Nothing to watch yet"
        emptyText="As soon as somebody publishes a clip and others watch it, it shows here." />
    </div>
  );
}

function Sounds({ path }) {
  const { answer, problem, again } = useAnswer(path);
  if (answer?.items.length === 0) return null;
  return (
    <section aria-labelledby="sounds" aria-busy={!answer && !problem}>
      <h2 id="sounds">Trending sounds</h2>
      {problem && <Trouble problem={problem} again={again} />}
      {answer && <SoundRows sounds={answer.items} />}
      {!answer && !problem && (
        <div className="sound-rows" aria-hidden="true">{Array.from({ length: SOUNDS }, (_, row) => <div key={row} className="row-ghost" />)}</div>
      )}
    </section>
  );
}
