// Settings that save at once: shown as wished, put back when the server says no, with an undo for each change.
import { useCallback, useEffect, useState } from "react";
import { api } from "./api.js";
import { announce } from "./steer.js";

export const complaint = (error) => Object.values(error.fields ?? {})[0] || error.message;

// What `path` answers to GET, and what changes it: save({autoplay: false}, "Clips wait for you.") sends only that, by PATCH.
export function useSaved(path, method = "PATCH") {
  const [state, setState] = useState({ values: null, problem: "" });
  const load = useCallback(async () => {
    try {
      setState({ values: await api("GET", path), problem: "" });
    } catch (error) {
      setState((old) => ({ ...old, problem: error.message }));
    }
  }, [path]);
  useEffect(() => {
    load();
  }, [load]);
  const put = async (change) => {
    setState((old) => ({ ...old, values: { ...old.values, ...change } }));
    const values = await api(method, path, change);
    if (values) setState({ values, problem: "" });
  };
  const save = async (change, sentence = "Saved.") => {
    const before = Object.fromEntries(Object.keys(change).map((name) => [name, state.values[name]]));
    const back = async () => {
      await put(before);
      return "As it was.";
    };
    try {
      await put(change);
      announce(sentence, back);
    } catch (error) {
      setState((old) => ({ ...old, values: { ...old.values, ...before } }));
      announce(complaint(error));
    }
  };
  return { ...state, load, save };
}
