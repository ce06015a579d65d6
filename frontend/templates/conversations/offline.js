{% load i18n static %}// What was opened of one's conversations can be read again without a line: the last pages, as they were. Signing out takes them away (drafts.js).

const KEPT = "northbridge:talk";
const MOST = { pages: 40, parts: 200 };
const PAGE = /^\/conversations\/([0-9a-f-]{36}\/)?$/; // the list and the conversations themselves, not what moderators read
const PICTURE = /^\/files\/[0-9a-f-]{36}\/preview\/$/;
const MESSAGES = /^\/api\/v1\/conversations\/[0-9a-f-]{36}\/messages\/$/; // older ones that were loaded

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate";
  const isKept = isPage ? PAGE.test(address.pathname) : PICTURE.test(address.pathname) || (MESSAGES.test(address.pathname) && address.searchParams.has("before"));
  if (isPage || isKept || address.pathname.startsWith("/static/")) event.respondWith(freshOrKept(request, isPage, isKept));
});

async function freshOrKept(request, isPage, isKept) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && (isKept || (await found(request)))) await keep(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await found(request)) ?? (isPage && (await found(request, true)));
    if (kept) return kept;
    if (isPage) return new Response(noLine(), { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
    throw error;
  }
}

function found(request, ignoreSearch = false) {
  return caches.match(request, { cacheName: KEPT, ignoreVary: true, ignoreSearch });
}

// The oldest give way.
async function keep(request, answer) {
  const cache = await caches.open(KEPT);
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, answer);
  const kept = (await cache.keys()).map((each) => [each, new URL(each.url)]).filter(([, { pathname }]) => !pathname.startsWith("/static/"));
  const isPage = ([, { pathname, search }]) => PAGE.test(pathname) && search !== "?rows";
  const [pages, parts] = [kept.filter(isPage), kept.filter((each) => !isPage(each))];
  const old = [...pages.slice(0, -MOST.pages), ...parts.slice(0, -MOST.parts)];
  await Promise.all(old.map(([each]) => cache.delete(each)));
}

// In place of a page that was never opened here.
function noLine() {
  return "{% filter escapejs %}{% include "conversations/no_line.html" %}{% endfilter %}";
}
