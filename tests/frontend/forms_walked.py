"""Sending to the forms of pages what nobody should send, as those see them who may open them, and what is wrong with the answers."""

import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import urljoin

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from tests.architecture import everything
from tests.architecture.access_table import EVERYONE, OPEN, PAGES
from tests.architecture.test_access_matrix import addresses
from tests.frontend.forms_found import CONTROLS, LONG, NOBODY, SHOWN, TYPED, WRONG, Found, forms_of

REFUSED = (400, 403, 409)
LOOKING = ("founder", "mentor2", "programme_manager")
ALLAUTH = "account_"  # its forms come back with 200


class Pages:
    """The world, its people's browsers, and what was raised where a 500 came out."""

    def __init__(self, world: everything.Everything) -> None:
        self.world, self.raised = world, ""
        self.browsers = {"visitor": Client(raise_request_exception=False)}
        for role, person in world.people.items():
            self.browsers[role] = Client(raise_request_exception=False)
            self.browsers[role].force_login(person)
        got_request_exception.connect(self._note, weak=False, dispatch_uid="every-form")

    def _note(self, sender: object, **_rest: object) -> None:
        self.raised = repr(sys.exc_info()[1])[:300]

    def forms(self, *names: str, by: str = "") -> Iterator[tuple[str, str, Found]]:
        """Each form once, of all pages or of these, with who sees it (`by`, or those who may) and where it is sent.

        Which form is the same tell the name of the address it is sent to, and its fields.
        """
        met = set()
        for name, url in self.addresses(names):
            for role in [by] if by else self.readers(PAGES.get(f"{name} get") or PAGES[name]):
                answer = self.browsers[role].get(url)
                for form in forms_of(answer.content.decode()) if answer.status_code == 200 and "html" in answer["Content-Type"] else []:
                    target = urljoin(url, form.action)
                    if (name_of(target), tuple(form.kinds)) not in met:
                        met.add((name_of(target), tuple(form.kinds)))
                        yield role, target, form

    def addresses(self, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Of these pages, or of all that the access table names; a name may carry a query."""
        known = {address.name: address.parameters for address in addresses(get_resolver()) if address.method == "get"}
        for asked in names or [name for name in known if name in PAGES or f"{name} get" in PAGES]:
            name, _mark, query = asked.partition("?")
            yield name, reverse(name, kwargs=self.world.arguments(name, known.get(name, []))) + f"?{query}"

    def readers(self, allowed: str) -> list[str]:
        """Who opens it here: those who see most forms there."""
        if allowed == OPEN:
            return ["visitor"]
        if allowed == EVERYONE:
            return list(LOOKING)
        roles = [role for role in allowed.split() if role in self.browsers]
        return [role for role in roles if role in (*roles[:2], "coordinator")]

    def send(self, role: str, url: str, body: dict) -> HttpResponse:
        """The answer, with everything that the call did taken back, also in the browser: one of the forms signs out."""
        browser = self.browsers[role]
        cookies = deepcopy(browser.cookies)
        with transaction.atomic():
            answer = browser.post(url, body)
            if answer.status_code < 400:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        browser.cookies = cookies
        return answer


def name_of(url: str) -> str:
    """The name of an address; the address itself where it is none of ours."""
    try:
        return resolve(url.split("?")[0]).url_name or url
    except Resolver404:
        return url


def faults_of(answer: HttpResponse, form: Found, body: dict, wrong: list[str], *, ours: bool = True) -> Iterator[str]:
    """What is wrong with an answer to what was sent; `wrong` are the fields that no form can take so."""
    page = answer.content.decode()
    if answer.status_code >= 500:
        yield "500"
    elif wrong and answer.status_code < (400 if ours else 200):
        yield f"taken with {answer.status_code}"
    elif answer.status_code in REFUSED or (not ours and answer.status_code == 200):
        for name in wrong:
            if not re.search(rf'id="[\w-]+{name}_error"', page):
                yield f"no word beside {name} ({answer.status_code})"
        if TYPED in [body[name][0] for name in form.written if name in body and form.kinds[name] != "password"] and SHOWN not in page:
            yield f"what was typed is gone ({answer.status_code})"


def sent(form: Found) -> Iterator[tuple[str, dict, list[str]]]:
    """What is sent through a form, in words, with the fields that are wrong in it whatever the form is for."""
    unfit = form.filled(written=LONG) | {name: [CONTROLS] for name in form.written[1::2]}
    told = {
        "nothing": ({}, []),
        "texts that cannot be kept": (unfit, form.written),
        "wrong values": (form.filled(written=TYPED, **WRONG), []),
        "ids of nobody": (form.filled(written=TYPED, **dict.fromkeys(("hidden", "select", "radio", "checkbox", "button"), NOBODY)), []),
        "letters of every kind": (form.filled(written=TYPED), []),
    }
    before: list[dict] = []
    for words, (body, wrong) in told.items():
        if body not in before:
            before.append(body)
            yield words, body, wrong


def walk(pages: Pages, *names: str, by: str = "") -> tuple[set[str], list[str], int]:
    """Where the forms of all pages, or of these, are sent; what is wrong with the answers; and how many forms they are."""
    faults, met, number = [], set(), 0
    for role, url, form in pages.forms(*names, by=by):
        number += 1
        met.add(name := name_of(url))
        for words, body, wrong in sent(form):
            for fault in faults_of(pages.send(role, url, body), form, body, wrong, ours=not name.startswith(ALLAUTH)):
                faults.append(f"{url} by {role}, {words}: {fault} {pages.raised if fault == '500' else ''}")
    return met, faults, number
