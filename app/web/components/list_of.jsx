// All people, hashtags or sounds of a search, as one scrolls.
import { useEffect, useRef } from "react";
import { PeopleRows } from "./people_rows.jsx";
import { usePages } from "./pages_of.js";
import { SoundRows } from "./sound_rows.jsx";
import { TagPills } from "./tags.jsx";
import { Empty, Trouble } from "./wall.jsx";

const WORDS = { users: "people", hashtags: "hashtags", sounds: "sounds" };

export function ListOf({ path, kind, q }) {
  const { items, phase, problem, more } = usePages(path);
  if (phase === "end" && items.length === 0) {
    return <Empty title={`No ${WORDS[kind]} for “${q}”`} text="Try other words, or fewer of them." />;
  }
  return (
    <section aria-label={WORDS[kind]} aria-busy={phase === "loading"}>
      {kind === "users" && <PeopleRows people={items} />}
      {kind === "hashtags" && <TagPills tags={items} />}
      {kind === "sounds" && <SoundRows sounds={items} all />}
      {phase === "loading" && [1, 2, 3, 4].map((row) => <div key={row} className="row-ghost" />)}
      {phase === "failed" && <Trouble problem={problem} again={more} />}
      {phase === "ready" && <More key={items.length} onNear={more} />}
    </section>
  );
}

function More({ onNear }) {
  const ref = useRef(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([seen]) => seen.isIntersecting && onNear(), { rootMargin: "600px" });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [onNear]);
  return <div ref={ref} className="wall-ahead" />;
}
