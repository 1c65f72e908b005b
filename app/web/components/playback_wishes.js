// What the viewer wishes of the player. Kept in the browser, so that the first clip of a page obeys already.
const KEY = "zoetrope.playback";
const USUAL = { autoplay: true, data_saver: false, screen_minutes: null };

function kept() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...USUAL };
  }
}

export const wishes = typeof window === "undefined" ? { ...USUAL } : kept();

export function wish({ autoplay, data_saver, screen_minutes }) {
  Object.assign(wishes, { autoplay, data_saver, screen_minutes });
  try {
    localStorage.setItem(KEY, JSON.stringify(wishes));
  } catch {
    // Then they hold for this page only.
  }
  window.dispatchEvent(new CustomEvent("zoetrope:wishes"));
}

export const forgetWishes = () => wish(USUAL);
