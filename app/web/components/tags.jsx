// Hashtags as pills, each with the line of its last days where that is known.
import { Spark } from "./spark.jsx";
import { short } from "./ui.jsx";
import { useAnswer } from "./pages_of.js";
import { Trouble } from "./wall.jsx";

const GHOSTS = 10;

export function TrendingTags({ path, title = "Trending hashtags" }) {
  const { answer, problem, again } = useAnswer(path);
  if (answer?.items.length === 0) return null;
  return (
    <section aria-label={title} aria-busy={!answer && !problem}>
      <h2>{title}</h2>
      {problem && <Trouble problem={problem} again={again} />}
      {answer && <TagPills tags={answer.items} />}
      {!answer && !problem && (
        <div className="tags" aria-hidden="true">{Array.from({ length: GHOSTS }, (_, tag) => <div key={tag} className="tag-ghost" />)}</div>
      )}
    </section>
  );
}

export function TagPills({ tags }) {
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag.name}>
          <a className="tag" href={`/tag/${encodeURIComponent(tag.name)}`}>
            <span><b>#{tag.name}</b><small>{short(tag.uses)} {tag.uses === 1 ? "video" : "videos"}</small></span>
            {tag.series?.some(Boolean) && <Spark series={tag.series} />}
          </a>
        </li>
      ))}
    </ul>
  );
}
