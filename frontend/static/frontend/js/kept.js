// Keeps this page for reading without a line: the worker of the conversations answers when the network does not.

const KEPT = "northbridge:talk";
const READER = "northbridge:reader";

const wasServed = Boolean(navigator.serviceWorker?.controller);

export async function keepForOffline(reader) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  try {
    if (localStorage.getItem(READER) !== reader) await caches.delete(KEPT); // somebody else read here before
    localStorage.setItem(READER, reader);
    await navigator.serviceWorker.register("/conversations/offline.js");
    await navigator.serviceWorker.ready;
    const cache = await caches.open(KEPT);
    const parts = performance.getEntriesByType("resource").map(({ name }) => new URL(name)).filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"));
    if (!wasServed) await cache.add(location.pathname + location.search); // from then on the worker keeps what it passes on
    await Promise.all(parts.map(async ({ pathname }) => (await cache.match(pathname)) ?? cache.add(pathname)));
    document.documentElement.dataset.kept = "";
  } catch {
    // full, forbidden or without a line: the page works all the same
  }
}
