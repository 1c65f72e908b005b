// People that a search found, in rows.
import { PersonRow } from "./person_rows.jsx";
import { short } from "./ui.jsx";

export function PeopleRows({ people }) {
  return <ul className="people-rows">{people.map((person) => <PersonRow key={person.id} person={person} note={noteOf(person)} />)}</ul>;
}

const noteOf = ({ username, follower_count: followers }) => `@${username} · ${short(followers)} ${followers === 1 ? "follower" : "followers"}`;
