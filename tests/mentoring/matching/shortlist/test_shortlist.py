"""Guarantee 11: a match can be explained and contested, in the reader's language."""

import pytest
from django.utils import translation

from mentoring.matching import wording
from mentoring.matching.engine.barriers import ORDER
from mentoring.matching.engine.explanation import CODES, REASONS
from mentoring.matching.names import names
from mentoring.matching.shortlist import services
from mentoring.matching.shortlist.queries import shortlist
from mentoring.matching.weights import services as weighting
from mentoring.matching.wording import Side
from mentoring.profiles.models import Block, MentorPause
from mentoring.requests.queries import request_for
from network.core import clock
from network.core.errors import Invalid
from tests.mentoring.requests.conftest import opened
from tests.world import mentor_profile, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(company, founder, programme, mentor, mentor2):
    made = opened(company, founder, programme)
    return request_for(founder, made.pk)


def test_mentors_are_ranked_with_a_line_per_criterion(request_, mentor):
    mentor.mentor_profile.expertise.create(need_id="ip_copyright", level=1)
    found = shortlist(request_)
    assert [str(match.profile.person) for match in found.matches] == ["Johan Åström", "Ingrid Moe"]
    first = found.matches[0]
    assert [line.label for line in first.lines][:3] == ["Pricing", "Intellectual property and copyright", "Sectors"]
    assert first.lines[0].words == "Knows it well; your first need"
    assert all(0 <= line.value <= 1 and line.words for line in first.lines)
    assert abs(sum(c.contribution for c in first.explanation.criteria) - first.score) < 1e-6


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p, c: MentorPause.objects.create(profile=p, starts_on=clock.today()), "paused"),
        (lambda p, c: type(p).objects.filter(pk=p.pk).update(places=0), "no_places"),
        (lambda p, c: type(p).objects.filter(pk=p.pk).update(hours_per_month=1), "no_hours"),
        (lambda p, c: type(p).objects.filter(pk=p.pk).update(countries=["NO"]), "area_not_served"),
        (lambda p, c: p.spoken.all().delete() and p.spoken.create(language="nb", level=4), "no_shared_language"),
        (lambda p, c: p.spoken.update(level=1), "language_level"),
        (lambda p, c: Block.objects.create(person=p.person, organisation=c, side="mentor"), "blocked_by_candidate"),
        (lambda p, c: c.memberships.create(person=p.person), "same_organisation"),
    ],
)
def test_left_out_with_the_reason_and_what_would_change_it(request_, founder, company, mentor, change, code):
    change(mentor.mentor_profile, company)
    found = shortlist(request_for(founder, request_.pk), Side.COORDINATOR)
    assert mentor.mentor_profile.pk not in [match.id for match in found.matches]
    (group,) = [g for g in found.groups if g.code == code]
    (it,) = group.members
    assert it.profile.person == mentor
    assert it.reasons[0][0] == code
    assert all(it.reasons[0])


def test_approval_in_another_programme_is_not_enough(request_, founder, mentor):
    mentor.mentor_profile.approvals.update(state="ended")
    found = shortlist(request_for(founder, request_.pk))
    assert mentor not in [match.profile.person for match in found.matches]
    assert found.left_out == 0


def test_words_are_in_the_readers_language(request_):
    with translation.override("sv"):
        labels = [line.label for line in shortlist(request_).matches[0].lines]
    assert labels[0] == "Prissättning"


def test_every_code_has_words():
    labels = names()
    for code in {*ORDER, "language_level"}:
        assert wording.reason(code, Side.COMPANY)
        assert wording.reason(code, Side.COORDINATOR)
    params = {"sectors": (), "formats": (), "country": "FI", "hours": 1, "of": 2, "free": 1, "places": 2}
    for code in CODES:
        assert all(wording.words(code, params, labels, side) for side in Side)
    assert set(wording.labels()) == set(REASONS) - {"need"}
    assert labels.need("pricing") == "Pricing"


def test_query_count_does_not_grow_with_the_candidates(request_, founder, programme, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as found:
            shortlist(request_for(founder, request_.pk))
        return len(found)

    with clock.at(clock.now()):
        cost()
        before = cost()
        for n in range(18):
            mentor_profile(person(f"Mentor {chr(65 + n)}", country="NO"), programme)
        assert cost() == before


def test_choice_keeps_the_explanation_of_its_moment(request_, founder, mentor):
    (choice,) = services.choose(request=request_, by=founder, candidates=[mentor.mentor_profile.pk])
    assert choice.explanation["criteria"][0]["code"] == "need_strong"
    assert choice.fit == pytest.approx(choice.explanation["score"], abs=1e-6)


def test_one_who_cannot_be_asked_cannot_be_chosen(request_, founder, mentor):
    mentor.mentor_profile.places = 0
    mentor.mentor_profile.save()
    with pytest.raises(Invalid) as error:
        services.choose(request=request_, by=founder, candidates=[mentor.mentor_profile.pk])
    assert "Johan Åström" in error.value.errors["choices"][0]


def test_one_from_elsewhere_cannot_be_chosen(request_, founder):
    from uuid import uuid4

    with pytest.raises(Invalid):
        services.choose(request=request_, by=founder, candidates=[uuid4()])


def test_programme_may_weigh_otherwise(request_, programme, founder, mentor, mentor2, coordinator, incubator):
    mentor.mentor_profile.expertise.all().delete()
    mentor.mentor_profile.expertise.create(need_id="sales", level=4)
    assert shortlist(request_for(founder, request_.pk)).matches[-1].profile.person == mentor
    weights = {"needs": 0, "spare": 0, "hours": 0, "cross_border": 0, "sectors": 1, "format": 0}
    weighting.set_weights(programme=programme, by=coordinator, weights=weights, importance=[1], reason="Crafts only.", based_on=0)
    scores = {str(match.profile.person): match.score for match in shortlist(request_for(founder, request_.pk)).matches}
    assert scores == {"Johan Åström": 1.0, "Ingrid Moe": 1.0}
