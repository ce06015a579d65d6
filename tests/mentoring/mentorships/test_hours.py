"""Hours in a running agreement: a new version that both accept, within what the mentor offers."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from mentoring.mentorships import services, sessions
from mentoring.mentorships.load import load_of_mentor, loads_of_mentors
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import MentorProfile
from network.core.errors import Conflict, Invalid
from tests.pairs import agree
from tests.world import Kind, organisation


def load(mentor) -> Decimal:
    hours = load_of_mentor(mentor.pk).hours
    assert loads_of_mentors([mentor.pk])[mentor.pk].hours == hours
    return hours


def edit(mentorship, by, hours):
    mentorship.refresh_from_db()
    return services.edit_agreement(mentorship=mentorship, by=by, version=mentorship.agreement_version, hours_per_month=Decimal(hours))


def test_new_hours_hold_when_both_have_accepted(mentorship, founder, mentor):
    changed = edit(mentorship, founder, "3.5")
    assert (changed.agreement_version, changed.state, changed.accepted_hours) == (2, "active", Decimal(2))
    services.accept_agreement(mentorship=changed, by=founder, version=2)
    done = services.accept_agreement(mentorship=changed, by=mentor, version=2)
    assert (done.hours_per_month, done.accepted_hours) == (Decimal("3.5"), Decimal("3.5"))
    assert load(mentor) == Decimal("3.5")


def test_room_is_kept_for_the_larger_while_new_hours_wait(mentorship, founder, mentor):
    edit(mentorship, founder, 4)
    assert load(mentor) == 4
    edit(mentorship, founder, 1)
    assert load(mentor) == 2  # the two hours that both accepted still stand
    mentorship.refresh_from_db()
    agree(mentorship)
    assert load(mentor) == 1


def test_more_hours_than_the_mentor_has_left_are_refused(mentorship, founder, mentor):
    with pytest.raises(Conflict) as refusal:
        edit(mentorship, founder, "4.5")
    assert (refusal.value.code, load(mentor), mentorship.agreement_version) == ("no_hours", 2, 1)
    MentorProfile.objects.update(hours_per_month=1)  # who offers less now may still agree on fewer
    assert edit(mentorship, founder, "1.5").agreement_version == 2


@pytest.mark.parametrize("hours", ["0", "0.4", "40.5", "-1"])
def test_hours_that_no_agreement_can_have_are_refused(mentorship, founder, hours):
    with pytest.raises(Invalid):
        edit(mentorship, founder, hours)


def test_sessions_go_on_as_before_while_new_hours_wait(mentorship, founder, plan, noon):
    edit(mentorship, founder, 3)
    assert sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=2)]).state == "proposed"


def test_page_and_api_change_hours(client, mentorship, founder, mentor):
    client.force_login(founder)
    page = reverse("mentorship-agreement", args=[mentorship.pk])
    given = {"goals": mentorship.goals, "frequency": mentorship.frequency, "months": 6, "confidentiality": mentorship.confidentiality, "version": 1}
    assert client.post(page, given | {"hours_per_month": "9"}).status_code == 409
    assert client.post(page, given | {"hours_per_month": "3"}).status_code == 302
    assert "3" in client.get(reverse("mentorship", args=[mentorship.pk])).content.decode()
    client.force_login(mentor)
    api = f"/api/v1/mentorships/{mentorship.pk}/"
    etag = client.get(api)["ETag"]
    answer = client.patch(f"{api}agreement/", {"hours_per_month": "2.5"}, content_type="application/json", headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["hours_per_month"], answer.json()["accepted_hours"]) == (200, "2.5", "2.0")


@pytest.mark.django_db(transaction=True)
def test_two_agreements_that_grow_at_once_never_pass_what_is_offered(mentorship, founder, mentor, founder2, programme):
    other = services.open_mentorship(
        programme=programme, company=organisation("Annan", Kind.COMPANY, members=(founder2,)), contact=founder2, mentor=mentor, request_id=None,
        hours_per_month=Decimal(1), goals="Prices", by=mentor,
    )  # fmt: skip
    outcomes, start = [], threading.Barrier(2)

    def grow(one, by):
        start.wait()
        try:
            services.edit_agreement(mentorship=one, by=by, version=one.agreement_version, hours_per_month=one.hours_per_month + 1)
            outcomes.append("grown")
        except Conflict as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=grow, args=pair) for pair in ((mentorship, founder), (other, founder2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["grown", "no_hours"]
    assert sum(Mentorship.objects.values_list("hours_per_month", flat=True)) == 4
