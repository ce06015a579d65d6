"""What people and programmes said reaches the engine: business stages, wishes, interests, musts, feedback."""

import pytest
from django.test import Client

from mentoring.matching.facts import candidates_of, musts_of, profiles_in, weights_of
from mentoring.matching.shortlist.queries import shortlist
from mentoring.mentorships.models import Mentorship, SessionFeedback
from mentoring.profiles.models import Block
from mentoring.profiles.services import save_mentor_profile
from mentoring.requests import apart
from mentoring.requests.availability import kept_apart
from mentoring.requests.queries import request_for
from network.core.errors import Conflict, Invalid, Refused
from network.programmes.services import update_settings
from tests.mentoring.requests.conftest import opened, sent
from tests.world import organisation, person

pytestmark = pytest.mark.django_db


def line(found, profile, key):
    (match,) = [match for match in found.matches if match.id == profile.pk]
    return {it.key: it for it in match.explanation.criteria}.get(key)


def test_stage_of_the_business_meets_the_stages_helped(company, founder, programme, mentor, mentor2):
    save_mentor_profile(by=mentor, stages=["growing", "established"], wants_stages=["growing"], wants_countries=["FI"])
    save_mentor_profile(by=mentor2, stages=["idea"], wants_stages=["idea"], wants_countries=["NO"])
    request = opened(company, founder, programme, business_stage="growing")
    found = shortlist(request_for(founder, request.pk))
    assert line(found, mentor.mentor_profile, "stage").value == 1
    assert line(found, mentor.mentor_profile, "wishes").value == 1
    assert line(found, mentor2.mentor_profile, "stage").value == 0
    assert line(found, mentor2.mentor_profile, "wishes").value == 0


def test_stage_left_open_costs_nothing(company, founder, programme, mentor):
    save_mentor_profile(by=mentor, stages=["idea"])
    found = shortlist(request_for(founder, opened(company, founder, programme).pk))
    assert line(found, mentor.mentor_profile, "stage") is None


@pytest.mark.parametrize(("field", "value"), [("stages", ["huge"]), ("wants_stages", ["huge"]), ("wants_countries", ["US"])])
def test_unknown_wish_is_refused_beside_its_field(mentor, field, value):
    with pytest.raises(Invalid) as refused:
        save_mentor_profile(by=mentor, **{field: value})
    assert list(refused.value.errors) == [field]


def test_declared_interest_bars_the_pair_and_says_so(company, founder, programme, mentor, mentor2, coordinator, incubator, noon):
    request = sent(company, founder, programme, mentor2)
    with pytest.raises(Invalid):
        apart.declare_interest(mentor=mentor, company=company, by=mentor, reason=" ")
    with pytest.raises(Refused):
        apart.declare_interest(mentor=mentor, company=company, by=coordinator, reason="His sister owns it")
    block = apart.declare_interest(mentor=mentor, company=company, by=mentor, reason="My sister owns a third of it")
    (it,) = [it for it in candidates_of(profiles_in(programme.pk, "mentor")) if it.key == str(mentor.mentor_profile.pk)]
    assert (it.conflicts, it.blocked) == (frozenset({str(company.pk)}), frozenset())
    (group,) = [group for group in shortlist(request_for(founder, request.pk)).groups if group.code == "not_now"]
    assert "sister" not in str(group)
    assert kept_apart(request, mentor.mentor_profile).code == "declared_conflict"
    apart.lift(block=block, by=coordinator)
    assert kept_apart(request, mentor.mentor_profile)


def test_interest_is_declared_by_page_and_api(company, founder, programme, mentor, noon):
    sent(company, founder, programme, mentor)
    browser = Client()
    browser.force_login(mentor)
    page = f"/organisations/{company.pk}/apart/"
    assert browser.post(page, {"company": str(company.pk), "interest": "yes", "reason": ""}).status_code == 400
    assert browser.post(page, {"company": str(company.pk), "interest": "yes", "reason": "I sit on its board"}).status_code == 302
    assert Block.objects.get().side == "interest"
    assert "I sit on its board" in browser.get("/settings/apart/").content.decode()
    Block.objects.all().delete()
    made = browser.post("/api/v1/blocks/", {"company": str(company.pk), "interest": True, "reason": "I own shares"}, content_type="application/json")
    assert (made.status_code, made.json()["side"]) == (201, "interest")
    browser.force_login(founder)
    assert browser.get("/api/v1/blocks/").json()["results"] == []


def test_musts_of_the_programme_bar_whoever_misses_them(company, founder, programme, mentor, programme_manager):
    request = opened(company, founder, programme, needs=["ip_copyright"])
    update_settings(by=programme_manager, programme=programme, musts={"first_need": True})
    programme.refresh_from_db()
    assert (musts_of(programme).first_need, musts_of(programme).overlap_hours) == (True, 0)
    (group,) = shortlist(request_for(founder, request.pk)).groups
    assert (group.code, len(group.members)) == ("must_know_first_need", 1)


def test_musts_are_kept_by_page_and_api(programme, programme_manager):
    browser = Client()
    browser.force_login(programme_manager)
    address = f"/api/v1/programmes/{programme.pk}/"
    assert browser.get(address).json()["musts"] == {"across_the_border": False, "first_need": False, "overlap_hours": 0}
    data = {"part": "settings", "settings-answer_days": 3, "settings-stuck_after_days": 21, "settings-overlap_hours": 5, "settings-feedback_counts": "on"}
    assert browser.post(f"/programmes/{programme.pk}/manage/", data).status_code == 302
    shown = browser.get(address).json()
    assert (shown["musts"]["overlap_hours"], shown["feedback_counts"]) == (5, True)
    change = {"musts": {"across_the_border": True}, "feedback_counts": False}
    assert browser.patch(address, change, content_type="application/json").status_code == 200
    shown = browser.get(address).json()
    assert shown["musts"] == {"across_the_border": True, "first_need": False, "overlap_hours": 5}
    assert shown["feedback_counts"] is False


@pytest.mark.parametrize("nonsense", [[], "x", {"overlap_hours": "many"}, {"overlap_hours": -2}, {"first_need": None, "other": 1}])
def test_nonsense_in_the_settings_demands_nothing(programme, nonsense):
    programme.settings = {"musts": nonsense}
    assert musts_of(programme) == musts_of(type(programme)())


def said(programme, mentor, name, score):
    """What a company said of a session with the mentor, who was less content."""
    contact = person(f"{name} Contact")
    firm = organisation(f"{name} Ltd", "company", members=(contact,))
    mentorship = Mentorship.objects.create(programme=programme, company=firm, contact=contact, mentor=mentor, state="agreeing")
    session = mentorship.sessions.create(minutes=60, proposed_by=mentor)
    SessionFeedback.objects.create(session=session, person=contact, score=score)
    SessionFeedback.objects.create(session=session, person=mentor, score=1)


def test_feedback_counts_from_three_companies_where_the_programme_allows(programme, mentor):
    said(programme, mentor, "First", 5)
    said(programme, mentor, "Second", 4)
    programme.settings = {"feedback_counts": True}
    profiles = profiles_in(programme.pk, "mentor")
    assert candidates_of(profiles, programme)[0].feedback is None
    said(programme, mentor, "Third", 3)
    assert candidates_of(profiles, programme)[0].feedback == pytest.approx(0.75)
    assert weights_of(programme).feedback == 1
    programme.settings = {}
    assert candidates_of(profiles, programme)[0].feedback is None  # without a value the weight counts nothing


def test_facts_take_as_many_queries_for_many(programme, mentor, mentor2, django_assert_num_queries):
    programme.settings = {"feedback_counts": True}
    programme.save()
    one = profiles_in(programme.pk, "mentor")[:1]
    many = profiles_in(programme.pk, "mentor")
    with django_assert_num_queries(5):
        candidates_of(one, programme)
    with django_assert_num_queries(5):
        candidates_of(many, programme)


def test_choice_of_somebody_with_an_interest_is_a_conflict(company, founder, programme, mentor):
    apart.declare_interest(mentor=mentor, company=company, by=mentor, reason="I own shares")
    request = opened(company, founder, programme)
    assert isinstance(kept_apart(request, mentor.mentor_profile), Conflict)
