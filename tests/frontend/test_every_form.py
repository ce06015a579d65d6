"""Bad input to every form (guarantee 13): each form of each page, as those see it who may open it.

Never a 500; what cannot be taken is told beside its field; and what was typed is still there.
"""

import logging
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from mentoring.mentorships import records, sessions
from mentoring.mentorships import services as mentorships
from mentoring.requests import answers
from network.core import clock
from tests.architecture import everything
from tests.architecture.access_table import EVERYONE, OPEN, PAGES
from tests.architecture.source import listed
from tests.architecture.test_access_matrix import addresses
from tests.frontend.forms_found import CONTROLS, LONG, NOBODY, SHOWN, TYPED, WRONG, Found, forms_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(400)]
REFUSED = (400, 403, 409)
LOOKING = ("founder", "mentor2", "programme_manager")


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

    def forms(self, *names: str) -> Iterator[tuple[str, str, Found]]:
        """Each form once, of all pages or of these, with who sees it and where it is sent: by the name of that address and by its fields."""
        met = set()
        for address in addresses(get_resolver()):
            if address.method != "get" or (names and address.name not in names) or (address.name not in PAGES and f"{address.name} get" not in PAGES):
                continue
            url = reverse(address.name, kwargs=self.world.arguments(address.name, address.parameters))
            for role in self.readers(PAGES.get(f"{address.name} get") or PAGES[address.name]):
                answer = self.browsers[role].get(url)
                for form in forms_of(answer.content.decode()) if answer.status_code == 200 and "html" in answer["Content-Type"] else []:
                    target = urljoin(url, form.action)
                    try:
                        name = resolve(target.split("?")[0]).url_name
                    except Resolver404:
                        name = target
                    if (name, tuple(form.kinds)) not in met:
                        met.add((name, tuple(form.kinds)))
                        yield role, target, form

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


@pytest.fixture
def pages(request) -> Iterator[Pages]:
    logging.disable(logging.CRITICAL)
    world = everything.make(request.getfixturevalue)
    with clock.at(everything.NOON):
        yield Pages(world)
    logging.disable(logging.NOTSET)
    got_request_exception.disconnect(dispatch_uid="every-form")


def faults_of(answer: HttpResponse, form: Found, body: dict, wrong: list[str]) -> Iterator[str]:
    """What is wrong with an answer to what was sent; `wrong` are the fields that no form can take so."""
    page = answer.content.decode()
    if answer.status_code >= 500:
        yield "500"
    elif wrong and answer.status_code < 400:
        yield f"taken with {answer.status_code}"
    elif answer.status_code in REFUSED:
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


def walk(pages: Pages, *names: str) -> tuple[int, list[str]]:
    """How many forms were met on all pages, or on these, and what is wrong with the answers."""
    faults, met = [], 0
    for role, url, form in pages.forms(*names):
        met += 1
        for words, body, wrong in sent(form):
            for fault in faults_of(pages.send(role, url, body), form, body, wrong):
                faults.append(f"{url} by {role}, {words}: {fault} {pages.raised if fault == '500' else ''}")
    return met, faults


def test_every_form_tells_what_is_wrong_and_keeps_what_was_typed(pages: Pages) -> None:
    met, faults = walk(pages)
    assert not faults, listed(faults)
    assert met > 70, "the pages show fewer forms than there are"


def test_forms_of_later_days_tell_what_is_wrong_and_keep_what_was_typed(pages: Pages) -> None:
    """Forms that show only when something has happened: a question asked, a session begun and held, a meeting over, a mentorship ended."""
    of, people, faults = pages.world.by_name, pages.world.people, []
    times = [everything.NOON + timedelta(days=6)]
    session = sessions.propose(mentorship=of["mentorship"], by=people["founder2"], plan=sessions.Plan("Freight"), times=times)
    of["session"] = session

    def look(*names: str) -> None:
        met, wrong = walk(pages, *names)
        assert met, f"no form on {names}"
        faults.extend(wrong)

    answers.ask_back(choice=of["choice"], by=people["mentor"], question="How many?")
    look("request")
    sessions.accept(session=session, by=people["mentor2"], time=times[0])
    with clock.at(everything.NOON + timedelta(days=13)):
        look("session-record")
        records.hold(session=session, by=people["mentor2"], minutes=60)
        look("session-contest", "session-feedback")
        look("investor-meeting")
        mentorships.end_mentorship(mentorship=of["mentorship"], by=people["founder2"], note="")
        look("mentorship-closing")
    assert not faults, listed(faults)
