"""A reviewer of a blind call follows every link and asks every address that they may, and meets no applicant's name."""

import io
import re
import zipfile
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from mentoring.calls import moving
from mentoring.reviews import arranging, assigning, deciding, reading
from network.files.models import File
from network.notifications.models import Delivery, Notification
from network.notifications.render import Reader, render_mail, render_notice
from network.programmes.models import SharingAgreement
from tests.architecture.test_access import patterns
from tests.mentoring.calls.test_pages import signed_in
from tests.mentoring.reviews.conftest import NAMES

pytestmark = pytest.mark.django_db

HREF = re.compile(r'(?:href|action|hx-get|src)="(/[^"#]*)"')
# A calendar has no last page; the words for craft and for "and" are in names as well.
OTHERS = ("/static/", "/accounts/", "/demo/", "/language", "/i18n/", "/calendar/?", "/api/v1/vocabulary/")
WORDS = sorted({word for name in NAMES for word in name.split()} - {"og", "och", "ja"} | {"Writer", "Elli", "Lund", "elli.lund"})
MOST_PAGES = 400
KEYED = ("call", "application", "review", "api:api-call", "api:api-application", "api:api-review")  # addresses that ask for a key of these
LISTS = ("/board/", "/table/", "/cards/", "/export.csv", "/export.xlsx")
ASKED = ("?sort=name&q=1&country=FI&page_size=100", "?answers=1")  # what they can be asked with

SHARED = [f"/pipeline/applications/{end}" for end in ("", "?by=region", "?by=call", "companies/", "export.csv", "export.xlsx")]
SHARED += [f"/api/v1/reports/applications/{end}" for end in ("", "?by=region", "?by=call", "companies/")]


def names_in(text: str) -> list[str]:
    return [word for word in WORDS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


def content(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            body = b"\n".join(sheet.read(name) for name in sheet.namelist())
    return body.decode("utf-8", "replace")


def every_address(call, application) -> set[str]:
    """Each address of pages and API, also those that are made after this test, of the call and of the application where a key is asked for."""
    found = set()
    for address, entry in patterns(get_resolver()):
        names, name = set(entry.pattern.regex.groupindex), f"api:{entry.name}" if address.startswith("api/") else entry.name or ""
        pk = call.pk if "call" in name or "reviewing" in name else application.pk
        keys = {"pk": pk, "application": application.pk, "stage": application.stage_id, "kind": "csv"}
        if names <= set(keys) and (not names or name.startswith(KEYED)):
            with suppress(NoReverseMatch):
                found.add(reverse(name, kwargs={key: keys[key] for key in names}))
    return {address for address in found if not address.startswith(OTHERS)}


def crawl(client: Client, begin: list[str], *, follow: bool = True) -> dict[str, str]:
    """Every page that links lead to, by address."""
    pages: dict[str, str] = {}
    todo = list(begin)
    while todo:
        assert len(pages) < MOST_PAGES
        address = todo.pop()
        if address in pages or address.startswith(OTHERS):
            continue
        response = client.get(address)
        pages[address] = content(response) + str(response.headers) if response.status_code == 200 else ""
        if follow and "text/html" in response.headers.get("Content-Type", ""):
            todo += [found.replace("&amp;", "&") for found in HREF.findall(pages[address])]
    return pages


@pytest.fixture
def worked(applications, reviewers, coordinator, call) -> list:
    """Given out, asked for more, decided and released: whatever could tell a name has been said."""
    assigning.allocate_call(by=coordinator, call=call)
    moving.move(application=applications[0], verb="back", by=coordinator, reason="Look again")
    moving.move(application=applications[0], verb="ask-more", by=coordinator, words="Tell more")
    moving.move(application=applications[0], verb="hand-back", by=applications[0].made_by)
    arranging.declare_conflict(by=coordinator, application=applications[4], person=coordinator)
    deciding.decide(by=coordinator, applications=[applications[1]], verb="accept")
    deciding.release(by=coordinator, call=call)
    moving.move(application=applications[1], verb="confirm", by=applications[1].made_by)
    deciding.decide(by=coordinator, applications=[applications[2]], verb="decline", reason="Too early")
    return applications


def test_no_surface_of_a_blind_call_names_an_applicant(worked, reviewers, call):
    reviewer = reviewers[2]  # of a support organisation: no mentor, who would know companies by their requests
    client = signed_in(reviewer)
    begin = ["/", "/reviews/", "/notices/", f"/calls/{call.pk}/reviewing/", f"/calls/{call.pk}/board/", f"/calls/{call.pk}/table/"]
    begin += [
        f"/calls/{call.pk}/{end}" for end in ("", "export.csv", "export.xlsx", "funnel/", "pipeline/", "reviews/", "reviews/ranking/", "reviews/decisions/")
    ]
    begin += SHARED
    begin += ["/api/v1/reviews/", "/api/v1/notifications/", "/api/v1/applications/", f"/api/v1/calls/{call.pk}/"]
    begin += [f"/api/v1/calls/{call.pk}/{end}/" for end in ("board", "cards", "funnel", "pipeline", "reviewing", "ranking", "decisions")]
    for application in worked:
        begin += [f"/applications/{application.pk}/{end}" for end in ("", "review/", "versions/", "write/")]
        begin += [f"/calls/{call.pk}/board/{application.pk}/{end}" for end in ("", "card/")] + [f"/calls/{call.pk}/reviews/{application.pk}/"]
        begin += [f"/api/v1/applications/{application.pk}/{end}" for end in ("", "ways/", "submissions/")] + [f"/api/v1/reviews/{application.pk}/"]
    pages = crawl(client, begin)
    pages |= crawl(client, sorted(every_address(call, worked[0]) - set(pages)), follow=False)
    pages |= crawl(client, [address + asked for address, text in pages.items() if text and address.endswith(LISTS) for asked in ASKED], follow=False)
    read = [address for address, text in pages.items() if text]
    assert f"/calls/{call.pk}/board/" in read
    assert f"/calls/{call.pk}/export.xlsx" in read
    assert f"/api/v1/calls/{call.pk}/cards/" in read
    assert sum(address.endswith("/review/") for address in read) >= 2
    assert {address: found for address, text in pages.items() if (found := names_in(text))} == {}


def test_what_incubators_share_with_names_names_nobody_to_a_reviewer(worked, reviewers, call, support_organisation):
    """Their organisation has an agreement with names: of this call they get figures until it is decided."""
    SharingAgreement.objects.update(level="named")
    client = signed_in(reviewers[2])
    pages = {address: content(client.get(address)) for address in SHARED}
    assert {address: found for address, text in pages.items() if (found := names_in(text))} == {}
    call.is_blind = False
    call.save(update_fields=["is_blind"])
    assert names_in(content(client.get("/pipeline/applications/companies/")))


def test_no_notice_of_a_reviewer_names_an_applicant(worked, reviewers, call):
    for reviewer in reviewers:
        reader = Reader(language="en")
        notices = Notification.objects.filter(person=reviewer)
        mails = [render_mail(row.kind, row.context, reader) for row in Delivery.objects.filter(person=reviewer)]
        texts = [render_notice(row.kind, row.context, reader) for row in notices] + [f"{mail.subject} {mail.text}" for mail in mails]
        assert texts
        assert [text for text in texts if names_in(text)] == []


def test_a_call_that_is_not_blind_names_them(worked, reviewers, call):
    """What the crawl looks for is there to be found."""
    call.is_blind = False
    call.save(update_fields=["is_blind"])
    pages = crawl(signed_in(reviewers[2]), [f"/calls/{call.pk}/board/"])
    assert names_in(pages[f"/calls/{call.pk}/board/"])


def test_files_have_a_number_for_a_name(applications, call):
    row = applications[0]
    kept = File.objects.create(
        by=row.made_by, purpose="application", name="Elli Lund budget.pdf", content_type="application/pdf", size=3, sha256="0" * 64, key="budget",
        subject_type="application", subject_id=row.pk, attached_at=row.created_at,
    )  # fmt: skip
    form = row.form
    form.questions = [*form.questions, {"key": "budget", "kind": "file", "labels": {"en": "Budget"}}]
    form.save(update_fields=["questions"])
    row.submissions.update(answers={"budget": [str(kept.pk)]})
    answer = next(answer for answer in reading.as_reviewer(row).answers if answer.files)
    assert [name for _file, name in answer.files] == ["File 1.pdf"]
