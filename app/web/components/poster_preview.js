// Posters that move: resting on one, or holding it, plays its clip silently inside the picture.
import { api } from "./api.js";

const REST_MS = 260;
const HOLD_MS = 380;

// Listens on a whole box of posters; answers with the way to stop.
export function previewsIn(box) {
  if (!box || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return undefined;
  let timer = 0;
  let playing = null;
  let held = false;
  const end = () => {
    clearTimeout(timer);
    playing?.remove();
    playing = null;
  };
  const poster = (event) => event.target.closest?.('.grid a[href^="/v/"]');
  const begin = (link, wait) => {
    end();
    timer = setTimeout(() => start(link), wait);
  };
  const start = async (link) => {
    held = true;
    const card = await api("GET", `/videos/${link.pathname.split("/").pop()}`).catch(() => null);
    if (!held || !card?.mp4_url || !link.isConnected) return;
    playing = Object.assign(document.createElement("video"), { muted: true, loop: true, playsInline: true, src: card.mp4_url, className: "poster-moving" });
    playing.setAttribute("aria-hidden", "true");
    link.append(playing);
    playing.play().catch(end);
  };
  const over = (event) => {
    const link = poster(event);
    if (event.pointerType === "mouse" && link && !link.contains(event.relatedTarget)) begin(link, REST_MS);
  };
  const out = (event) => {
    const link = poster(event);
    if (link && !link.contains(event.relatedTarget)) {
      held = false;
      end();
    }
  };
  const down = (event) => {
    const link = poster(event);
    if (event.pointerType !== "mouse" && link) begin(link, HOLD_MS);
  };
  // A finger that held a poster wanted the preview, not the page behind it.
  const click = (event) => {
    if (playing && poster(event)?.contains(playing) && event.pointerType !== "mouse") event.preventDefault();
    held = false;
    end();
  };
  const menu = (event) => playing && event.preventDefault();
  const heard = { pointerover: over, pointerout: out, pointerdown: down, pointercancel: out, click, contextmenu: menu };
  Object.entries(heard).forEach(([name, act]) => box.addEventListener(name, act, name === "click"));
  return () => {
    held = false;
    end();
    Object.entries(heard).forEach(([name, act]) => box.removeEventListener(name, act, name === "click"));
  };
}
