"""Queries whose words are found once: the same rows as Django's own, for each value."""

from uuid import UUID

import pytest
from django.db.models import Q, QuerySet

from network.accounts.models import User
from network.core.prepared import Prepared

NOBODY = UUID(int=1)


def asked(person: UUID, country: str) -> QuerySet:
    return User.objects.filter(Q(pk=person) | Q(country=country, is_active=True)).order_by("name").values_list("pk", "name", "country")


def test_rows_are_those_of_the_query_for_each_value(founder, mentor, support):
    query = Prepared(asked, person=NOBODY, country="??")
    for person, country in ((founder, "SE"), (mentor, "FI"), (support, "NO")):
        assert query.rows(person=person.pk, country=country) == list(asked(person.pk, country))


def test_words_are_found_once(founder, django_assert_num_queries):
    made = []

    def build(person: UUID) -> QuerySet:
        made.append(person)
        return User.objects.filter(pk=person).values_list("name")

    query = Prepared(build, person=NOBODY)
    with django_assert_num_queries(2):
        assert [query.rows(person=founder.pk), query.rows(person=NOBODY)] == [[("Elli Lund",)], []]
    assert made == [NOBODY]


def test_sample_that_the_query_does_not_ask_for_is_told(db):
    with pytest.raises(ValueError, match=r"\['country'\]"):
        Prepared(lambda person, country: User.objects.filter(pk=person).values_list("name"), person=NOBODY, country="??").rows(person=NOBODY, country="FI")
