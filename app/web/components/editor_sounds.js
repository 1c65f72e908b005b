// Sounds of the library: those that the page brought, those that a search finds, and the one that is chosen.
import { useEffect, useMemo, useState } from "react";
import { api } from "./api.js";

const WAIT_MS = 250;

export function useChosenSound(id, sounds) {
  const [fetched, setFetched] = useState(null);
  const known = id ? [...sounds, fetched].find((sound) => sound?.id === id) : null;
  useEffect(() => {
    if (!id || known) return undefined;
    const stop = new AbortController();
    api("GET", `/sounds/${id}`, undefined, { signal: stop.signal }).then(setFetched, () => {});
    return () => stop.abort();
  }, [id, Boolean(known)]);
  return useMemo(() => known ?? null, [known?.id]);
}

// What is here already answers at once; the whole library a moment later.
export function useSoundSearch(words, sounds) {
  const [found, setFound] = useState({ words: "", items: null, problem: "" });
  const asked = words.trim();
  useEffect(() => {
    if (!asked) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => ask(asked, stop.signal, setFound), WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  if (!asked) return { items: sounds, busy: false, problem: "" };
  if (found.words === asked) return { items: found.items ?? matching(sounds, asked), busy: false, problem: found.problem };
  return { items: matching(sounds, asked), busy: true, problem: "" };
}

async function ask(words, signal, tell) {
  try {
    const { items } = await api("GET", `/sounds?limit=30&q=${encodeURIComponent(words)}`, undefined, { signal });
    tell({ words, items, problem: "" });
  } catch (error) {
    if (error.name !== "AbortError") tell({ words, items: null, problem: error.message });
  }
}

function matching(sounds, words) {
  const part = words.toLowerCase();
  return sounds.filter(({ title, creator_username: creator }) => `${title} ${creator ?? ""}`.toLowerCase().includes(part));
}
