"""Finding every page a person can reach, and what is wrong with one."""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from babel.messages import Catalog
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from frontend.navigation import NAMES
from network.core.catalogues.extraction import template_catalogue
from network.core.catalogues.store import read

SKIPPED = {
    "account_login",
    "account_logout",
    "account_reset_password",
    "notification",
    "calendar-feed",
    "call-export",
    "calls-export",
    "file",
    "pipeline-applications-export",
    "pipeline-plans-export",
    "schema",
    "api-docs",
    "health-live",
    "health-ready",
    "metrics",
    "notification-unsubscribe",
}
VARIOUS = {
    "application": 2,
    "call": 2,
    "call-card": 2,
    "call-question": 3,
    "choice": 2,
    "cohort-session": 3,
    "match-run": 3,
    "mentorship": 2,
    "plan-report": 3,
    "referral": 2,
    "request": 3,
    "session": 4,
}
ASKED = {"resultTypes": ["violations"]}
MOST = 120  # pages of one role: a crawl that finds more has found a calendar without end
OVERFLOW = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
WIDE = """() => [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest(".scroll, .board, .nav ul")).slice(0, 3).map(e => e.outerHTML.slice(0, 110))"""
TEXTS = """() => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) { const e = walk.currentNode.parentElement;
      if (!e.closest("script, style, body [lang], textarea, [data-typed]")) found.push(walk.currentNode.textContent.replace(/\\s+/g, " ").trim()); }
    for (const e of document.querySelectorAll("[aria-label], [title]")) found.push(e.getAttribute("aria-label") ?? "", e.getAttribute("title") ?? "");
    return found.filter(Boolean); }"""


def name_of(path: str) -> str:
    """The url name of a page; empty for what is no page of ours."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


def walk(page: Page, site: str, *, start: str = "/", others: Iterable[str] = (), known: Collection[str] = ()) -> Iterator[str]:
    """Open every page reached by links from `start` (and `others`), one example of each; gives its url name while it is open.

    Of the pages in VARIOUS, which look different from state to state, several examples are opened; those named in `known` are left out.
    """
    found, queue = Counter(), deque([start, *others])
    seen = set(queue)
    while queue and found.total() < MOST:
        path = queue.popleft()
        name = name_of(path)
        if not name or name in known or name in SKIPPED and path not in (start, *others) or found[name] >= VARIOUS.get(name, 1):
            continue
        answer = page.goto(site + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 400, f"{path} answered {answer.status}"
        found[name] += 1
        for link in page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
            if link.startswith("/") and link not in seen:
                seen.add(link)
                queue.append(link)
        yield name if found[name] == 1 else f"{name}-{found[name]}"


class Untranslated:
    """Finds texts of the English catalogue on a page in another language."""

    def __init__(self) -> None:
        root = Path(settings.BASE_DIR)
        self.texts = _plain_texts(template_catalogue(root)) - set(NAMES.values())  # a language is named in itself
        self.same = {code: self._meant(code) for code in ("fi", "sv", "nb")}

    @staticmethod
    def _meant(code: str) -> set[str]:
        """Texts whose translation is the same word (`Norge`, `Format`, a name)."""
        return {_squeezed(m.id) for m in read(settings.LOCALE_PATHS[0], code) if isinstance(m.id, str) and m.id == m.string}

    def on(self, page: Page, code: str) -> list[str]:
        if code not in self.same:
            return []
        return sorted({text for text in page.evaluate(TEXTS) if text in self.texts and text not in self.same[code]})


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _plain_texts(catalogue: Catalog) -> set[str]:
    texts = {_squeezed(m.id) for m in catalogue if m.id and isinstance(m.id, str)}
    return {text for text in texts if re.search(r"[A-Za-z]{3}", text) and not re.search(r"%\(|%s|\{", text)}


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, in one line each: rules of WCAG 2.2 A and AA and axe's best practices, or only the rules named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(result => result.violations)", ASKED | ({"runOnly": rules} if rules else {}))
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:140]} ({len(v['nodes'])}×)" for v in found]


def overflow(page: Page) -> str:
    """How far the page is wider than the screen, and what sticks out; empty when nothing does."""
    too_wide = page.evaluate(OVERFLOW)
    return f"{too_wide} px too wide: {page.evaluate(WIDE)}" if too_wide > 0 else ""
