"""A request and its mentors, read at once, are what prefetching reads."""

from datetime import date
from decimal import Decimal

import pytest

from mentoring.matching.facts import possible, with_offers
from mentoring.profiles.models import MentorPause
from mentoring.requests.queries import request_for, requests_visible_to
from tests.mentoring.requests.conftest import draft, opened

pytestmark = pytest.mark.django_db


def rows(of, name: str) -> list[dict]:
    """All columns of what `of.<name>.all()` gives."""
    return [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in getattr(of, name).all()]


def test_request_read_at_once_is_the_prefetched_one(company, founder, programme, django_assert_num_queries):
    request_ = draft(company, founder, programme)
    listed = requests_visible_to(founder).get(pk=request_.pk)
    with django_assert_num_queries(1):
        read = request_for(founder, request_.pk)
        for name in ("needs", "languages", "choices"):
            assert rows(read, name) == rows(listed, name)
        assert rows(read.company, "sectors") == rows(listed.company, "sectors")
        assert [str(row.need) for row in read.needs.all()] == [str(row.need) for row in listed.needs.all()]
        assert {row.request for row in read.needs.all()} == {read}
    assert rows(read, "needs")
    assert rows(read, "languages")


def test_request_read_at_once_has_its_choices(company, founder, programme, mentor, django_assert_num_queries):
    request_ = opened(company, founder, programme, mentor)
    listed = requests_visible_to(founder).get(pk=request_.pk)
    with django_assert_num_queries(2):
        read = request_for(founder, request_.pk)
        assert [choice.name for choice in read.choices.all()] == [str(mentor)]
    assert rows(read, "choices") == rows(listed, "choices")


def test_pauses_that_come_with_a_mentor_are_the_prefetched_ones(programme, mentor):
    first = mentor.mentor_profile
    MentorPause.objects.create(profile=first, starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 1), hours=Decimal("2.5"), kind="dark", yearly=True)
    MentorPause.objects.create(profile=first, starts_on=date(2026, 2, 1), reason="at sea")
    (read,) = with_offers(possible(programme.pk, "mentor").filter(pk=first.pk))
    assert rows(read, "pauses") == rows(first, "pauses")
