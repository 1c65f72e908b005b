// Pushes to this browser (Push API): agreed to here, kept by the server, shown by assets/push.js.
import { useCallback, useEffect, useState } from "react";
import { api } from "./api.js";

const WORKER = "/push.js";

export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function known() {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return registration ? registration.pushManager.getSubscription() : null;
}

async function begin() {
  const { public_key: key } = await api("GET", "/notifications/push/key");
  await navigator.serviceWorker.register(WORKER);
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { endpoint, keys } = made.toJSON();
  await api("POST", "/notifications/push", { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
}

async function end() {
  const made = await known();
  if (!made) return;
  await api("DELETE", `/notifications/push?endpoint=${encodeURIComponent(made.endpoint)}`);
  await made.unsubscribe();
}

// state: asking, missing (the browser cannot), refused (its owner said no), on, off
export function usePush() {
  const [push, setPush] = useState({ state: "asking", problem: "" });
  useEffect(() => {
    if (!canPush()) setPush({ state: "missing", problem: "" });
    else if (Notification.permission === "denied") setPush({ state: "refused", problem: "" });
    else known().then((made) => setPush({ state: made ? "on" : "off", problem: "" }), () => setPush({ state: "missing", problem: "" }));
  }, []);
  const turn = useCallback(async (on) => {
    try {
      if (on && (await Notification.requestPermission()) !== "granted") return setPush({ state: "refused", problem: "" });
      await (on ? begin() : end());
      return setPush({ state: on ? "on" : "off", problem: "" });
    } catch (error) {
      return setPush({ state: on ? "off" : "on", problem: error.message || "The browser's push service did not answer." });
    }
  }, []);
  return { ...push, turn };
}
