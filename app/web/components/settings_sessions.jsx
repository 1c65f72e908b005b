// Where one is logged in, and the way to end it there.
import { useCallback, useEffect, useState } from "react";
import { Monitor, Smartphone } from "lucide-react";
import { api } from "./api.js";
import { Waiting } from "./settings_rows.jsx";
import { announce } from "./steer.js";
import { age } from "./ui.jsx";

const PATH = "/auth/sessions";
const isPhone = (device) => /iPhone|iPad|Android|Zoetrope/.test(device);
const lately = (moment) => (age(moment) === "now" ? "just now" : `${age(moment)} ago`);

export function Sessions() {
  const [state, setState] = useState({ items: null, problem: "" });
  const load = useCallback(() => api("GET", PATH).then(({ items }) => setState({ items, problem: "" }),
    (error) => setState((old) => ({ ...old, problem: error.message }))), []);
  useEffect(() => {
    load();
  }, [load]);
  const { items, problem } = state;
  if (!items) return <Waiting problem={problem} again={load} rows={2} />;
  const end = async (path, gone, sentence) => {
    setState({ items: items.filter((one) => !gone(one)), problem: "" });
    await api("DELETE", path).then(() => announce(sentence), (error) => announce(error.message));
    await load();
  };
  const others = items.filter((one) => !one.is_current);
  return (
    <>
      {items.map((one) => {
        const Icon = isPhone(one.device) ? Smartphone : Monitor;
        return (
          <div key={one.id} className="setting session">
            <Icon aria-hidden="true" />
            <div className="setting-says">
              <b>{one.device}</b>
              <small>{one.is_current ? <span className="good">This session</span> : `Used ${lately(one.seen_at)}`} · {one.place}</small>
            </div>
            {!one.is_current && (
              <button type="button" className="button quiet small" aria-label={`End the session of ${one.device}`}
                onClick={() => end(`${PATH}/${one.id}`, ({ id }) => id === one.id, `${one.device} is logged out.`)}>End</button>
            )}
          </div>
        );
      })}
      {others.length > 1 && (
        <button type="button" className="setting bad" onClick={() => end(PATH, ({ is_current: here }) => !here, "Every other session has ended.")}>
          <span className="setting-says"><b>End all {others.length} other sessions</b></span>
        </button>
      )}
    </>
  );
}
