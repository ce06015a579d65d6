// Keeps this page for reading without a line: the worker of the conversations answers when the network does not.

const KEPT = "northbridge:talk";
const READER = "northbridge:reader";
const LIST = "/conversations/";
const TOGETHER = 500; // ms: what comes within is kept at once

const wasServed = Boolean(navigator.serviceWorker?.controller);
const isOfPage = (pathname) => pathname.startsWith("/static/") || /^\/files\/[0-9a-f-]{36}\/preview\/$/.test(pathname);
const rowsAt = `${location.pathname}?rows`; // what came since the page was kept; no page has this address
const rows = new Map();
let cache = null;
let timer = 0;

// Returns the rows that came to this page after it was kept, which was at number `since`.
export async function keepForOffline(reader, since = 0) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return [];
  try {
    if (localStorage.getItem(READER) !== reader) await caches.delete(KEPT); // somebody else read here before
    localStorage.setItem(READER, reader);
    const opened = await caches.open(KEPT);
    const before = (await (await opened.match(rowsAt))?.json()) ?? [];
    const later = before.filter((row) => row.changed_seq > since);
    if (!later.length) await opened.delete(rowsAt); // the page has them
    cache = opened;
    write();
    keep(opened).catch(() => {}); // full or without a line: the page works all the same
    return later;
  } catch {
    return []; // forbidden
  }
}

async function keep(opened) {
  await navigator.serviceWorker.register("/conversations/offline.js");
  await navigator.serviceWorker.ready;
  if (!wasServed) await opened.addAll([...new Set([location.pathname + location.search, LIST])]); // from then on the worker keeps what it passes on
  const parts = performance.getEntriesByType("resource").map(({ name }) => new URL(name)).filter(({ origin, pathname }) => origin === location.origin && isOfPage(pathname));
  await Promise.all(parts.map(async ({ pathname }) => (await opened.match(pathname)) ?? opened.add(pathname)));
  document.documentElement.dataset.kept = "";
}

// A message that came to the open page is read again with it.
export function keepRow(row) {
  rows.set(row.id, row);
  clearTimeout(timer);
  timer = setTimeout(write, TOGETHER);
}

function write() {
  if (cache && rows.size) cache.put(rowsAt, Response.json([...rows.values()])).catch(() => {});
}
