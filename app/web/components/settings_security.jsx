// Password, second factor, and where one is logged in.
import { useState } from "react";
import { api } from "./api.js";
import { ActionRow } from "./settings_rows.jsx";
import { Ask, Sheet } from "./settings_ask.jsx";
import { SecondFactor } from "./settings_factor.jsx";
import { Sessions } from "./settings_sessions.jsx";
import { announce } from "./steer.js";

const FIELDS = [
  { name: "current", label: "Current password", type: "password", autocomplete: "current-password", hint: "" },
  { name: "new", label: "New password", type: "password", autocomplete: "new-password", hint: "At least 8 characters." },
];

export function SecuritySection({ account, refresh }) {
  const [open, setOpen] = useState("");
  const [ended, setEnded] = useState(0);
  const close = () => setOpen("");
  const change = async (values) => {
    await api("POST", "/auth/password", values);
    close();
    setEnded(ended + 1);
    announce("Your password is new. Every other session has ended.");
  };
  return (
    <>
      <ActionRow name="Password" note="Changing it ends every other session" onClick={() => setOpen("password")} />
      <ActionRow name="Second factor" note="A code from your authenticator app when you log in"
        value={account.second_factor ? <span className="good">On</span> : "Off"} onClick={() => setOpen("factor")} />
      <Sessions key={ended} />
      <Sheet open={open === "password"} onClose={close} title="Change your password">
        <Ask fields={FIELDS} submit="Save the new password" act={change} />
      </Sheet>
      <Sheet open={open === "factor"} onClose={close} title="Second factor">
        <SecondFactor refresh={refresh} onClose={close} />
      </Sheet>
    </>
  );
}
