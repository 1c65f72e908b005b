// One's own page: picture, name, words and links. The picture changes at once, the rest with Save.
import { useEffect, useRef, useState } from "react";
import { ImagePlus, Trash2, X } from "lucide-react";
import { api, failure } from "./api.js";
import { Avatar, Dialog, Grip } from "./ui.jsx";
import "./owner.css";

const BIO = 160;
const NAMES = ["username", "display_name", "bio"];

export function ProfileEdit({ open, onClose, onSaved }) {
  return (
    <Dialog open={open} onClose={onClose} label="Edit profile" className="owner owner-edit profile-edit">
      <Grip onClose={onClose} />
      <header><h2>Edit profile</h2><button type="button" className="round plainly" onClick={onClose} aria-label="Close"><X /></button></header>
      <Inside onClose={onClose} onSaved={onSaved} />
    </Dialog>
  );
}

function Inside({ onClose, onSaved }) {
  const [own, setOwn] = useState(null);
  const [wish, setWish] = useState({});
  const [wrong, setWrong] = useState({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    api("GET", "/users/me").then((found) => {
      setOwn(found);
      setWish({ ...found, links: [...found.links, "", "", ""].slice(0, 3) });
    }).catch((error) => setWrong({ all: error.message }));
  }, []);
  if (!own) return wrong.all ? <p className="wrong" role="alert">{wrong.all}</p> : <div className="waiting" aria-busy="true" />;
  const set = (name) => (event) => setWish((old) => ({ ...old, [name]: event.target.value }));
  const shown = (found) => {
    setOwn(found);
    onSaved(found);
  };
  const save = async (event) => {
    event.preventDefault();
    const links = wish.links.map((link) => link.trim()).filter(Boolean).map((link) => (/^[a-z]+:/i.test(link) ? link : `https://${link}`));
    const said = Object.fromEntries(NAMES.filter((name) => wish[name] !== own[name]).map((name) => [name, wish[name]]));
    setBusy(true);
    try {
      const found = await api("PATCH", "/users/me", { ...said, links });
      shown(found);
      if (found.username !== own.username) window.location.assign(`/@${found.username}`);
      onClose();
    } catch (error) {
      setWrong(Object.keys(error.fields).length ? error.fields : { all: error.message });
    }
    setBusy(false);
  };
  return (
    <>
      <Picture own={own} onChanged={shown} />
      <form className="form" onSubmit={save} noValidate>
        <Field name="display_name" label="Name" value={wish.display_name} onChange={set("display_name")} maxLength={50} autoFocus wrong={wrong.display_name} />
        <Field name="username" label="User name" value={wish.username} onChange={set("username")} maxLength={24} wrong={wrong.username} note="Twice in two weeks at most; old links to your profile end." autoCapitalize="none" />
        <label className="field"><span>About you</span>
          <textarea name="bio" rows={3} maxLength={BIO} value={wish.bio} onChange={set("bio")} aria-invalid={Boolean(wrong.bio)} />
          <small className="soft">{BIO - wish.bio.length} left</small>{wrong.bio && <small className="wrong">{wrong.bio}</small>}</label>
        {wish.links.map((link, place) => (
          <Field key={place} name={`link${place}`} label={`Link ${place + 1}`} value={link} placeholder="https://" inputMode="url" maxLength={200} wrong={wrong[`links.${place}`]}
            onChange={(event) => setWish((old) => ({ ...old, links: old.links.map((one, at) => (at === place ? event.target.value : one)) }))} />
        ))}
        {wrong.all && <p className="wrong" role="alert">{wrong.all}</p>}
        <div className="owner-end"><button className="button" disabled={busy}>Save</button></div>
      </form>
    </>
  );
}

function Field({ label, wrong, note, ...rest }) {
  return (
    <label className="field"><span>{label}</span>
      <input {...rest} aria-invalid={Boolean(wrong)} />
      {wrong ? <small className="wrong">{wrong}</small> : note && <small className="soft">{note}</small>}</label>
  );
}

function Picture({ own, onChanged }) {
  const input = useRef(null);
  const [state, setState] = useState({ busy: false, problem: "" });
  const work = async (ask) => {
    setState({ busy: true, problem: "" });
    try {
      onChanged(await ask());
      setState({ busy: false, problem: "" });
    } catch (error) {
      setState({ busy: false, problem: Object.values(error.fields ?? {})[0] || error.message });
    }
  };
  const chosen = (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) work(() => send(file));
  };
  return (
    <div className="profile-picture" aria-busy={state.busy}>
      <Avatar person={own} size={96} />
      <div>
        <button type="button" className="button quiet" disabled={state.busy} onClick={() => input.current.click()}><ImagePlus /> {own.avatar_url ? "Change picture" : "Add a picture"}</button>
        {own.avatar_url && <button type="button" className="round plainly" disabled={state.busy} onClick={() => work(() => api("DELETE", "/users/me/avatar"))} aria-label="Remove picture"><Trash2 /></button>}
        <small className={state.problem ? "wrong" : "soft"} role={state.problem ? "alert" : undefined}>{state.problem || "JPEG, PNG, WebP or GIF, at most 8 MB"}</small>
      </div>
      <input ref={input} type="file" accept="image/jpeg,image/png,image/webp,image/gif" hidden onChange={chosen} aria-label="Picture" />
    </div>
  );
}

async function send(file) {
  const form = new FormData();
  form.append("file", file);
  const response = await fetch("/api/v1/users/me/avatar", { method: "PUT", body: form, credentials: "same-origin" });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw failure(response, answer?.error);
  return answer;
}
