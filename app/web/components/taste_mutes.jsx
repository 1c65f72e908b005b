// Words, creators and sounds that never come.
import { useState } from "react";
import { Plus, VolumeX, X } from "lucide-react";

export function Mutes({ wishes, say, unmute }) {
  const { muted_words: words, muted_creators: creators, muted_sounds: sounds } = wishes;
  const addWord = (word) => {
    if (!words.includes(word)) say({ muted_words: [...words, word] }, `No clips that say “${word}” any more.`);
  };
  const dropWord = (word) => say({ muted_words: words.filter((one) => one !== word) }, `Clips that say “${word}” may come again.`);
  return (
    <section className="card mutes" aria-labelledby="mutes-name">
      <h2 id="mutes-name"><VolumeX aria-hidden="true" /> Muted</h2>
      <h3>Words</h3>
      {words.length === 0 && <p className="soft">Clips whose caption or hashtags say a muted word stay away.</p>}
      <Chips items={words.map((word) => ({ key: word, name: word, act: () => dropWord(word) }))} verb="Unmute" />
      <AddWord onAdd={addWord} />
      <h3>Creators</h3>
      {creators.length === 0 && <p className="soft">Nobody. Mute somebody on their profile, or from the menu of a clip.</p>}
      <Chips items={creators.map(({ id, username }) => ({ key: id, name: `@${username}`, act: () => unmute(`/users/${id}/mute`) }))} verb="Unmute" />
      <h3>Sounds</h3>
      {sounds.length === 0 && <p className="soft">None. Hold a clip, or press its ⋯, to mute what it plays.</p>}
      <Chips items={sounds.map(({ id, title }) => ({ key: id, name: title, act: () => unmute(`/sounds/${id}/mute`) }))} verb="Unmute" />
    </section>
  );
}

function Chips({ items, verb }) {
  if (items.length === 0) return null;
  return (
    <ul className="chips">
      {items.map(({ key, name, act }) => (
        <li key={key} className="chip"><span>{name}</span><button type="button" onClick={act} aria-label={`${verb} ${name}`}><X /></button></li>
      ))}
    </ul>
  );
}

function AddWord({ onAdd }) {
  const [typed, setTyped] = useState("");
  const add = (event) => {
    event.preventDefault();
    const word = typed.trim().replace(/^#+/, "").toLowerCase();
    if (word) onAdd(word);
    setTyped("");
  };
  return (
    <form className="adding" onSubmit={add}>
      <input value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="Mute a word or phrase" aria-label="Mute a word or phrase"
        maxLength={64} autoComplete="off" autoCapitalize="none" />
      <button className="round" aria-label="Mute this word" disabled={!typed.trim()}><Plus /></button>
    </form>
  );
}
