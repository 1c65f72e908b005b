// Who one is here: the address, the language, where one is, and the way out.
import { useState } from "react";
import { api } from "./api.js";
import { Ask, OWN, Sheet } from "./settings_ask.jsx";
import { Row, ChoiceRow, Waiting } from "./settings_rows.jsx";
import { languages, regions } from "./settings_places.js";
import { useSaved } from "./settings_store.js";
import { announce } from "./steer.js";
import { LogOut } from "./account.jsx";

export function AccountSection({ account }) {
  const { values, problem, load, save } = useSaved("/users/me/settings");
  if (!values) return <Waiting problem={problem} again={load} rows={4} />;
  const pick = (name, list) => (code) => {
    const label = list.find(([key]) => key === code)[1];
    save({ [name]: code || null }, code ? `Your ${name} is ${label}.` : `Your ${name} is not told to the feed.`);
  };
  const spoken = languages(values.language);
  const places = regions(values.region);
  return (
    <>
      <Row name={`@${account.username}`} note="Your account"><LogOut /></Row>
      <Address account={account} />
      <ChoiceRow name="Language" note="Clips that speak it come first" value={values.language} options={spoken} onChange={pick("language", spoken)} />
      <ChoiceRow name="Region" note="What is popular there comes first" value={values.region} options={places} onChange={pick("region", places)} />
    </>
  );
}

const NEW = { name: "email", label: "New address", type: "email", autocomplete: "email", hint: "We send a link there; until you open it, nothing changes." };

function Address({ account }) {
  const [moving, setMoving] = useState(false);
  const ask = () => api("POST", "/auth/verify/letter").then(() => announce("The letter is on its way."), (error) => announce(error.message));
  const move = async (values) => {
    await api("POST", "/auth/email", values);
    setMoving(false);
    announce(`A link is on its way to ${values.email}.`);
  };
  const state = account.email_verified ? <span className="good">Verified</span> : <span className="warn">Not verified yet</span>;
  return (
    <>
      <Row name="E-mail" note={<>{account.email}<br />{state}</>}>
        {!account.email_verified && <button type="button" className="button quiet small" onClick={ask}>Send the link</button>}
        <button type="button" className="button quiet small" onClick={() => setMoving(true)} aria-label="Change your address">Change</button>
      </Row>
      <Sheet open={moving} onClose={() => setMoving(false)} title="Change your address">
        <Ask fields={[NEW, OWN]} submit="Send the link" act={move} />
      </Sheet>
    </>
  );
}
