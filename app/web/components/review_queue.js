// What waits for a moderator: read once, and shorter with every decision.
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "./api.js";

// `nameOf` tells what a decision is about: everything in the queue about the same goes with it.
export function useQueue(path, nameOf) {
  const [items, setItems] = useState(null);
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setItems((await api("GET", `${path}?limit=60`)).items);
    } catch (error) {
      setProblem(error);
    }
  }, [path]);
  useEffect(() => void load(), [load]);
  const settle = useCallback(async (item, address, decision) => {
    if (busy.current) return false;
    busy.current = true;
    try {
      await api("POST", address, decision);
      setItems((all) => all.filter((one) => nameOf(one) !== nameOf(item)));
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      busy.current = false;
    }
  }, []);
  return { items, problem, settle, load };
}
