// Who asks to follow a private account: let in, or refuse without a word.
import { LogIn, UserCheck } from "lucide-react";
import { api } from "./api.js";
import { refused } from "./people_store.js";
import { announce } from "./steer.js";
import { PeopleList, PersonRow, usePeople } from "./person_rows.jsx";

export function Requests() {
  const list = usePeople("/users/me/requests");
  if (list.error?.status === 401) {
    return (
      <div className="nothing">
        <h2>Log in to see who asks</h2>
        <a className="button" href="/login?next=/requests"><LogIn /> Log in</a>
      </div>
    );
  }
  const decide = async (person, accepted) => {
    try {
      await api(accepted ? "PUT" : "DELETE", `/users/me/requests/${person.id}`);
      list.drop(person.id);
      announce(accepted ? `@${person.username} sees your clips from now on.` : "Refused. They are not told.");
    } catch (error) {
      refused(error);
      list.retry();
    }
  };
  const row = (person) => (
    <PersonRow key={person.id} person={person}>
      <span className="people-acts">
        <button type="button" className="button" onClick={() => decide(person, true)} aria-label={`Accept @${person.username}`}>Accept</button>
        <button type="button" className="button quiet" onClick={() => decide(person, false)} aria-label={`Refuse @${person.username}`}>Refuse</button>
      </span>
    </PersonRow>
  );
  return <div className="requests"><PeopleList list={list} row={row} empty={<Nobody />} /></div>;
}

function Nobody() {
  return (
    <div className="nothing">
      <UserCheck className="art" />
      <h2>Nobody is waiting</h2>
      <p>While your account is private, people who want to follow you wait here until you let them in.</p>
      <a className="button quiet" href="/settings#privacy">Privacy settings</a>
    </div>
  );
}
