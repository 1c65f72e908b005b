// The one way to REST: same-origin JSON, errors as sentences, and a shared idea of being online.
const PREFIX = "/api/v1";
// Browsers carry 64 KiB at a time for pages that were left.
const SMALL = 8192;

export class ApiError extends Error {
  constructor(status, code, message, fields = {}, retryAfter = 0) {
    super(message);
    Object.assign(this, { status, code, fields, retryAfter });
  }
}

const listeners = new Set();
let online = typeof navigator === "undefined" || navigator.onLine !== false;

export const link = {
  get online() {
    return online;
  },
  set(next) {
    if (next === online) return;
    online = next;
    listeners.forEach((listener) => listener());
  },
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

if (typeof window !== "undefined") {
  window.addEventListener("offline", () => link.set(false));
  window.addEventListener("online", () => link.set(true));
}

export async function api(method, path, body, options = {}) {
  const response = await send(method, path, body, options);
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw failure(response, answer?.error);
}

async function send(method, path, body, options) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = text === undefined ? {} : { "Content-Type": "application/json" };
  try {
    const response = await fetch(PREFIX + path, {
      method,
      credentials: "same-origin",
      // What was asked for is done though the page is left at that moment.
      keepalive: method !== "GET" && (text?.length ?? 0) < SMALL,
      ...options,
      headers: { ...headers, ...options.headers },
      body: text,
    });
    link.set(true);
    return response;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    link.set(false);
    throw new ApiError(0, "offline", "The server cannot be reached. Check your connection.");
  }
}

export function failure(response, error) {
  const message = error?.message || "Something went wrong on the server. Please try again.";
  const retryAfter = Number(response.headers?.get("Retry-After")) || 0;
  return new ApiError(response.status, error?.code || "unknown", message, error?.fields || {}, retryAfter);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits for the next try; coming back online ends the wait early.
export function backOff(attempt) {
  const wait = Math.min(8000, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    window.addEventListener("online", done);
  });
}
