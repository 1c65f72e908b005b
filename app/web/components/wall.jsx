// Posters without end: as a wall of different heights or as an even grid. Each opens the player on this same list.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Clapperboard, Play, RotateCw } from "lucide-react";
import { usePages } from "./pages_of.js";
import { Avatar, short } from "./ui.jsx";
import "./wall.css";

const GAP = 12;
const FOOT = 66;
const WIDEST = 250;
const GHOSTS = 8;

export function Wall({ path, grid = false, label = "Videos", emptyTitle = "Nothing here yet", emptyText = "" }) {
  const list = usePages(path);
  const { items, phase } = list;
  if (phase === "end" && items.length === 0) return <Empty title={emptyTitle} text={emptyText} />;
  const Shape = grid ? Grid : Masonry;
  const waits = phase === "loading";
  return (
    <section aria-label={label} aria-busy={waits}>
      <Shape items={items} path={path} ghosts={waits ? GHOSTS : 0} />
      {phase === "failed" && <Trouble problem={list.problem} again={list.more} />}
      {phase === "ready" && <Ahead onNear={list.more} key={items.length} />}
    </section>
  );
}

export function Empty({ title, text, children }) {
  return (
    <div className="nothing">
      <Clapperboard className="art" />
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

export function Trouble({ problem, again }) {
  return (
    <div className="wall-trouble" role="alert">
      <p>{problem}</p>
      <button className="button quiet" onClick={again}><RotateCw /> Retry</button>
    </div>
  );
}

// Tells, some screens ahead, that the end comes near.
function Ahead({ onNear }) {
  const ref = useRef(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([seen]) => seen.isIntersecting && onNear(), { rootMargin: "1200px" });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [onNear]);
  return <div ref={ref} className="wall-ahead" />;
}

// Placed by hand, so that the order of the tab key is the order of the list.
function Masonry({ items, path, ghosts }) {
  const ref = useRef(null);
  const width = useWidth(ref);
  const { places, height, wide } = placed([...items, ...Array(ghosts).fill(null)], width);
  return (
    <ul className="wall" ref={ref} style={{ height }}>
      {width > 0 && items.map((video, index) => (
        <li key={video.id} style={{ ...places[index], width: wide }}><Card video={video} path={path} tall={heightOf(video, wide)} /></li>
      ))}
      {width > 0 && places.slice(items.length).map((place, index) => (
        <li key={`ghost${index}`} className="wall-ghost" aria-hidden="true" style={{ ...place, width: wide, height: wide * 1.5 }} />
      ))}
    </ul>
  );
}

function Grid({ items, path, ghosts }) {
  return (
    <ul className="grid">
      {items.map((video) => (
        <li key={video.id}>
          <a href={opened(video, path)} aria-label={labelOf(video)} style={{ backgroundImage: url(video.preview) }}>
            <span className="poster" style={{ backgroundImage: url(video.poster_url) }} />
            <span className="views"><Play size={14} />{short(video.view_count)}</span>
          </a>
        </li>
      ))}
      {Array.from({ length: ghosts }, (_, index) => <li key={index} className="wall-ghost still" aria-hidden="true" />)}
    </ul>
  );
}

function Card({ video, path, tall }) {
  return (
    <a className="wall-card" href={opened(video, path)} aria-label={labelOf(video)}>
      <span className="wall-picture" style={{ height: tall, backgroundImage: url(video.preview) }}>
        <span className="poster" style={{ backgroundImage: url(video.poster_url) }} />
        <span className="views"><Play size={14} />{short(video.view_count)}</span>
      </span>
      <b>{video.description || "Untitled"}</b>
      <span className="wall-who"><Avatar person={video.creator} size={20} /> @{video.creator.username}</span>
    </a>
  );
}

const labelOf = (video) => `${video.description || "Video"} by @${video.creator.username}`;
const url = (address) => (address ? `url("${address}")` : "none");

// The player goes on with this list from the page on which the poster stands.
function opened(video, path) {
  const from = new URLSearchParams({ list: path, ...(video.page ? { at: video.page } : {}) });
  return `/v/${video.id}?${from}`;
}

function useWidth(ref) {
  const [width, set] = useState(0);
  useLayoutEffect(() => {
    const measure = () => set(ref.current?.clientWidth ?? 0);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

// Between 4:5 and 9:16, so that no clip towers over the others.
function heightOf(video, wide) {
  const ratio = video ? video.height / video.width || 1.5 : 1.5;
  return Math.round(wide * Math.max(1.25, Math.min(16 / 9, ratio)));
}

function placed(items, width) {
  const count = Math.max(2, Math.ceil(width / (WIDEST + GAP)));
  const wide = Math.floor((width - GAP * (count - 1)) / count);
  const columns = Array(count).fill(0);
  const places = items.map((video) => {
    const column = columns.indexOf(Math.min(...columns));
    const place = { left: column * (wide + GAP), top: columns[column] };
    columns[column] += heightOf(video, wide) + FOOT + GAP;
    return place;
  });
  return { places, height: Math.max(...columns), wide };
}
