"""The synthetic network passes the same constraints and list queries as lived rows."""

import pytest
from django.core.management import call_command

from mentoring.demo.populate import populate
from mentoring.matching.shortlist.queries import shortlist
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.queries import mentorships_visible_to
from mentoring.profiles.queries import mentors_visible_to
from mentoring.requests.models import MentoringRequest
from mentoring.requests.queries import requests_visible_to
from network.accounts.models import User
from network.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_populate_makes_as_many_as_it_was_asked_for(programme):
    made = populate(programme, organisations=30, mentors=20, requests=60)
    assert (made.organisations, made.mentors, made.requests) == (30, 20, 60)
    assert made.mentorships == Mentorship.objects.count() == MentoringRequest.objects.filter(state="accepted").count()


def test_populate_gives_the_same_network_for_the_same_seed(programme):
    populate(programme, organisations=12, mentors=6, requests=20, seed=3)
    first = [*Organisation.objects.order_by("pk").values_list("name", "country"), *MentoringRequest.objects.order_by("pk").values_list("state")]
    MentoringRequest.objects.filter(state="draft").count()
    Mentorship.objects.all().delete()
    MentoringRequest.objects.all().delete()
    Organisation.objects.all().delete()
    User.objects.all().delete()
    populate(programme, organisations=12, mentors=6, requests=20, seed=3)
    assert [*Organisation.objects.order_by("pk").values_list("name", "country"), *MentoringRequest.objects.order_by("pk").values_list("state")] == first


def test_populated_rows_stand_in_the_lists_of_who_may_see_them(programme, coordinator, incubator, outsider):
    populate(programme, organisations=10, mentors=8, requests=25)
    assert requests_visible_to(coordinator).count() > 0
    assert mentorships_visible_to(coordinator).count() == Mentorship.objects.count()
    assert mentors_visible_to(coordinator).count() == 8
    assert requests_visible_to(outsider).count() == 0
    for profile_owner in User.objects.filter(mentor_profile__isnull=False):
        assert Mentorship.objects.filter(mentor=profile_owner, state="active").count() <= profile_owner.mentor_profile.places


def test_populated_requests_have_a_shortlist(programme):
    populate(programme, organisations=5, mentors=20, requests=10)
    assert any(shortlist(request).matches for request in MentoringRequest.objects.filter(state="open"))


def test_populate_twice_adds(programme):
    populate(programme, organisations=3, mentors=2, requests=4)
    populate(programme, organisations=3, mentors=2, requests=4)
    assert Organisation.objects.count() == 6


def test_populate_command_says_what_it_made(capsys):
    call_command("populate", organisations=4, mentors=3, requests=5)
    assert capsys.readouterr().out.startswith("4 organisations, 3 mentors, 5 requests")
