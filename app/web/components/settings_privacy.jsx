// Who sees what: a private account, the lists of likes and saves, words below one's clips, and whom one keeps away.
import { useState } from "react";
import { X } from "lucide-react";
import { api } from "./api.js";
import { unblock } from "./people_store.js";
import { PeopleList, PersonRow, usePeople } from "./person_rows.jsx";
import { announce } from "./steer.js";
import { ActionRow, LinkRow, Row, SwitchRow, Waiting } from "./settings_rows.jsx";
import { complaint, useSaved } from "./settings_store.js";

export function PrivacySection() {
  const { values, problem, load, save } = useSaved("/users/me");
  const [open, setOpen] = useState("");
  if (!values) return <Waiting problem={problem} again={load} rows={5} />;
  const toggle = (name) => setOpen(open === name ? "" : name);
  return (
    <>
      <SwitchRow name="Private account" note="Only people you let in see your clips and lists" on={values.is_private}
        onChange={(on) => save({ is_private: on }, on ? "Your clips are for your followers now." : "Your account is open. Whoever waited follows you now.")} />
      {values.is_private && <LinkRow name="Follow requests" note="Let people in, or refuse without a word" href="/requests" />}
      <SwitchRow name="Show what I like" note="A tab on your profile for those who see it" on={values.shows_likes}
        onChange={(on) => save({ shows_likes: on }, on ? "Your likes are on your profile." : "Only you see your likes.")} />
      <SwitchRow name="Show what I save" note="A tab on your profile for those who see it" on={values.shows_saves}
        onChange={(on) => save({ shows_saves: on }, on ? "Your saved clips are on your profile." : "Only you see what you saved.")} />
      <Words />
      <ActionRow name="Blocked people" note="Neither of you sees the other" value={open === "blocks" ? "Close" : ""} onClick={() => toggle("blocks")} />
      {open === "blocks" && <Kept path="/users/me/blocks" verb="Unblock" undo={unblock} empty="You blocked nobody." />}
      <ActionRow name="Muted people" note="None of their clips in your feed" value={open === "mutes" ? "Close" : ""} onClick={() => toggle("mutes")} />
      {open === "mutes" && <Kept path="/users/me/mutes" verb="Unmute" undo={(one) => api("DELETE", `/users/${one.id}/mute`)} empty="You muted nobody." />}
    </>
  );
}

function Kept({ path, verb, undo, empty }) {
  const list = usePeople(path);
  const back = async (person) => {
    try {
      await undo(person);
      list.drop(person.id);
    } catch (error) {
      announce(error.message);
    }
  };
  const row = (person) => (
    <PersonRow key={person.id} person={person}>
      <button type="button" className="button quiet" onClick={() => back(person)} aria-label={`${verb} @${person.username}`}>{verb}</button>
    </PersonRow>
  );
  return <div className="settings-people"><PeopleList list={list} row={row} empty={<p>{empty}</p>} /></div>;
}

function Words() {
  const { values, problem, load, save } = useSaved("/users/me/filtered-words", "PUT");
  const [typed, setTyped] = useState("");
  if (!values) return <Waiting problem={problem} again={load} rows={1} />;
  const words = values.words ?? [];
  const add = (event) => {
    event.preventDefault();
    const word = typed.trim().toLowerCase();
    setTyped("");
    if (word && !words.includes(word)) save({ words: [...words, word] }, `Comments with “${word}” stay away.`).catch((error) => announce(complaint(error)));
  };
  return (
    <Row name="Filtered words" note="Comments with them below your clips are kept from everybody but their author">
      <div className="settings-words">
        {words.map((word) => (
          <button key={word} type="button" onClick={() => save({ words: words.filter((one) => one !== word) }, `“${word}” may be said again.`)} aria-label={`Allow ${word}`}>{word}<X /></button>
        ))}
        <form onSubmit={add}><input value={typed} maxLength={50} placeholder="Add a word" aria-label="Add a word to filter" onChange={(event) => setTyped(event.target.value)} /></form>
      </div>
    </Row>
  );
}
