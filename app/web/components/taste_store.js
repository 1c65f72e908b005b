// The page's knowledge and its verbs: shown at once, taken back when the server says no, with an undo for each.
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "./api.js";
import { announce, said } from "./steer.js";

const SETTLE_MS = 350;

const topicPath = (topic) => `/feed/preferences/topics/${encodeURIComponent(topic)}`;
const tastePath = ({ kind, key }) => `/feed/taste/${kind}/${encodeURIComponent(key)}`;

export function useYourFeed() {
  const [state, setState] = useState({ taste: null, wishes: null, problem: "" });
  const asked = useRef(0);
  const load = useCallback(async () => {
    asked.current += 1;
    const turn = asked.current;
    try {
      const [taste, wishes] = await Promise.all([api("GET", "/feed/taste"), api("GET", "/feed/preferences").catch(unlessSignedOut)]);
      // An answer that was overtaken would show what has been changed since.
      if (turn === asked.current) setState({ taste, wishes, problem: "" });
    } catch (error) {
      setState((old) => (old.taste ? old : { ...old, problem: error.message }));
      announce(error.message);
    }
  }, []);
  useEffect(() => {
    load();
  }, [load]);
  return { ...state, load, ...useVerbs(state, setState, load) };
}

function unlessSignedOut(error) {
  if (error.status === 401) return null;
  throw error;
}

function useVerbs({ wishes }, setState, load) {
  const timers = useRef({});
  const set = (change) => setState((old) => ({ ...old, wishes: { ...old.wishes, ...change } }));

  // A change, its receipt, and the way back to what held before.
  const tell = async (act, back) => {
    try {
      announce(await act(), back && (() => back().finally(load)));
    } catch (error) {
      announce(Object.values(error.fields ?? {})[0] || error.message);
    }
    await load();
  };
  const put = async (body, sentence) => {
    await api("PUT", "/feed/preferences", body);
    return sentence;
  };
  const prefer = (change, sentence) => {
    const before = Object.fromEntries(Object.keys(change).map((name) => [name, wishes[name]]));
    set(change);
    return tell(() => put(change, sentence), () => put(before, "As it was."));
  };
  // A slider under way is not told until it rests; its undo leads to where it was before it moved.
  const settle = (name, before, act, back) => {
    const waiting = timers.current[name] ?? { before };
    clearTimeout(waiting.timer);
    timers.current[name] = { ...waiting, timer: setTimeout(() => {
      delete timers.current[name];
      tell(act, () => back(waiting.before));
    }, SETTLE_MS) };
  };
  const dial = (explore, sentence) => {
    settle("explore", wishes.explore, () => put({ explore }, sentence), (old) => put({ explore: old }, "As it was."));
    set({ explore });
  };
  const weighed = async (topic, weight) => said(await api("PUT", topicPath(topic), { weight }));
  const weigh = (topic, weight) => {
    settle(topic, wishes.topics[topic] ?? 0, () => weighed(topic, weight), (old) => weighed(topic, old));
    set({ topics: { ...wishes.topics, [topic]: weight } });
  };
  const remove = (liking) => tell(async () => said(await api("DELETE", tastePath(liking))), () => returned(liking));
  const returned = async (liking) => said(await api("PUT", tastePath(liking)));
  const bringBack = (liking) => tell(() => returned(liking));
  const unmute = (path) => tell(async () => said(await api("DELETE", path)), async () => said(await api("PUT", path)));
  const undoReset = () => tell(async () => said(await api("DELETE", "/feed/reset")));
  const reset = () => tell(async () => said(await api("POST", "/feed/reset")));
  return { prefer, dial, weigh, remove, bringBack, unmute, reset, undoReset };
}
