// Topics to pick at sign-up: checkboxes that look like pills, in a box whose height is known beforehand.
import { useEffect, useState } from "react";
import { api } from "./api.js";
import "./topics.css";

const GHOSTS = [84, 62, 104, 76, 92, 58, 88, 112, 70, 96, 64, 82];

export function Topics({ field, picked, hidden, onChange }) {
  const [tags, setTags] = useState(null);
  useEffect(() => {
    api("GET", "/hashtags/trending?limit=24").then((page) => setTags(page.items.map((one) => one.name)), () => setTags([]));
  }, []);
  const toggle = (tag) => onChange(picked.includes(tag) ? picked.filter((one) => one !== tag) : [...picked, tag]);
  return (
    <fieldset className="topics" hidden={hidden} aria-busy={tags === null}>
      <legend>{field.label} <span className="soft">{field.hint}</span></legend>
      <div className="topics-box">
        {tags === null && GHOSTS.map((width, place) => <i key={place} className="topics-ghost" style={{ width }} aria-hidden="true" />)}
        {tags?.map((tag) => (
          <label key={tag} className="topic">
            <input type="checkbox" name={field.name} value={tag} checked={picked.includes(tag)} onChange={() => toggle(tag)} />
            <span>#{tag}</span>
          </label>
        ))}
        {tags?.length === 0 && <p className="soft">{field.missing}</p>}
      </div>
    </fieldset>
  );
}
