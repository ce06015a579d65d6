"""The pages of a mentorship and its sessions, by two people without script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.mentorships import records, services, sessions
from mentoring.mentorships.models import Mentorship, Session
from network.core import clock
from network.ledger.models import SupportRecord
from tests.pairs import agree


@pytest.fixture
def as_(client):
    """The browser of a person."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def text(response) -> str:
    return response.content.decode()


def test_mentorship_page_shows_each_of_the_two_what_is_next(as_, agreeing, founder, mentor):
    url = reverse("mentorship", args=[agreeing.pk])
    page = text(as_(founder).get(url))
    assert "Prices for Norway" in page
    assert reverse("mentorship-agree", args=[agreeing.pk]) in page
    as_(founder).post(reverse("mentorship-agree", args=[agreeing.pk]), {"version": 1})
    assert reverse("mentorship-agree", args=[agreeing.pk]) not in text(as_(founder).get(url))
    assert reverse("mentorship-agree", args=[agreeing.pk]) in text(as_(mentor).get(url))
    as_(mentor).post(reverse("mentorship-agree", args=[agreeing.pk]), {"version": 1})
    assert reverse("session-new", args=[agreeing.pk]) in text(as_(founder).get(url))


@pytest.mark.parametrize("who", ["outsider", "founder2", "investor"])
def test_pages_of_others_do_not_exist(request, as_, proposed, who):
    browser = as_(request.getfixturevalue(who))
    for name, pk in (
        ("mentorship", proposed.mentorship_id),
        ("mentorship-agreement", proposed.mentorship_id),
        ("session", proposed.pk),
        ("session-move", proposed.pk),
    ):
        assert browser.get(reverse(name, args=[pk])).status_code == 404


def test_an_agreement_changed_meanwhile_is_told_and_nothing_typed_is_lost(as_, agreeing, founder, mentor):
    services.edit_agreement(mentorship=agreeing, by=mentor, version=1, goals="Another goal")
    answer = as_(founder).post(
        reverse("mentorship-agreement", args=[agreeing.pk]),
        {"goals": "My own words", "frequency": "weekly", "hours_per_month": 2, "months": 3, "confidentiality": "All", "version": 1},
    )
    assert answer.status_code == 409
    assert "My own words" in text(answer)


def test_agreement_with_wrong_values_says_so_beside_the_field(as_, agreeing, founder):
    answer = as_(founder).post(
        reverse("mentorship-agreement", args=[agreeing.pk]),
        {"goals": "", "frequency": "never", "hours_per_month": "99", "months": "99", "confidentiality": "x" * 3000, "version": 1},
    )
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"goals", "frequency", "hours_per_month", "months", "confidentiality"}


def propose(browser, mentorship, **values):
    return browser.post(reverse("session-new", args=[mentorship.pk]), {"topic": "Price list", "minutes": 45, "format": "online"} | values)


def test_propose_page_suggests_times_in_both_zones(as_, mentorship, founder):
    page = text(as_(founder).get(reverse("session-new", args=[mentorship.pk])))
    assert page.count('name="times"') == 12
    assert page.count("Vaasa<br>") == page.count("Umeå</span></span>") == 12


def test_proposing_ticked_and_typed_times_together(as_, mentorship, founder):
    answer = propose(as_(founder), mentorship, times=["2027-02-12T08:00:00+00:00"], own_1="2027-02-15T10:00")
    assert answer.status_code == 302
    assert [t.starts_at.isoformat() for t in Session.objects.get().times.all()] == ["2027-02-12T08:00:00+00:00", "2027-02-15T08:00:00+00:00"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "times"),
        ({"own_2": "2027-03-28T03:30"}, "own_2"),  # skipped by the change to summer time in Finland
        ({"own_1": "2027-02-01T10:00"}, "own_1"),  # past
        ({"own_1": "2027-02-15T10:00", "own_3": "2027-02-01T10:00"}, "own_3"),
        ({"own_2": "2029-02-01T10:00"}, "own_2"),  # a mistyped year
        ({"times": ["2027-02-01T08:00:00+00:00"], "own_1": "2027-02-15T10:00"}, "times"),  # it passed while the page was open
        ({"own_1": "tomorrow"}, "own_1"),
        ({"times": ["nonsense"]}, "times"),
        ({"own_1": "2027-02-15T10:00", "topic": ""}, "topic"),
        ({"own_1": "2027-02-15T10:00", "format": "in-person"}, "place"),
        ({"own_1": "2027-02-15T10:00", "link": "javascript:alert(1)"}, "link"),
        ({"own_1": "2027-02-15T10:00", "message": "x" * 5000}, "message"),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_its_field(as_, mentorship, founder, values, field):
    answer = propose(as_(founder), mentorship, message=values.pop("message", "Hello there"), **values)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {field}
    assert not Session.objects.exists()


def test_each_time_that_cannot_be_is_told_at_its_own_row(as_, mentorship, founder):
    page = text(propose(as_(founder), mentorship, own_2="2027-02-01T10:00", own_3="2027-02-15T10:00", own_5="2029-02-01T10:00"))
    for row, said in (("own_2", "har redan passerat"), ("own_5", "mer än ett år bort")):
        assert said in page.split(f'id="id_{row}_error"')[1].split("</ul>")[0]
    assert 'id="id_times_error"' not in page
    assert 'id="id_own_3_error"' not in page
    assert 'value="2027-02-01T10:00"' in page


def test_a_skipped_hour_in_sweden_is_refused_for_the_one_who_types_there(as_, mentorship, mentor):
    answer = propose(as_(mentor), mentorship, own_1="2027-03-28T02:30")
    assert "own_1" in answer.context["form"].errors
    assert propose(as_(mentor), mentorship, own_1="2027-03-28T03:30").status_code == 302  # exists there; in Finland it is half past four


def test_an_hour_that_comes_twice_means_the_first(as_, mentorship, founder):
    propose(as_(founder), mentorship, own_1="2027-10-31T03:30")
    assert Session.objects.get().times.get().starts_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_the_other_chooses_a_time_and_both_see_it_in_both_zones(as_, proposed, founder, mentor):
    url = reverse("session", args=[proposed.pk])
    assert 'name="time"' not in text(as_(founder).get(url))
    assert text(as_(mentor).get(url)).count('name="time"') == 2
    answer = as_(mentor).post(reverse("session-accept", args=[proposed.pk]), {"time": str(proposed.times.first().pk)})
    assert answer.status_code == 302
    for person in (founder, mentor):
        page = text(as_(person).get(url))
        assert page.index("10:00–10:45") > 0
        assert page.index("09:00–09:45") > 0


@pytest.mark.parametrize(("value", "status", "where"), [("", 400, "id_time"), ("nonsense", 400, "id_time"), ("00000000-0000-0000-0000-000000000000", 409, "")])
def test_a_time_that_is_none_is_refused_beside_the_times(as_, proposed, mentor, value, status, where):
    answer = as_(mentor).post(reverse("session-accept", args=[proposed.pk]), {"time": value})
    assert answer.status_code == status
    assert (f'id="{where}_error"' if where else 'role="alert"') in text(answer)


def test_a_taken_time_shows_what_is_free_now(as_, proposed, mentor, noon):
    from network.calendars.services import book

    book([mentor], noon + timedelta(days=2), noon + timedelta(days=2, hours=1), source=mentor.mentor_profile, by=mentor)
    answer = as_(mentor).post(reverse("session-accept", args=[proposed.pk]), {"time": str(proposed.times.first().pk)})
    assert answer.status_code == 409
    assert answer.context["fresh"]


def test_move_keep_and_cancel_on_the_page(as_, confirmed, founder, mentor):
    assert as_(mentor).get(reverse("session-move", args=[confirmed.pk])).status_code == 200
    moved = as_(mentor).post(
        reverse("session-move", args=[confirmed.pk]), {"topic": "Price list", "minutes": 45, "format": "online", "times": ["2027-02-16T08:00:00+00:00"]}
    )
    assert moved.status_code == 302
    assert reverse("session-keep", args=[confirmed.pk]) in text(as_(founder).get(reverse("session", args=[confirmed.pk])))
    as_(founder).post(reverse("session-keep", args=[confirmed.pk]))
    as_(founder).post(reverse("session-cancel", args=[confirmed.pk]), {"note": "Ill"})
    assert Session.objects.get().state == "cancelled"


def test_record_contest_and_feedback_on_the_pages(as_, confirmed, founder, mentor):
    with clock.at(confirmed.starts_at + timedelta(hours=1)):
        wrong = as_(mentor).post(reverse("session-record", args=[confirmed.pk]), {"outcome": "held", "minutes": "", "notes": "Kept words"})
        assert wrong.status_code == 400
        assert "Kept words" in text(wrong)
        as_(mentor).post(reverse("session-record", args=[confirmed.pk]), {"outcome": "held", "minutes": 50, "notes": "For us two"})
        assert "For us two" in text(as_(founder).get(reverse("session", args=[confirmed.pk])))
        as_(founder).post(reverse("session-contest", args=[confirmed.pk]), {"minutes": 40, "note": "Late"})
        as_(founder).post(reverse("session-feedback", args=[confirmed.pk]), {"score": "5", "comment": "Very clear"})
    assert list(SupportRecord.objects.order_by("version").values_list("minutes", flat=True)) == [50, 40]
    assert confirmed.feedback.get().score == 5


def test_the_coordinator_sees_feedback_but_neither_notes_nor_buttons(as_, confirmed, founder, mentor, coordinator):
    with clock.at(confirmed.starts_at + timedelta(hours=1)):
        records.hold(session=confirmed, by=mentor, minutes=50, notes="For us two")
        records.give_feedback(session=confirmed, by=founder, score=2, comment="Hard to follow")
        page = text(as_(coordinator).get(reverse("session", args=[confirmed.pk])))
        whole = text(as_(coordinator).get(reverse("mentorship", args=[confirmed.mentorship_id])))
        theirs = text(as_(mentor).get(reverse("session", args=[confirmed.pk])))
    assert "Hard to follow" in page
    assert "Hard to follow" in whole
    assert "For us two" not in page + whole
    assert "Hard to follow" not in theirs
    assert reverse("session-new", args=[confirmed.mentorship_id]) not in whole


def test_pause_resume_end_and_looking_back(as_, mentorship, founder):
    browser, args = as_(founder), [mentorship.pk]
    browser.post(reverse("mentorship-pause", args=args))
    browser.post(reverse("mentorship-resume", args=args))
    assert browser.get(reverse("mentorship-end", args=args)).status_code == 200
    ended = browser.post(reverse("mentorship-end", args=args), {"note": "Thank you"})
    assert ended.url == reverse("mentorship-closing", args=args)
    assert browser.get(ended.url).status_code == 200
    assert browser.post(ended.url, {"reached": "4", "recommend": "yes"}).status_code == 302
    assert Mentorship.objects.get().closing_surveys.get().recommend


@pytest.mark.parametrize("name", ["mentorship-agree", "mentorship-pause", "mentorship-resume"])
def test_what_changes_something_needs_a_post(as_, mentorship, founder, name):
    assert as_(founder).get(reverse(name, args=[mentorship.pk])).status_code == 405


def test_lists_ask_the_database_as_often_for_one_row_as_for_many(as_, mentorship, founder, mentor, company2, founder2, programme, plan, noon):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(url):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert as_(mentor).get(url).status_code == 200
        return len(seen)

    urls = [reverse("mentorships"), reverse("mentorship", args=[mentorship.pk]), reverse("calendar")]
    first = sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=1)])
    sessions.accept(session=first, by=mentor, time=noon + timedelta(days=1))
    sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=2)])
    [count(url) for url in urls]  # the first visit also writes the sign-in and the feed
    before = [count(url) for url in urls]
    for day in (7, 8, 9):
        more = sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=day)])
        sessions.accept(session=more, by=mentor, time=noon + timedelta(days=day))
        sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=day, hours=3)]) if day < 9 else None
    second = services.open_mentorship(
        programme=programme, company=company2, contact=founder2, mentor=mentor, request_id=None, hours_per_month=1, goals="Sell", by=mentor
    )
    agree(second)
    assert [count(url) for url in urls] == before


def test_colleagues_see_the_mentorships_of_their_organisation(as_, mentorship, company):
    from network.organisations.models import Membership
    from tests.world import person

    colleague = person("Liisa Lehto")
    Membership.objects.create(organisation=company, person=colleague)
    page = text(as_(colleague).get(reverse("mentorships")))
    assert reverse("mentorship", args=[mentorship.pk]) in page
    whole = text(as_(colleague).get(reverse("mentorship", args=[mentorship.pk])))
    assert reverse("session-new", args=[mentorship.pk]) not in whole
