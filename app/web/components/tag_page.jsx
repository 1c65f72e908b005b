// A hashtag: how many use it, a way to ask for more of it, and all of its videos.
import { useEffect, useState } from "react";
import { Hash, Plus, Check } from "lucide-react";
import { api } from "./api.js";
import { useAnswer } from "./pages_of.js";
import { announce, said } from "./steer.js";
import { short } from "./ui.jsx";
import { Empty, Trouble, Wall } from "./wall.jsx";
import "./discover.css";

const MORE = 1;

export function TagPage({ username }) {
  const tag = useTag();
  const { answer, problem, again } = useAnswer(tag && `/hashtags/${encodeURIComponent(tag)}`);
  if (problem) return <Missing tag={tag} problem={problem} again={again} />;
  return (
    <div className="discover">
      <header className="tag-head">
        <span className="tag-sign" aria-hidden="true"><Hash /></span>
        <div>
          <h1>{tag ? `#${tag}` : "\u00a0"}</h1>
          <p className="soft">{answer ? `${short(answer.uses)} ${answer.uses === 1 ? "video" : "videos"}` : "\u00a0"}</p>
        </div>
        {username && tag && <MoreOf tag={tag} />}
      </header>
      {tag && <Wall grid path={`/hashtags/${encodeURIComponent(tag)}/videos`} label={`Videos tagged ${tag}`} />}
    </div>
  );
}

function Missing({ tag, problem, again }) {
  if (!problem.startsWith("There is no hashtag")) return <Trouble problem={problem} again={again} />;
  return (
    <Empty title={`Nobody uses #${tag} yet`} text="Publish a clip with it in the caption, and this page is there.">
      <a className="button" href="/discover">See what is trending</a>
    </Empty>
  );
}

// A wish that the feed follows from its next page on.
function MoreOf({ tag }) {
  const [on, set] = useState(null);
  useEffect(() => {
    api("GET", "/feed/preferences").then((wishes) => set((wishes.topics[tag] ?? 0) > 0), () => {});
  }, [tag]);
  if (on === null) return null;
  const wish = (weight) => api("PUT", `/feed/preferences/topics/${encodeURIComponent(tag)}`, { weight });
  const toggle = async () => {
    set(!on);
    try {
      announce(said(await wish(on ? 0 : MORE)));
    } catch (error) {
      set(on);
      announce(error.message);
    }
  };
  return (
    <button className={`button ${on ? "quiet" : ""}`} aria-pressed={on} onClick={toggle}>
      {on ? <Check /> : <Plus />} {on ? "More in your feed" : "More of this"}
    </button>
  );
}

function useTag() {
  const [tag, set] = useState("");
  useEffect(() => {
    const name = window.location.pathname.replace(/\/+$/, "").split("/").pop();
    set(decodeURIComponent(name).toLowerCase());
  }, []);
  return tag;
}
