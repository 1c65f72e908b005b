// People one may want to follow: a few beside the page of a desk, three where a feed has nothing to show.
import { useEffect, useState } from "react";
import { api } from "./api.js";
import { PersonRow } from "./person_rows.jsx";

export function Suggested({ limit = 3, name = "Suggested for you", place = "middle" }) {
  const [people, setPeople] = useState(null);
  useEffect(() => {
    let here = true;
    if (place === "side" && !window.matchMedia("(min-width: 900px)").matches) return undefined;
    api("GET", `/users/suggested?limit=${limit}`).then((page) => here && setPeople(page.items)).catch(() => here && setPeople([]));
    return () => {
      here = false;
    };
  }, [limit, place]);
  if (!people?.length) return null;
  return (
    <section className={`suggested suggested-${place}`} aria-label={name}>
      <h3>{name}</h3>
      <ul className="people">{people.map((person) => <PersonRow key={person.id} person={person} note={person.reason} />)}</ul>
    </section>
  );
}
