"""Guarantee 11: company, the one asked and coordinator read the same explanation, each what they may know."""

import pytest
from django.urls import reverse

from mentoring.matching import wording
from mentoring.matching.contests import services as contests
from mentoring.matching.shortlist import services, their_side
from mentoring.matching.shortlist.queries import shortlist_for
from mentoring.profiles.models import MentorPause
from mentoring.requests import services as requests
from mentoring.requests.apart import keep_apart
from mentoring.requests.queries import request_for
from network.core import clock
from network.core.errors import Conflict, Invalid
from network.organisations.models import Kind
from network.programmes.models import Participation
from tests.mentoring.requests.conftest import choice_of, opened
from tests.world import organisation
from tests.world import person as a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]


@pytest.fixture
def request_(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        return request_for(founder, opened(company, founder, programme).pk)


def sign_in(client, user) -> None:
    """The pages in English, whichever language the person reads."""
    type(user).objects.filter(pk=user.pk).update(languages=["en"])
    client.force_login(user)


def left_out(user, request_) -> dict:
    return {it.profile.person: it.reasons for group in shortlist_for(user, request_.pk).groups for it in group.members}


def test_a_mentors_block_reads_as_a_pause_to_the_company(client, request_, founder, coordinator, company, mentor, mentor2, noon):
    keep_apart(mentor=mentor, company=company, by=mentor)
    MentorPause.objects.create(profile=mentor2.mentor_profile, starts_on=clock.today())
    told = left_out(founder, request_)
    assert told[mentor] == told[mentor2]
    assert told[mentor][0][0] == wording.NOT_NOW
    assert left_out(coordinator, request_)[mentor][0][0] == "blocked_by_candidate"
    with pytest.raises(Invalid) as error:
        services.choose(request=request_, by=founder, candidates=[mentor.mentor_profile.pk])
    assert "just now" in str(error.value.errors)
    with pytest.raises(Conflict, match="just now"):
        services.pair(request=request_, by=founder, candidate=mentor.mentor_profile.pk, reason="Why not?")
    sign_in(client, founder)
    for address in (f"/api/v1/matches/?request={request_.pk}", reverse("shortlist", args=[request_.pk]), f"{reverse('shortlist', args=[request_.pk])}?after=0"):
        said = client.get(address).content.decode()
        assert "blocked" not in said
        assert "Asked not to work" not in said


def test_why_a_choice_was_let_go_is_told_neutrally_to_the_company(client, company, founder, coordinator, programme, mentor, mentor2, noon):
    with clock.at(noon):
        found = opened(company, founder, programme, mentor, mentor2)
        keep_apart(mentor=mentor, company=company, by=mentor)
        requests.send(request=found, by=founder)
    assert choice_of(found, mentor).release_reason == "blocked_by_candidate"
    told = {}
    for person in (founder, coordinator):
        sign_in(client, person)
        told[person] = client.get(f"/api/v1/mentoring-requests/{found.pk}/").json()["choices"][0]["release_reason"]
    assert told == {founder: "not_now", coordinator: "blocked_by_candidate"}


def test_the_one_asked_reads_why_in_the_second_person(client, company, founder, programme, mentor, mentor2, request_, noon):
    with clock.at(noon):
        services.choose(request=request_, by=founder, candidates=[mentor2.mentor_profile.pk, mentor.mentor_profile.pk])
        requests.send(request=request_, by=founder)
    why = their_side.why_for(mentor2, choice_of(request_, mentor2).pk)
    assert why.lines[0].words == "You know it well; their first need"
    sign_in(client, mentor2)
    choice = choice_of(request_, mentor2)
    page = client.get(reverse("choice", args=[choice.pk])).content.decode()
    assert "Why you were asked" in page
    assert "Johan" not in page
    answered = client.get(f"/api/v1/choices/{choice.pk}/why/").json()
    assert [line["key"] for line in answered["lines"]] == [line.key for line in why.lines]
    assert "Johan" not in str(answered)


def test_what_is_missing_is_told_with_who_can_tell_it(request_, founder, coordinator, company, mentor):
    company.sectors.clear()
    mentor.mentor_profile.expertise.all().delete()
    found = {user: next(m for m in shortlist_for(user, request_.pk).matches if m.profile.person == mentor) for user in (founder, coordinator)}
    assert found[founder].missing[0] == "If you named your sectors, they would count too."
    assert "They have not told what they know; if they did, it would count too." in found[founder].missing
    assert found[coordinator].missing[0].startswith(("The company left open", "The candidate left open"))


def test_pages_explain_with_a_picture_and_no_percentage(client, request_, founder, coordinator):
    sign_in(client, founder)
    page = client.get(reverse("shortlist", args=[request_.pk])).content.decode()
    assert 'class="parts"' in page
    assert "\u00a0%" not in page
    sign_in(client, coordinator)
    page = client.get(reverse("shortlist", args=[request_.pk])).content.decode()
    assert "what Verkstad Sund asks for" in page
    assert "what you asked for" not in page


def test_contest_walk_through_the_pages(client, request_, founder, coordinator, mentor):
    sign_in(client, founder)
    page = reverse("request-contest-one", args=[request_.pk, mentor.mentor_profile.pk])
    assert page in client.get(reverse("shortlist", args=[request_.pk])).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"about": "candidate", "criterion": "need", "text": ""}).status_code == 400
    made = client.post(page, {"about": "candidate", "criterion": "need", "text": "He knows export too."})
    assert made.status_code == 302
    assert client.get(made.url).status_code == 200
    sign_in(client, coordinator)
    assert "He knows export too." in client.get(reverse("contests")).content.decode()
    by_hand = reverse("request-pair", args=[request_.pk, mentor.mentor_profile.pk])
    assert by_hand in client.get(made.url).content.decode()
    assert client.post(made.url, {"outcome": "corrected", "answer": "He has added it."}).status_code == 302
    sign_in(client, founder)
    for address in (made.url, reverse("shortlist", args=[request_.pk])):
        said = client.get(address).content.decode()
        assert "He has added it." in said
        assert by_hand not in said


def test_contest_walk_through_the_api(client, request_, founder, coordinator, outsider, mentor):
    sign_in(client, founder)
    given = {"request": str(request_.pk), "about": "missing", "text": "Where is Kari?"}
    made = client.post("/api/v1/contests/", given, content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["seen"]) == (201, "asked", None)
    again = client.post("/api/v1/contests/", given, content_type="application/json")
    assert again.json()["id"] == made.json()["id"]
    assert client.post("/api/v1/contests/", given | {"programme": str(request_.programme_id)}, content_type="application/json").status_code == 400
    one = f"/api/v1/contests/{made.json()['id']}/"
    answer = {"outcome": "nothing", "answer": "She is not in the programme."}
    assert client.post(f"{one}answer/", answer, content_type="application/json").status_code == 403
    sign_in(client, outsider)
    assert client.get(one).status_code == 404
    sign_in(client, coordinator)
    assert client.post(f"{one}answer/", answer, content_type="application/json").json()["outcome"] == "nothing"
    assert client.post(f"{one}answer/", answer, content_type="application/json").status_code == 409


def companies_of_norway(programme, many):
    """Companies that work in Norwegian alone, each with a request."""
    for number in range(many):
        owner = a_person(f"Owner {number}", country="NO")
        made = organisation(f"Company {number}", Kind.COMPANY, country="NO", members=(owner,))
        Participation.objects.create(programme=programme, organisation=made)
        opened(made, owner, programme, languages={"nb": 3})


def test_a_mentor_reads_counts_from_five_companies_on(client, programme, mentor, founder, company, noon):
    with clock.at(noon):
        companies_of_norway(programme, 3)
        for _ in range(4):  # seven requests, and still of four companies
            opened(company, founder, programme, languages={"nb": 3})
    (lists,) = their_side.own_lists(mentor)
    assert (lists.is_told, lists.companies, lists.counts) == (False, 4, ())
    keep_apart(mentor=mentor, company=company, by=founder)
    with clock.at(noon):
        owner = a_person("One more", country="NO")
        fifth = organisation("The fifth", Kind.COMPANY, country="NO", members=(owner,))
        Participation.objects.create(programme=programme, organisation=fifth)
        opened(fifth, owner, programme, languages={"nb": 3})
    (lists,) = their_side.own_lists(mentor)
    assert [(code, count) for code, _words, count in lists.counts] == [("no_shared_language", 5)]
    sign_in(client, mentor)
    page = client.get(reverse("mentor-lists")).content.decode()
    assert "You have no language in common." in page
    assert client.get("/api/v1/mentor-lists/").json()[0]["counts"][0]["companies"] == 5
    made = client.post(reverse("mentor-lists-contest", args=[programme.pk]), {"text": "Why?"})
    assert made.status_code == 302
    sign_in(client, founder)
    assert client.get(made.url).status_code == 404


def test_the_list_of_contests_costs_the_same_for_many(client, request_, founder, coordinator, mentor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, coordinator)

    def cost(address):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    contests.contest(request=request_, by=founder, about="list", text="Why?")
    addresses = (reverse("contests"), "/api/v1/contests/")
    for address in addresses:
        cost(address)
    before = [cost(address) for address in addresses]
    for criterion in ("need", "sectors", "hours", "spare"):
        contests.contest(request=request_, by=founder, about="candidate", candidate=mentor.mentor_profile.pk, criterion=criterion, text="Why?")
    assert all(now <= then for now, then in zip([cost(address) for address in addresses], before, strict=True))


def test_a_company_counts_as_reachable_by_any_of_its_lists(programme, mentor, founder, company, noon):
    with clock.at(noon):
        opened(company, founder, programme, languages={"nb": 3})
        opened(company, founder, programme)
        opened(company, founder, programme, languages={"nb": 3})
    (lists,) = their_side.own_lists(mentor)
    assert (lists.companies, lists.possible) == (1, 1)
