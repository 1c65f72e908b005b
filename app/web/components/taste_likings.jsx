// What the feed takes one to like, each with its strength, its evidence and the way out; then what was taken out.
import { Hash, Music2, RotateCcw, Sparkles, UserRound, X } from "lucide-react";

const GROUPS = [
  { kind: "topic", name: "Topics", Icon: Hash, href: null },
  { kind: "creator", name: "Creators", Icon: UserRound, href: ({ name }) => `/${name}` },
  { kind: "sound", name: "Sounds", Icon: Music2, href: ({ key }) => `/sound/${key}` },
];

export function Likings({ taste, known, remove, bringBack }) {
  const groups = GROUPS.map((group) => ({ ...group, mine: taste.likings.filter(({ kind }) => kind === group.kind) }));
  return (
    <>
      {taste.likings.length === 0 && <Stranger taste={taste} />}
      {groups.filter(({ mine }) => mine.length > 0).map(({ kind, name, Icon, href, mine }) => (
        <section key={kind} className="card" aria-labelledby={`likes-${kind}`}>
          <h2 id={`likes-${kind}`}><Icon aria-hidden="true" /> {name}</h2>
          <ul className="likings">
            {mine.map((liking) => <Liking key={liking.key} liking={liking} href={href?.(liking)} remove={known ? remove : null} />)}
          </ul>
        </section>
      ))}
      {taste.removed.length > 0 && <Removed removed={taste.removed} bringBack={bringBack} />}
    </>
  );
}

function Liking({ liking, href, remove }) {
  const { name, strength, evidence } = liking;
  return (
    <li>
      <div>
        {href ? <a href={href}><b>{name}</b></a> : <b>{name}</b>}
        <small>{evidence}</small>
        <i style={{ "--share": strength }} role="meter" aria-label={`How strongly: ${name}`} aria-valuemin={0} aria-valuemax={100}
          aria-valuenow={Math.round(100 * strength)} />
      </div>
      {remove && (
        <button type="button" className="round plainly" onClick={() => remove(liking)} aria-label={`Remove ${name}`}
          title="Do not count this"><X /></button>
      )}
    </li>
  );
}

function Stranger({ taste }) {
  const again = taste.since && taste.watches === 0;
  return (
    <section className="card taste-empty">
      <Sparkles className="art" aria-hidden="true" />
      <h2>{again ? "A fresh start" : "It does not know you yet"}</h2>
      <p className="soft">{taste.watches === 0 ? "Watch a few clips. What you see to the end and what you like shows up here within seconds."
        : "Nothing stands out in what you watched so far. What you see to the end, and what you like, counts most."}</p>
      <a className="button" href="/">Watch</a>
    </section>
  );
}

function Removed({ removed, bringBack }) {
  return (
    <section className="card" aria-labelledby="likes-removed">
      <h2 id="likes-removed">Taken out by you</h2>
      <ul className="chips">
        {removed.map((one) => (
          <li key={one.kind + one.key} className="chip">
            {one.name}
            <button type="button" onClick={() => bringBack(one)} aria-label={`Bring ${one.name} back`} title="Bring back"><RotateCcw /></button>
          </li>
        ))}
      </ul>
    </section>
  );
}
