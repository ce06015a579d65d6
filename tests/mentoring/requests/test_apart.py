"""A company and a mentor who do not want to work with each other: seen and lifted by their own side, kept by everybody."""

import pytest
from django.urls import reverse

from mentoring.matching.shortlist import services as matching
from mentoring.matching.shortlist.queries import shortlist
from mentoring.matching.wording import Side
from mentoring.profiles.models import Block
from mentoring.profiles.queries import blocks_visible_to
from mentoring.requests import answers, cascade, services
from mentoring.requests.apart import keep_apart, lift
from network.core import clock
from network.core.errors import Conflict, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]


@pytest.fixture
def request_(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        return opened(company, founder, programme, mentor, mentor2)


def codes(request) -> dict:
    return {it.profile.person: it.reasons[0][0] for group in shortlist(request, Side.COORDINATOR).groups for it in group.members}


@pytest.mark.parametrize(("side", "code"), [("founder", "blocked_by_company"), ("mentor", "blocked_by_candidate"), ("coordinator", "blocked_by_candidate")])
def test_blocked_pair_is_never_matched_asked_or_paired(request, request_, company, mentor, mentor2, founder, coordinator, noon, side, code):
    keep_apart(mentor=mentor, company=company, by=request.getfixturevalue(side))
    assert codes(request_)[mentor] == code
    with pytest.raises(Conflict):
        matching.pair(request=request_, by=coordinator, candidate=mentor.mentor_profile.pk, reason="They fit.")
    with clock.at(noon):
        services.send(request=request_, by=founder)
    assert (choice_of(request_, mentor).state, choice_of(request_, mentor2).state) == ("released", "asked")


def test_who_is_being_asked_is_let_go_and_hears_no_reason(asked, company, founder, mentor, mentor2, noon, django_capture_on_commit_callbacks):
    with clock.at(noon), django_capture_on_commit_callbacks(execute=True):
        keep_apart(mentor=mentor, company=company, by=founder)
    with clock.at(noon):
        cascade.advance_due()
    assert (choice_of(asked, mentor).state, choice_of(asked, mentor2).state) == ("released", "asked")
    told = Delivery.objects.filter(person=mentor, kind="request.closed").get()
    assert "blocked" not in str({key: value for key, value in told.context.items() if key != "why"})
    assert not Delivery.objects.filter(person=founder, kind="request.full").exists()


def test_accepting_in_the_same_moment_is_refused_without_a_reason(asked, company, founder, mentor, noon):
    with clock.at(noon):
        keep_apart(mentor=mentor, company=company, by=founder)
        with pytest.raises(Conflict, match="closed"):
            answers.accept(choice=choice_of(asked, mentor), by=mentor)
    assert choice_of(asked, mentor).state == "released"


def test_each_side_sees_and_lifts_its_own_alone(company, founder, founder2, mentor, coordinator, programme, company2, outsider):
    ours = keep_apart(mentor=mentor, company=company, by=founder, reason="We compete.")
    theirs = keep_apart(mentor=mentor, company=company, by=mentor)
    assert [list(blocks_visible_to(person)) for person in (founder, mentor, founder2, outsider)] == [[ours], [theirs], [], []]
    assert list(blocks_visible_to(coordinator)) == [theirs, ours]
    for block, person in ((ours, mentor), (theirs, founder), (ours, coordinator), (ours, outsider)):
        with pytest.raises(Refused):
            lift(block=block, by=person)
    lift(block=ours, by=founder)
    assert Block.objects.get() == theirs


def test_strangers_keep_nobody_apart(company, mentor, founder2, company2, outsider):
    for person in (founder2, outsider):
        with pytest.raises(Refused):
            keep_apart(mentor=mentor, company=company, by=person)


def test_pages_keep_apart_show_and_lift(client, request_, company, founder, mentor):
    client.force_login(founder)
    assert reverse("mentor-apart", args=[mentor.mentor_profile.pk]) in client.get(reverse("mentor", args=[mentor.mentor_profile.pk])).content.decode()
    page = reverse("mentor-apart", args=[mentor.mentor_profile.pk])
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 400
    assert client.post(page, {"company": company.pk, "reason": "We compete."}).status_code == 302
    block = Block.objects.get()
    assert (block.side, block.by) == ("company", founder)
    listed = client.get(reverse("apart")).content.decode()
    assert "We compete." in listed
    assert reverse("apart-lift", args=[block.pk]) in listed
    client.force_login(mentor)
    assert "We compete." not in client.get(reverse("apart")).content.decode()
    assert client.post(reverse("apart-lift", args=[block.pk])).status_code == 404
    client.force_login(founder)
    assert client.post(reverse("apart-lift", args=[block.pk])).status_code == 302
    assert not Block.objects.exists()


def test_a_mentor_keeps_a_company_away_on_its_page(client, asked, company, mentor):
    client.force_login(mentor)
    page = reverse("organisation-apart", args=[company.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"company": company.pk}).status_code == 302
    assert Block.objects.get().side == "mentor"


def test_api_keeps_apart_and_lifts(client, asked, company, founder, mentor):
    client.force_login(founder)
    api = "/api/v1/blocks/"
    given = {"mentor": str(mentor.mentor_profile.pk), "company": str(company.pk), "reason": ""}
    made = client.post(api, given, content_type="application/json")
    assert (made.status_code, made.json()["side"]) == (201, "company")
    assert client.post(api, given | {"side": "mentor"}, content_type="application/json").status_code == 400
    assert len(client.get(api).json()["results"]) == 1
    client.force_login(mentor)
    assert client.get(f"{api}{made.json()['id']}/").status_code == 404
    own = client.post(api, {"company": str(company.pk)}, content_type="application/json")
    assert (own.status_code, own.json()["side"]) == (201, "mentor")
    assert client.post(f"{api}{own.json()['id']}/lift/").status_code == 204
