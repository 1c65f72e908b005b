// Runs in the browser while no page is open: shows what was pushed, and opens it.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const shown = { body: told.body, tag: told.tag, renotify: Boolean(told.tag), data: { url: told.url || "/inbox" } };
  event.waitUntil(isLookedAt().then((visible) => visible || self.registration.showNotification(told.title || "Zoetrope", shown)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(go(event.notification.data.url));
});

// A page that is looked at shows it itself.
async function isLookedAt() {
  const pages = await self.clients.matchAll({ type: "window" });
  return pages.some((page) => page.visibilityState === "visible" && page.focused);
}

async function go(url) {
  const address = new URL(url, self.location.origin).href;
  const pages = await self.clients.matchAll({ type: "window" });
  const found = pages.find((page) => page.url === address);
  return found ? found.focus() : self.clients.openWindow(address);
}
