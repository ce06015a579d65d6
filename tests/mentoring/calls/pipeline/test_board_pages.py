"""The board, the table, the funnel and the files as their readers get them."""

import csv
import html
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.calls import board as boards
from mentoring.calls import moving
from mentoring.calls.models import Application, Call, Move, Stage
from mentoring.calls.pipelines import set_pipeline
from mentoring.calls.templates import ONE_STAGE
from network.core import clock
from network.core.sheets import harmless
from network.organisations.models import Kind, Organisation
from tests.mentoring.calls.pipeline.conftest import applied

PAGES = ["call-board", "call-table", "call-funnel", "call-pipeline"]


def crowd(call: Call, by, count: int) -> None:
    """So many more applications, spread over the stages."""
    stages = list(Stage.objects.filter(call=call).exclude(key="draft"))
    begun = Application.objects.filter(call=call).count()
    companies = [
        Organisation(name=f"Yritys {at}", sort_key=f"yritys {at:05}", kind=Kind.COMPANY, country="FI", place="Oulu") for at in range(begun, begun + count)
    ]
    Organisation.objects.bulk_create(companies)
    form, now = call.forms.get(number=1), clock.now()
    rows = [
        Application(call=call, company=company, made_by=by, number=begun + at + 1, stage=stages[at % len(stages)], form=form, in_stage_since=since)
        for at, company in enumerate(companies)
        if (since := now - timedelta(hours=at))
    ]
    Application.objects.bulk_create(rows)


@pytest.fixture
def reviewer(settings, support, monkeypatch):
    """Somebody who reviews what `seen` holds."""
    seen: list = []
    monkeypatch.setattr("tests.mentoring.calls.pipeline.test_board_pages.SEEN", seen)
    settings.APPLICATIONS_REVIEWED_BY = ["tests.mentoring.calls.pipeline.test_board_pages.reviewed"]
    support.languages = ["en"]
    support.save()
    return support, seen


SEEN: list = []


def reviewed(user) -> list:
    return SEEN if user.name == "Pekka Niemelä" else []


def test_board_shows_columns_with_counts_and_cards(client, call, application, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("call-board", args=[call.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Verkstad Sund" in text
    assert "Vaasa, Finland" in text
    assert "Kirjoitettavana" not in text  # drafts are the applicant's own


@pytest.mark.parametrize("name", PAGES)
def test_board_is_not_for_others(name, client, call, application, founder, outsider, programme_manager):
    for person, status in ((founder, 404), (outsider, 404), (programme_manager, 200)):
        client.force_login(person)
        assert client.get(reverse(name, args=[call.pk])).status_code == status


def test_pages_and_moves_ask_as_often_at_20_as_at_2000(client, call, founder, coordinator):
    client.force_login(coordinator)
    addresses = [reverse(name, args=[call.pk]) for name in ("call-board", "call-table", "call-funnel")]
    addresses += [f"{reverse(name, args=[call.pk])}?q=yritys+oulu+lund" for name in ("call-board", "call-table")]
    counted: list[list[int]] = []
    for more in (20, 1980):
        crowd(call, founder, more)
        card = Application.objects.filter(call=call, stage__key="submitted").order_by("id").last()
        counted.append([asked(partial(client.get, address)) for address in addresses])
        post = partial(client.post, reverse("call-card-move", args=[call.pk, card.pk]), {"verb": "review", "seen_in": card.stage_id})
        counted[-1].append(asked(partial(post, headers={"HX-Request": "true"})))
    assert counted[0] == counted[1]


def asked(request) -> int:
    """How many queries a request that succeeds takes."""
    with CaptureQueriesContext(connection) as queries:
        assert request().status_code == 200
    return len(queries)


def test_column_goes_on_where_the_page_ended(client, call, founder, coordinator):
    crowd(call, founder, 7 * 45)
    viewer = boards.viewer_for(coordinator, call.pk)
    column = next(one for one in boards.columns_of(viewer, boards.Filters()) if one.stage.key == "submitted")
    assert column.count == 45
    seen = [card.pk for card in column.cards]
    while column.after:
        column = boards.more_of(viewer, boards.Filters(), column.stage.pk, column.after)
        seen += [card.pk for card in column.cards]
    assert len(seen) == len(set(seen)) == 45
    client.force_login(coordinator)
    address = reverse("call-column", args=[call.pk, column.stage.pk])
    for after in ("", "nothing", "2027-13-01T00:00:00+00:00_x", f"9999-12-31T23:59:59+00:00_{uuid4()}", "\x00"):
        assert client.get(address, {"after": after}).status_code == 200
    assert client.get(reverse("call-column", args=[call.pk, uuid4()])).status_code == 404


def test_board_is_filtered(client, call, application, company2, founder2, coordinator):
    applied(call, company2, founder2)
    client.force_login(coordinator)
    address = reverse("call-board", args=[call.pk])
    assert "Kolme Kaikua" not in client.get(address, {"region": "FI19A"}).content.decode()
    assert "Verkstad Sund" not in client.get(address, {"sector": "design"}).content.decode()
    for wrong in ("\x00", "x" * 10_000, "' OR 1", "\ud800"):
        assert client.get(address, {"country": wrong.encode("utf-8", "surrogatepass").decode("latin-1")}).status_code == 200
    assert client.get(reverse("calls-table"), {"incubator": "nobody", "call": "7"}).status_code == 200


def test_move_by_form_leads_back_to_the_board(client, call, application, coordinator, stage_of):
    client.force_login(coordinator)
    answer = client.post(reverse("call-card-move", args=[call.pk, application.pk]), {"verb": "review"}, follow=True)
    assert stage_of(application) == "review"
    assert "Verkstad Sund now stands at “In review”." in answer.content.decode()


def test_refused_move_says_why_and_what_was_written_stays(client, call, application, coordinator, stage_of):
    client.force_login(coordinator)
    address = reverse("call-card-move", args=[call.pk, application.pk])
    accepted = Stage.objects.get(call=call, key="accepted")
    answer = client.post(address, {"target": accepted.pk, "words": "Välkommen."}, headers={"HX-Request": "true", "Accept-Language": "en"})
    assert answer.status_code == 409
    assert "Välkommen." in answer.content.decode()
    assert client.post(address, {"verb": "decline"}).status_code == 400
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"target": uuid4()}).status_code == 409
    assert stage_of(application) == "submitted"


def test_card_that_somebody_else_moved_and_a_way_that_is_gone_are_told_in_words(client, call, application, coordinator, programme_manager, stage_of):
    programme_manager.languages = ["nb"]
    programme_manager.save()
    client.force_login(coordinator)
    seen, page = str(application.stage_id), reverse("call-card-move", args=[call.pk, application.pk])
    api = f"/api/v1/applications/{application.pk}/move/"
    assert client.post(api, {"verb": "review", "seen_in": seen}, content_type="application/json").status_code == 200
    client.force_login(programme_manager)
    late = client.post(page, {"verb": "decline", "seen_in": seen, "reason": "Utenfor utlysningen."})
    shown = late.content.decode()
    assert (late.status_code, stage_of(application)) == (409, "review")
    assert "Utenfor utlysningen." in shown
    assert "Dette er ikke mulig lenger: søknaden står nå på «" in shown
    way = [one for one in ONE_STAGE.ways if (one.source, one.verb) != ("review", "decline")]
    set_pipeline(call=call, pipeline=replace(ONE_STAGE, ways=tuple(way)), by=coordinator)
    gone = client.post(page, {"verb": "decline", "reason": "Nei.", "seen_in": str(Application.objects.get().stage_id), "words": "Takk for nå."})
    assert (gone.status_code, stage_of(application)) == (409, "review")
    assert "Takk for nå." in gone.content.decode()
    refused = client.post(api, {"verb": "decline", "reason": "Nei.", "seen_in": str(Application.objects.get().stage_id)}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no-such-way")
    assert "Trinnene i utlysningen er endret" in refused.json()["title"]
    assert refused.json()["title"] in html.unescape(gone.content.decode())


def test_card_answers_with_the_counts_alone_when_it_is_out_of_sight(client, call, application, coordinator):
    client.force_login(coordinator)
    address = reverse("call-card-part", args=[call.pk, application.pk])
    assert f'data-card="{application.pk}"' in client.get(address).content.decode()
    text = client.get(address, {"country": "NO"}).content.decode()
    assert "data-card=" not in text
    assert "data-of=" in text


def test_held_decision_is_released_or_taken_back_on_the_cards_page(client, call, application, coordinator, stage_of):
    moving.move(application=application, verb="review", by=coordinator)
    moving.move(application=application, verb="accept", by=coordinator)
    client.force_login(coordinator)
    assert client.post(reverse("call-card-take-back", args=[call.pk, application.pk])).status_code == 302
    again = client.post(reverse("call-card-take-back", args=[call.pk, application.pk]))
    assert (again.status_code, again.content.decode().count("No decision is held for this application.")) == (409, 1)
    moving.move(application=application, verb="accept", by=coordinator)
    assert client.post(reverse("call-card-release", args=[call.pk, application.pk])).status_code == 302
    assert stage_of(application) == "accepted"


def test_blind_reviewer_finds_no_name(client, call, application, company2, founder2, coordinator, reviewer):
    person, seen = reviewer
    Call.objects.filter(pk=call.pk).update(is_blind=True)
    moving.move(application=application, verb="review", by=coordinator, reason="Verkstad Sund is strong.")
    seen.append(application.pk)
    other = applied(call, company2, founder2)
    client.force_login(person)
    pages = [reverse(name, args=[call.pk]) for name in ("call-board", "call-table")]
    pages += [reverse("call-card", args=[call.pk, application.pk]), reverse("call-card-part", args=[call.pk, application.pk])]
    pages += [f"{reverse('call-board', args=[call.pk])}?country=SE", f"{reverse('call-table', args=[call.pk])}?sort=name"]
    for address in pages:
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert not [name for name in ("Verkstad", "Sund", "Elli", "Lund", "Vaasa") if name in text], address
    assert "No. 1" in client.get(pages[0]).content.decode()
    assert "No. 1" in client.get(pages[4]).content.decode()  # no filter tells where a company is
    assert client.get(reverse("call-card", args=[call.pk, other.pk])).status_code == 404
    assert client.get(reverse("call-funnel", args=[call.pk])).status_code == 404
    assert reverse("call-funnel", args=[call.pk]) not in client.get(pages[0]).content.decode()  # no tab leads to where nobody is let in
    for kind in ("csv", "xlsx"):
        content = b"".join(client.get(reverse("call-export", args=[call.pk, kind])).streaming_content)
        text = (
            content.decode()
            if kind == "csv"
            else "".join(zipfile.ZipFile(io.BytesIO(content)).read(n).decode() for n in zipfile.ZipFile(io.BytesIO(content)).namelist())
        )
        assert not [name for name in ("Verkstad", "Vaasa", "Elli") if name in text]


def test_export_is_safe_against_formulas_and_in_the_readers_language(client, call, company, founder, coordinator):
    Organisation.objects.filter(pk=company.pk).update(name='=HYPERLINK("http://x","y")', place="@SUM(A1)")
    company.refresh_from_db()
    applied(call, company, founder)
    coordinator.languages = ["fi"]
    coordinator.save()
    client.force_login(coordinator)
    client.cookies["django_language"] = "fi"
    answer = client.get(reverse("call-export", args=[call.pk, "csv"]))
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, line = csv.reader(io.StringIO(content), delimiter=";")
    assert line[1].startswith("'=HYPERLINK")
    assert line[4].startswith("'@SUM")
    assert "attachment" in answer["Content-Disposition"]
    book = zipfile.ZipFile(io.BytesIO(b"".join(client.get(reverse("call-export", args=[call.pk, "xlsx"])).streaming_content)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"hyperlink" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na"])
def test_text_that_begins_like_a_formula_is_kept_from_being_one(text):
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"
    assert harmless(-1) == -1


def test_funnel_counts_who_ever_came_to_a_stage(call, application, company2, founder2, coordinator, client):
    applied(call, company2, founder2)
    for verb in ("review", "back", "review"):
        moving.move(application=application, verb=verb, by=coordinator)
    client.force_login(coordinator)
    page = client.get(reverse("call-funnel", args=[call.pk]))
    ever = {one.stage.key: (one.ever, one.now) for one in page.context["reached"]}
    assert (ever["submitted"], ever["review"], ever["accepted"]) == ((2, 1), (1, 1), (0, 0))
    assert Move.objects.count() == 3


def test_table_across_calls_is_filtered_by_incubator(client, call, application, incubator, coordinator, outsider):
    client.force_login(coordinator)
    assert "Verkstad Sund" in client.get(reverse("calls-table"), {"incubator": incubator.pk, "sort": "time"}).content.decode()
    assert "Verkstad Sund" in b"".join(client.get(reverse("calls-export", args=["csv"])).streaming_content).decode()
    client.force_login(outsider)
    assert "Verkstad Sund" not in client.get(reverse("calls-table")).content.decode()
