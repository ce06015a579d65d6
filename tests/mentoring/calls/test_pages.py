"""A call from its making to an application that was read, in pages and without JavaScript."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from mentoring.calls import editions, handing, moving, queries, services
from mentoring.calls.merging import digest
from mentoring.calls.models import Application, Call
from network.core import clock
from network.notifications.models import Delivery
from network.notifications.render import Reader, render_mail
from tests.mentoring.calls.conftest import ANSWERS, QUESTIONS

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_call_is_made_its_form_built_published_applied_to_and_read(coordinator, incubator, programme, founder, company, opening):
    staff, firm = signed_in(coordinator), signed_in(founder)
    pair = queries.pairs_for(coordinator).get()
    said = {
        "pair": pair.pk, "stages": "one-stage", "languages": ["en", "sv"], "titles_en": "Spring", "titles_sv": "Vår", "time_zone": "Europe/Helsinki",
        "opens_at": "2027-02-01T08:00", "closes_at": "2027-02-15T16:00", "confirm_days": "14",
    }  # fmt: skip
    assert staff.post("/calls/new/", said | {"titles_sv": ""}).status_code == 400
    made = staff.post("/calls/new/", said)
    call = Call.objects.get()
    assert made["Location"] == f"/calls/{call.pk}/form/"
    assert (call.opens_at, call.closes_at - call.opens_at) == (opening, timedelta(days=14, hours=8))
    question = {"labels_en": "What is your idea?", "labels_sv": "Vad är din idé?", "longest": "500", "required": "on"}
    assert staff.post(f"/calls/{call.pk}/form/new/?kind=text", question).status_code == 302
    choice = {"labels_en": "Which workshop?", "most": "1"} | {"option_0_en": "Wood", "option_1_en": "Metal", "option_2_en": ""}
    keys = {f"option_{place}_key": "" for place in range(3)}
    assert staff.post(f"/calls/{call.pk}/form/new/?kind=choice", choice | keys).status_code == 302
    assert [one["key"] for one in queries.newest_form(call).questions] == ["what-is-your-idea", "which-workshop"]
    assert staff.post(f"/calls/{call.pk}/form/q/which-workshop/move/", {"down": "no"}).status_code == 302
    assert "Which workshop?" in staff.get(f"/calls/{call.pk}/form/preview/").content.decode()
    assert firm.get(f"/calls/{call.pk}/").status_code == 404
    assert staff.post(f"/calls/{call.pk}/publish/").status_code == 302

    assert "Vår" in firm.get("/calls/").content.decode()
    begun = firm.post(f"/calls/{call.pk}/apply/", {"company": company.pk})
    application = Application.objects.get()
    assert begun["Location"] == f"/applications/{application.pk}/write/"
    typed = {"q-what-is-your-idea": "Ljus\r\nväv", "was-what-is-your-idea": "", "q-which-workshop": "wood", "was-which-workshop": ""}
    kept = firm.post(f"/applications/{application.pk}/write/what-is-your-idea/", typed)
    assert digest("Ljus\nväv") in kept.content.decode()
    sent = firm.post(f"/applications/{application.pk}/write/", typed | {"was-what-is-your-idea": digest("Ljus\nväv"), "then": "submit"})
    assert sent["Location"] == f"/applications/{application.pk}/"
    assert staff.get(f"/applications/{application.pk}/").content.decode().count("Ljus") == 1
    assert "Verkstad Sund" in staff.get(f"/calls/{call.pk}/").content.decode()
    assert firm.get(f"/applications/{application.pk}/versions/").status_code == 200


def test_second_writer_of_one_question_sees_both_texts_and_loses_none(draft, founder):
    firm = signed_in(founder)
    first = {"q-idea": "One", "was-idea": "", "q-people": "", "was-people": "", "was-agreed": ""}
    assert firm.post(f"/applications/{draft.pk}/write/", first).status_code == 302
    page = firm.post(f"/applications/{draft.pk}/write/", first | {"q-idea": "Two", "q-people": "4"})
    shown = page.content.decode()
    assert page.status_code == 412
    assert ">One</blockquote>" in shown
    assert "Two</textarea>" in shown
    assert f'name="was-idea" value="{digest("One")}"' in shown
    assert Application.objects.get().answers == {"idea": "One", "people": 4}
    kept = firm.post(f"/applications/{draft.pk}/write/idea/", {"q-idea": "Three", "was-idea": ""})
    assert "data-unkept" in kept.content.decode()


def test_form_changed_under_an_open_page_is_told_before_it_is_handed_in_and_nothing_is_lost(filled, call, coordinator, founder):
    firm, address = signed_in(founder), f"/applications/{filled.pk}/write/"
    old = {"form": "1", "was-idea": digest(ANSWERS["idea"]), "was-people": digest(3), "was-agreed": digest(True), "q-agreed": "on"}
    assert 'name="form" value="1"' in firm.get(address).content.decode()
    why = {"key": "why", "kind": "text", "labels": {"en": "Why now?", "sv": "Varför nu?"}}
    with translation.override("en"):
        editions.set_questions(call=call, by=coordinator, data=[QUESTIONS[0], QUESTIONS[2], why])
    gone = firm.post(f"{address}people/", old | {"q-people": "5"})
    assert (gone.status_code, "data-unkept" in gone.content.decode(), "frågar inte efter det här" in gone.content.decode()) == (200, False, True)
    on = firm.post(f"{address}idea/", old | {"q-idea": "Woven"}).content.decode()
    assert "Formuläret har ändrats sedan du öppnade sidan" in on
    assert 'class="state info"' in firm.get(address).content.decode(), "what is new is marked though an answer was kept meanwhile"
    page = firm.post(address, old | {"q-idea": "Woven light", "was-idea": digest("Woven"), "q-people": "6", "then": "submit"})
    shown = page.content.decode()
    assert (page.status_code, Application.objects.get().stage.kind) == (409, "draft")
    assert "Formuläret ändrades medan du skrev" in shown
    assert '<p class="said">6</p>' in shown
    assert "Varför nu?" in shown
    assert 'name="form" value="2"' in shown
    assert Application.objects.get().answers == {"idea": "Woven light", "people": 6, "agreed": True}
    new = {"form": "2", "q-idea": "Woven light", "was-idea": digest("Woven light"), "q-agreed": "on", "was-agreed": digest(True), "q-why": "", "was-why": ""}
    assert firm.post(address, new | {"then": "submit"})["Location"] == f"/applications/{filled.pk}/"
    handed_in = Application.objects.get()
    assert (handed_in.form.number, handed_in.answers["people"]) == (2, 6)
    assert firm.post(address, new | {"form": "\x00"}).status_code < 500


def test_late_by_one_second_is_told_with_the_instant_and_nothing_is_lost(filled, founder, call):
    firm = signed_in(founder)
    with clock.at(call.closes_at):
        page = firm.post(f"/applications/{filled.pk}/write/", {"q-idea": "Too late now", "was-idea": digest(ANSWERS["idea"]), "then": "submit"})
        shown = page.content.decode()
        assert page.status_code == 409
        assert "15 februari 2027" in shown
        assert "Too late now" in shown
        assert firm.post(f"/applications/{filled.pk}/submit/").status_code == 409


def test_what_is_missing_stands_beside_its_question(draft, founder):
    page = signed_in(founder).post(f"/applications/{draft.pk}/submit/")
    assert page.status_code == 400
    assert page.content.decode().count('class="error"') == 2


def test_cancelling_needs_a_reason_and_tells_it(handed_in, coordinator, founder, call):
    staff = signed_in(coordinator)
    assert staff.post(f"/calls/{call.pk}/cancel/", {"reason": ""}).status_code == 400
    assert staff.post(f"/calls/{call.pk}/cancel/", {"reason": "No funds this spring"}).status_code == 302
    assert "No funds this spring" in signed_in(founder).get(f"/calls/{call.pk}/").content.decode()


def test_changes_of_an_answered_form_wait_and_tell_their_impact(filled, call, coordinator):
    staff = signed_in(coordinator)
    assert staff.post(f"/calls/{call.pk}/form/q/people/remove/").status_code == 302
    shown = staff.get(f"/calls/{call.pk}/form/").content.decode()
    assert call.forms.count() == 1
    assert shown.count('class="note wait stack') == 1
    assert staff.post(f"/calls/{call.pk}/form/use/").status_code == 302
    assert [one["key"] for one in queries.newest_form(call).questions] == ["idea", "agreed"]
    assert call.forms.count() == 2
    part = staff.post(f"/calls/{call.pk}/form/q/idea/move/", {"down": "yes"}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<section class="stack" id="questions"')
    assert staff.post(f"/calls/{call.pk}/form/drop/").status_code == 302


def test_copy_has_texts_form_and_stages(call, coordinator):
    said = {"time_zone": "Europe/Oslo", "opens_at": "2027-09-01T08:00", "closes_at": "2027-09-30T16:00"}
    staff = signed_in(coordinator)
    assert staff.get(f"/calls/{call.pk}/copy/").status_code == 200
    made = staff.post(f"/calls/{call.pk}/copy/", said)
    copy = Call.objects.exclude(pk=call.pk).get()
    assert made["Location"] == f"/calls/{copy.pk}/"
    assert (copy.titles, copy.state, copy.stages.count()) == (call.titles, "draft", call.stages.count())
    assert queries.newest_form(copy).questions == queries.newest_form(call).questions


def test_edit_shows_dates_on_the_calls_clock(call, coordinator):
    shown = signed_in(coordinator).get(f"/calls/{call.pk}/edit/").content.decode()
    assert 'value="2027-02-01T07:00"' in shown  # Stockholm
    services.change_call(call=call, by=coordinator, places=3)
    assert Call.objects.get().places == 3


def test_more_information_is_asked_in_a_page(handed_in, coordinator, founder):
    asked = {"words": "How many?", "questions": ["people"], "due_at": "2027-02-20T12:00"}
    assert signed_in(coordinator).post(f"/applications/{handed_in.pk}/information/", asked).status_code == 302
    shown = signed_in(founder).get(f"/applications/{handed_in.pk}/write/").content.decode()
    assert "How many?" in shown
    assert "<li>How many are you?</li>" in shown
    assert 'name="q-idea"' not in shown
    told = Delivery.objects.filter(person=founder, kind="application.information").get()
    assert "- How many are you?" in render_mail(told.kind, told.context, Reader(language="en")).text
    assert f'href="/organisations/{handed_in.company_id}/"' in signed_in(coordinator).get(f"/applications/{handed_in.pk}/").content.decode()


def test_a_published_call_is_called_closed_from_its_last_instant_on(call, coordinator):
    staff, address = signed_in(coordinator), f"/calls/{call.pk}/"
    for instant, words in ((call.closes_at - timedelta(seconds=1), ("good", "Published")), (call.closes_at, ("plain", "Closed"))):
        with clock.at(instant):
            pages = [staff.get(page, headers={"Accept-Language": "en"}).content.decode() for page in ("/calls/", address)]
            assert [f'class="state {words[0]}"' in page for page in pages] == [True, True]
            assert call.shown_state[1] == words[1]
            assert staff.get(f"/api/v1{address}").json()["state"] == "published"


def test_newcomer_comes_in_by_the_link_and_writes(filled, founder):
    from mentoring.calls import co_applicants

    assert signed_in(founder).post(f"/applications/{filled.pk}/people/", {"email": "new@example.org", "language": "fi"}).status_code == 302
    token = co_applicants.token_of(filled.co_applicants.get())
    visitor = Client()
    assert visitor.get(f"/applications/invited/{token}/").status_code == 200
    known = {"name": "Nea Uusi", "password": "aurora over vaasa 2027", "country": "FI", "languages": "fi", "time_zone": "Europe/Helsinki"}
    come = visitor.post(f"/applications/invited/{token}/", known)
    assert come.status_code == 302, come.content.decode()
    assert visitor.get(f"/applications/{filled.pk}/write/").status_code == 200


def test_applicant_reads_beforehand_how_it_goes_on(handed_in, call, founder, coordinator):
    """On the call's page the whole way, on the application's what lies ahead of where it stands; over HTTP in every language."""
    firm = signed_in(founder)
    read = firm.get(f"/calls/{call.pk}/").content.decode().split('id="road"')[1].split("</ol>")[0]
    steps = [label["sv"] for label in firm.get(f"/api/v1/calls/{call.pk}/").json()["road"]]
    assert steps == ["Du lämnar in", "Granskning", "Beslut", "Du bekräftar din plats"]
    assert [step for step in steps if step in read] == steps
    moving.move(application=handed_in, verb="review", by=coordinator)
    ahead = firm.get(f"/applications/{handed_in.pk}/").content.decode().split('id="ahead"')[1].split("</ol>")[0]
    assert [step for step in steps if step in ahead] == ["Beslut", "Du bekräftar din plats"]
    assert 'id="ahead"' not in signed_in(coordinator).get(f"/applications/{handed_in.pk}/").content.decode()
    handing.withdraw(application=handed_in, by=founder)
    page = firm.get(f"/applications/{handed_in.pk}/").content.decode()
    assert 'id="ahead"' not in page
    assert f'href="/calls/{call.pk}/"' in page


def test_second_tab_of_texts_and_dates_overwrites_nothing_unseen(call, coordinator):
    staff, address = signed_in(coordinator), f"/calls/{call.pk}/edit/"
    seen = staff.get(address).context["form"]
    said = {
        "was": seen["was"].value(), "languages": ["en", "fi"], "titles_en": "Spring incubation", "titles_fi": "Kevään hautomo",
        "abouts_en": "For crafts and design.",
        "time_zone": "Europe/Stockholm", "opens_at": "2027-02-01T07:00", "closes_at": "2027-02-15T07:00", "confirm_days": "14",
    }  # fmt: skip
    assert staff.post(address, said | {"abouts_en": "For all who weave."}).status_code == 302
    with translation.override("en"):
        late = staff.post(address, said | {"places": "7"}, headers={"Accept-Language": "en"})
    form = late.context["form"]
    assert (late.status_code, set(form.errors)) == (409, {"__all__", "abouts", "places"})
    assert "For all who weave." in form.errors["abouts"][0]
    assert 'name="places" value="7"' in late.content.decode()
    assert Call.objects.get().abouts == {"en": "For all who weave."}
    assert staff.post(address, said | {"was": form["was"].value(), "places": "7", "abouts_en": "For all who weave."}).status_code == 302
    assert (Call.objects.get().abouts, Call.objects.get().places) == ({"en": "For all who weave."}, 7)


def test_question_with_crossed_days_or_an_answer_twice_is_refused_beside_its_field(draft_call, coordinator, founder):
    staff, address = signed_in(coordinator), f"/calls/{draft_call.pk}/form/new/"
    days = {"labels_en": "When do you begin?", "earliest": "2027-05-02", "latest": "2027-05-01"}
    crossed = staff.post(f"{address}?kind=date", days)
    assert (crossed.status_code, set(crossed.context["form"].errors)) == (400, {"latest"})
    assert staff.post(f"{address}?kind=date", days | {"latest": "2027-05-31"}).status_code == 302
    preview = staff.get(f"/calls/{draft_call.pk}/form/preview/").context["form"]
    hints = [str(field.help_text) for name, field in preview.fields.items() if name == "q-when-do-you-begin"]
    assert "2027" in hints[0]
    choice = {"labels_en": "Which workshop?", "most": "1", "option_0_key": "", "option_1_key": "", "option_0_en": "Wood", "option_1_en": " wood "}
    doubled = staff.post(f"{address}?kind=choice", choice)
    assert (doubled.status_code, "wood" in doubled.context["form"].errors["option_0"][0]) == (400, True)
