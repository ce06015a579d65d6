"""What mentors tell about themselves, pauses, approval, and who sees it."""

from datetime import timedelta

import pytest

from mentoring.profiles import approvals, pauses, queries, services
from mentoring.profiles.models import Block, MentorApproval, MentorProfile
from mentoring.requests import answers
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, sent
from tests.world import organisation, person

pytestmark = pytest.mark.django_db


def test_profile_keeps_what_is_not_given(mentor):
    services.save_mentor_profile(by=mentor, places=5)
    profile = MentorProfile.objects.get(person=mentor)
    assert (profile.places, profile.headline) == (5, "Export and pricing")
    assert profile.expertise.count() == 2


def test_note_on_a_subject_stays_when_the_level_changes(mentor):
    mentor.mentor_profile.expertise.filter(need="pricing").update(note="for three studios")
    services.save_mentor_profile(by=mentor, expertise={"pricing": 4})
    (row,) = mentor.mentor_profile.expertise.all()
    assert (row.level, row.note) == (4, "for three studios")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expertise", {"nothing": 2}),
        ("expertise", {"pricing": 5}),
        ("languages", {}),
        ("languages", {"tlh": 2}),
        ("sectors", ["nothing"]),
        ("formats", ["by-post"]),
        ("countries", ["US"]),
        ("hours_per_month", 161),
        ("headline", "x" * 141),
        ("region", "XX999"),
    ],
)
def test_bad_values_are_refused_beside_their_field(mentor, field, value):
    with pytest.raises(Invalid) as error:
        services.save_mentor_profile(by=mentor, **{field: value})
    assert set(error.value.errors) == {field}


def test_pause_covers_its_days_and_can_be_lifted(mentor):
    today = clock.today(mentor.time_zone)
    pause = pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=today, ends_on=today + timedelta(days=7))
    assert queries.pause_on(queries.own_profile(mentor), today + timedelta(days=7)).season == pause
    assert queries.pause_on(queries.own_profile(mentor), today + timedelta(days=8)) is None
    pauses.lift_pause(pause=pause, by=mentor)
    assert queries.pause_on(queries.own_profile(mentor), today) is None


def test_pause_in_the_past_or_backwards_is_refused(mentor):
    today = clock.today(mentor.time_zone)
    for starts, ends in ((today - timedelta(days=9), None), (today, today - timedelta(days=1)), (today + timedelta(days=3), today + timedelta(days=2))):
        with pytest.raises(Invalid):
            pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=starts, ends_on=ends)


def test_only_the_mentor_changes_and_pauses(mentor, coordinator, incubator):
    with pytest.raises(Refused):
        pauses.add_pause(profile=mentor.mentor_profile, by=coordinator, starts_on=clock.today())


def test_approval_is_asked_decided_once_and_told(programme, coordinator, incubator):
    newcomer = person("Nils Nygård", country="NO")
    profile = services.save_mentor_profile(by=newcomer, languages={"nb": 4})
    approval = approvals.ask_approval(profile=profile, by=newcomer, programme=programme)
    approvals.ask_approval(profile=profile, by=newcomer, programme=programme)
    assert MentorApproval.objects.count() == 1
    assert Delivery.objects.filter(person=coordinator, kind="mentor.asked").count() == 1
    approvals.decide_approval(approval=approval, by=coordinator, approve=True)
    assert Delivery.objects.filter(person=newcomer, kind="mentor.decided").count() == 1
    with pytest.raises(Conflict):
        approvals.decide_approval(approval=approval, by=coordinator, approve=False)


def test_others_do_not_decide(programme, founder, company, mentor):
    newcomer = person("Nils Nygård", country="NO")
    approval = approvals.ask_approval(profile=services.save_mentor_profile(by=newcomer), by=newcomer, programme=programme)
    for somebody in (founder, mentor, newcomer):
        with pytest.raises(Refused):
            approvals.decide_approval(approval=approval, by=somebody, approve=True)


def test_unapproved_mentor_sees_and_is_seen_by_nobody(programme, founder, company, mentor):
    newcomer = person("Nils Nygård", country="NO")
    profile = services.save_mentor_profile(by=newcomer, languages={"nb": 4})
    assert list(queries.mentors_visible_to(newcomer)) == [profile]
    with pytest.raises(NotVisible):
        queries.mentor_for(founder, profile.pk)


def test_unverified_organisation_sees_no_mentors(mentor, programme):
    stranger = person("Vera Vik", country="SE")
    organisation("Nya Fonden", "investor", country="SE", members=(stranger,), approved=False)
    assert not queries.mentors_visible_to(stranger).exists()


def test_incubator_profile_is_kept_by_its_administrators(incubator, coordinator, founder, company):
    saved = services.save_incubator_profile(by=coordinator, organisation=incubator, languages={"sv": 4}, regions=["FI1D9"], places=3)
    assert (saved.places, saved.regions.count()) == (3, 1)
    with pytest.raises(Refused):
        services.save_incubator_profile(by=founder, organisation=incubator, places=1)
    with pytest.raises(Invalid):
        services.save_incubator_profile(by=coordinator, organisation=incubator, regions=["nowhere"])


def test_never_again_keeps_the_two_apart_and_the_company_is_not_told(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor, mentor2)
        answers.decline(choice=choice_of(request, mentor), by=mentor, never=True)
    assert Block.objects.get().person == mentor
    assert "never" not in str(Delivery.objects.filter(person=founder).values_list("context", flat=True))


def newcomers_approval(programme) -> MentorApproval:
    newcomer = person("Nils Nygård", country="NO")
    profile = services.save_mentor_profile(by=newcomer, languages={"nb": 4})
    return approvals.ask_approval(profile=profile, by=newcomer, programme=programme)


def told(kind: str) -> list:
    return [row.person for row in Delivery.objects.filter(kind=kind).order_by("id")]


def test_after_a_no_a_mentor_can_ask_again_and_coordinators_hear_of_it(programme, coordinator, incubator):
    approval = newcomers_approval(programme)
    approvals.decide_approval(approval=approval, by=coordinator, approve=False, reason="Next year")
    assert programme in queries.joinable(approval.profile)
    again = approvals.ask_approval(profile=approval.profile, by=approval.profile.person, programme=programme)
    assert (again.pk, again.state, again.reason) == (approval.pk, "asked", "")
    assert told("mentor.asked") == [coordinator, coordinator]
    approvals.decide_approval(approval=again, by=coordinator, approve=True)
    assert programme not in queries.joinable(approval.profile)


def test_a_coordinator_ends_an_approval_and_the_mentor_is_told(programme, coordinator, incubator, founder, company):
    approval = approvals.decide_approval(approval=newcomers_approval(programme), by=coordinator, approve=True)
    assert approval.profile in queries.mentors_visible_to(founder)
    with pytest.raises(Refused):
        approvals.end_approval(approval=approval, by=founder)
    ended = approvals.end_approval(approval=approval, by=coordinator, reason="Thank you")
    assert ended.state == "ended"
    assert approval.profile not in queries.mentors_visible_to(founder)
    assert told("mentor.ended") == [approval.profile.person]
    with pytest.raises(Conflict):
        approvals.end_approval(approval=approval, by=coordinator)


def test_a_mentor_leaves_a_programme_on_the_page_and_the_coordinators_are_told(programme, coordinator, incubator, client):
    approval = approvals.decide_approval(approval=newcomers_approval(programme), by=coordinator, approve=True)
    client.force_login(coordinator)
    assert f"/mentors/approvals/{approval.pk}/end/" in client.get("/mentors/approvals/?state=approved").content.decode()
    assert [row["id"] for row in client.get("/api/v1/mentor-approvals/?state=approved").json()["results"]] == [str(approval.pk)]
    client.force_login(approval.profile.person)
    assert f"/mentors/approvals/{approval.pk}/end/" in client.get("/mentors/me/").content.decode()
    assert client.post(f"/mentors/approvals/{approval.pk}/end/").status_code == 302
    approval.refresh_from_db()
    assert approval.state == "ended"
    assert told("mentor.left") == [coordinator]
    assert client.post(f"/api/v1/mentor-approvals/{approval.pk}/end/", {}, content_type="application/json").status_code == 404


def test_administrators_are_told_where_nobody_is_appointed(programme, admin):
    programme.appointments.all().delete()
    newcomers_approval(programme)
    assert told("mentor.asked") == [admin]
