// The settings page: who is signed in, then one section after the other, each of which saves at once.
import { useCallback, useEffect, useRef, useState } from "react";
import { LogIn, RotateCw } from "lucide-react";
import { api } from "./api.js";
import { SECTIONS } from "./settings_sections.js";
import { Waiting } from "./settings_rows.jsx";
import "./settings.css";

export function Settings() {
  const [state, setState] = useState({ account: null, error: null });
  const refresh = useCallback(async () => {
    try {
      setState({ account: await api("GET", "/auth/me"), error: null });
    } catch (error) {
      setState((old) => ({ ...old, error }));
    }
  }, []);
  useEffect(() => {
    refresh();
  }, [refresh]);
  useEffect(() => {
    if (state.account && window.location.hash) document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, [Boolean(state.account)]);
  const [list, current] = useCurrent(Boolean(state.account));
  const { account, error } = state;
  if (!account && error) return error.status === 401 ? <Door /> : <Trouble problem={error.message} again={refresh} />;
  return (
    <div className="settings">
      <nav ref={list} className="settings-list" aria-label="Sections">
        {SECTIONS.map(({ id, name, Icon }) => (
          <a key={id} href={`#${id}`} aria-current={current === id || undefined}><Icon aria-hidden="true" />{name}</a>
        ))}
      </nav>
      <div className="settings-sections">
        {SECTIONS.map(({ id, name, Body }) => (
          <section key={id} id={id} className="settings-section" aria-labelledby={`${id}-name`}>
            <h2 id={`${id}-name`}>{name}</h2>
            <div className="setting-rows">{account ? <Body account={account} refresh={refresh} /> : <Waiting />}</div>
          </section>
        ))}
      </div>
    </div>
  );
}

// The section that is read now; on a phone its name is kept in sight.
function useCurrent(ready) {
  const list = useRef(null);
  const [current, setCurrent] = useState(SECTIONS[0].id);
  useEffect(() => {
    if (!ready) return undefined;
    const look = () => setCurrent(readNow());
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, [ready]);
  useEffect(() => {
    const { offsetLeft = 0, offsetWidth = 0 } = list.current?.querySelector("[aria-current]") ?? {};
    list.current?.scrollTo({ left: offsetLeft - (list.current.clientWidth - offsetWidth) / 2 });
  }, [current]);
  return [list, current];
}

// The line of reading wanders down the window, so that the last sections get their turn; of those the one that was chosen.
function readNow() {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  const left = scrollHeight - clientHeight - scrollTop;
  const chosen = SECTIONS.find(({ id }) => left < 2 && window.location.hash === `#${id}`);
  const line = 90 + (clientHeight * scrollTop) / Math.max(1, scrollHeight);
  return (chosen ?? SECTIONS.findLast(({ id }) => document.getElementById(id).getBoundingClientRect().top <= line) ?? SECTIONS[0]).id;
}

function Door() {
  return (
    <div className="nothing">
      <h2>Log in to change your settings</h2>
      <p>They belong to your account and follow you to every device.</p>
      <a className="button" href="/login?next=/settings"><LogIn /> Log in</a>
      <a className="button quiet" href="/signup?next=/settings">Sign up</a>
    </div>
  );
}

function Trouble({ problem, again }) {
  return (
    <div className="nothing" role="alert">
      <p>{problem}</p>
      <button type="button" className="button" onClick={again}><RotateCw /> Retry</button>
    </div>
  );
}
