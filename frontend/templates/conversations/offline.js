// What was opened of one's conversations can be read again without a line: the last pages, as they were. Signing out takes them away (drafts.js).

const KEPT = "northbridge:talk";
const MOST = 40;
const PAGE = /^\/conversations\/([0-9a-f-]{36}\/)?$/; // the list and the conversations themselves, not what moderators read

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && PAGE.test(address.pathname);
  if (isPage || address.pathname.startsWith("/static/")) event.respondWith(freshOrKept(request, isPage));
});

async function freshOrKept(request, isPage) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && (isPage || (await isKept(request)))) await keep(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await caches.match(request, { cacheName: KEPT, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function isKept(request) {
  return Boolean(await caches.match(request, { cacheName: KEPT, ignoreVary: true }));
}

// The oldest pages give way.
async function keep(request, answer) {
  const cache = await caches.open(KEPT);
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, answer);
  const pages = (await cache.keys()).filter(({ url }) => !new URL(url).pathname.startsWith("/static/"));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - MOST)).map((page) => cache.delete(page)));
}
