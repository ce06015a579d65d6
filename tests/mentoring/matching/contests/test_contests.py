"""Guarantee 11: a list can be contested; a person answers; both are kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mentoring.matching.contests import services as contests
from mentoring.matching.contests.queries import contest_for, contests_to_answer, contests_visible_to, overdue_contests
from mentoring.matching.models import Contest
from mentoring.matching.shortlist import services
from mentoring.requests.queries import request_for
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery
from network.organisations.joining import end
from network.organisations.models import Membership
from network.programmes.services import appoint, end_appointment, remove_partner
from tests.mentoring.requests.conftest import draft, opened
from tests.world import person as a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]
WORDS = "Johan has told us that he knows export well."


@pytest.fixture
def request_(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        return request_for(founder, opened(company, founder, programme).pk)


@pytest.fixture
def asked(request_, founder, mentor, noon):
    with clock.at(noon):
        return contests.contest(
            request=request_, by=founder, about="candidate", candidate=mentor.mentor_profile.pk, criterion="need", text=WORDS
        )  # fmt: skip


def told(kind: str) -> list:
    return [row.person for row in Delivery.objects.filter(kind=kind).select_related("person").order_by("person")]


def test_a_company_asks_and_a_coordinator_answers(programme_manager, asked, founder, coordinator, noon):
    assert set(told("match.contested")) == {coordinator, programme_manager}
    assert asked.seen["explanation"]["criteria"]
    assert list(contests_to_answer(coordinator)) == [asked]
    with clock.at(noon):
        done = contests.answer(contest=asked, by=coordinator, outcome="corrected", text="Johan has added it.")
    assert (done.state, done.outcome, done.answered_by) == ("answered", "corrected", coordinator)
    assert told("match.contest-answered") == [founder]
    assert not contests_to_answer(coordinator).exists()
    assert contest_for(founder, asked.pk).answer == "Johan has added it."
    with pytest.raises(Conflict):
        contests.answer(contest=asked, by=programme_manager, outcome="nothing", text="No.")


def test_saying_the_same_twice_asks_once(asked, request_, founder, mentor):
    same = {"request": request_, "by": founder, "about": "candidate", "candidate": mentor.mentor_profile.pk, "criterion": "need"}
    assert contests.contest(**same, text=f" {WORDS} ") == asked
    with pytest.raises(Conflict, match="waits for an answer"):
        contests.contest(**same, text="Something else.")
    assert Contest.objects.count() == 1
    assert Delivery.objects.filter(kind="match.contested").count() == 1


def test_only_so_many_wait_at_a_time(asked, request_, founder, coordinator, mentor, mentor2):
    for criterion in ("sectors", "hours", "spare", "format"):
        contests.contest(request=request_, by=founder, about="candidate", candidate=mentor.mentor_profile.pk, criterion=criterion, text="Why?")
    with pytest.raises(Conflict, match="wait for an answer"):
        contests.contest(request=request_, by=founder, about="list", text="Why?")
    contests.answer(contest=asked, by=coordinator, outcome="nothing", text="So it is.")
    assert contests.contest(request=request_, by=founder, about="list", text="Why?").is_open


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"about": "list", "text": "  "}, "text"),
        ({"about": "list", "text": "x" * 2001}, "text"),
        ({"about": "never", "text": "Why?"}, "about"),
        ({"about": "candidate", "text": "Why?"}, "candidate"),
        ({"about": "list", "criterion": "need", "text": "Why?"}, "criterion"),
    ],
)
def test_what_cannot_be_asked_is_told_beside_its_field(request_, founder, given, field):
    with pytest.raises(Invalid) as error:
        contests.contest(request=request_, by=founder, **given)
    assert field in error.value.errors


def test_a_proposal_is_contested_once_there_is_one(request_, founder, coordinator, mentor):
    given = {"request": request_, "by": founder, "about": "proposal", "candidate": mentor.mentor_profile.pk, "text": "Why him?"}
    with pytest.raises(Invalid):
        contests.contest(**given)
    services.propose(request=request_, by=coordinator, candidate=mentor.mentor_profile.pk, reason="He knows.")
    assert contests.contest(**given | {"request": request_for(founder, request_.pk)}).name == "Johan Åström"


def test_whole_list_is_contested_also_when_somebody_is_proposed(request_, founder, coordinator, mentor, client):
    services.propose(request=request_, by=coordinator, candidate=mentor.mentor_profile.pk, reason="He knows.")
    client.force_login(founder)
    address = f"/requests/{request_.pk}/contest/"
    assert "Johan Åström" not in client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    assert client.post(address, {"about": "list", "text": "Nobody here knows games."}).status_code == 302
    assert [(it.about, it.name) for it in contests_visible_to(founder)] == [("list", "")]


def test_paired_by_hand_is_said_only_when_it_was(asked, request_, founder, coordinator, mentor2, noon):
    with pytest.raises(Invalid) as error:
        contests.answer(contest=asked, by=coordinator, outcome="paired", text="Meet Ingrid.")
    assert "outcome" in error.value.errors
    with clock.at(noon):
        services.propose(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason="She fits.")
        assert contests.answer(contest=asked, by=coordinator, outcome="paired", text="Meet Ingrid.").outcome == "paired"


def test_strangers_neither_see_nor_ask_nor_answer(asked, request_, outsider, mentor, founder, founder2, company2, investor, support):
    for person in (outsider, founder2, mentor, investor, support):
        assert not contests_visible_to(person).exists()
        with pytest.raises(NotVisible):
            contest_for(person, asked.pk)
        with pytest.raises(Refused):
            contests.contest(request=request_, by=person, about="list", text="Why?")
    for person in (outsider, founder):
        with pytest.raises(Refused):
            contests.answer(contest=asked, by=person, outcome="nothing", text="No.")


def test_nobody_answers_their_own_question(request_, company, coordinator, programme_manager):
    company.memberships.create(person=coordinator)
    own = contests.contest(request=request_, by=coordinator, about="list", text="Why?")
    assert told("match.contested") == [programme_manager]
    with pytest.raises(Refused, match="yourself"):
        contests.answer(contest=own, by=coordinator, outcome="nothing", text="No.")


def test_a_draft_has_no_list_to_contest(company, founder, programme):
    with pytest.raises(Conflict):
        contests.contest(request=draft(company, founder, programme), by=founder, about="list", text="Why?")


def test_a_mentor_asks_why_companies_do_not_find_them(mentor, programme, coordinator, founder, company):
    asked = contests.contest_lists(profile=mentor.mentor_profile, programme=programme, by=mentor, text="Nobody ever asks me.")
    assert contests.contest_lists(profile=mentor.mentor_profile, programme=programme, by=mentor, text="Nobody ever asks me.") == asked
    assert list(contests_visible_to(mentor)) == [asked]
    assert not contests_visible_to(founder).exists()
    contests.answer(contest=asked, by=coordinator, outcome="nothing", text="Few companies ask for it now.")
    assert told("match.contest-answered") == [mentor]
    with pytest.raises(Refused):
        contests.contest_lists(profile=mentor.mentor_profile, programme=programme, by=founder, text="Why?")


@pytest.mark.parametrize(
    "broken",
    [
        {"about": "candidate", "mentor": None},
        {"about": "never"},
        {"text": ""},
        {"outcome": "nothing"},
        {"state": "answered"},
    ],
)
def test_the_database_keeps_a_contest_whole(asked, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=asked.pk).update(**broken)


def test_question_that_waits_five_working_days_reminds_and_is_stuck(programme_manager, asked, founder, coordinator, noon, client):
    rows = Delivery.objects.filter(kind="match.contest-waiting")
    assert set(told("match.contest-waiting")) == {coordinator, programme_manager}
    assert all(noon + timedelta(days=6) < row.due_at <= noon + timedelta(days=9) for row in rows)  # a weekend lies between
    coordinator.languages = ["en"]
    coordinator.save()
    client.force_login(coordinator)
    with clock.at(noon + timedelta(days=2)):
        assert "Questions about lists that wait too long" not in client.get("/coordination/").content.decode()
    with clock.at(noon + timedelta(days=9)):
        assert overdue_contests(coordinator) == [asked]
        for page in ("/coordination/", "/coordination/?state=stuck"):
            assert "Questions about lists that wait too long" in client.get(page).content.decode()
        assert "A question about a list waits for your answer" in client.get("/").content.decode()
        assert overdue_contests(founder) == []
        contests.answer(contest=asked, by=coordinator, outcome="nothing", text="We have looked.")
        assert overdue_contests(coordinator) == []


def test_answer_takes_the_reminder_back(asked, coordinator, noon):
    with clock.at(noon):
        contests.answer(contest=asked, by=coordinator, outcome="nothing", text="We have looked.")
    assert set(Delivery.objects.filter(kind="match.contest-waiting").values_list("state", flat=True)) == {"superseded"}


def test_coordinator_appointed_later_is_reminded_of_what_waits(asked, programme, programme_manager, coordinator, incubator, noon):
    later = a_person("Later")
    Membership.objects.create(person=later, organisation=incubator)
    with clock.at(noon + timedelta(days=3)):
        appoint(by=programme_manager, programme=programme, person=later, organisation=incubator, role="coordinator")
    (row,) = Delivery.objects.filter(kind="match.contest-waiting", person=later)
    assert noon + timedelta(days=3 + 5) < row.due_at <= noon + timedelta(days=3 + 9)  # five working days of their own, a weekend between
    with clock.at(noon + timedelta(days=4)):
        contests.answer(contest=asked, by=coordinator, outcome="nothing", text="We have looked.")
    row.refresh_from_db()
    assert row.state == "superseded"


@pytest.mark.parametrize("way", ["appointment", "membership", "partner"])
def test_former_coordinator_is_reminded_of_nothing(way, asked, programme, programme_manager, coordinator, incubator, admin, noon):
    rows = Delivery.objects.filter(kind="match.contest-waiting", person=coordinator)
    assert [row.state for row in rows] == ["due"]
    with clock.at(noon + timedelta(days=1)):
        if way == "appointment":
            end_appointment(by=programme_manager, appointment=programme.appointments.get(person=coordinator))
        elif way == "membership":
            Membership.objects.create(person=programme_manager, organisation=incubator, role=Membership.Role.ADMINISTRATOR)
            end(by=coordinator, membership=coordinator.memberships.get(organisation=incubator))
        else:
            remove_partner(by=admin, partner=programme.partners.get(organisation=incubator))
    assert [row.state for row in rows.all()] == ["superseded"]
    assert contests_to_answer(coordinator).count() == 0
