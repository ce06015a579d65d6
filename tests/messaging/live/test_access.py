"""Whose keys still hold: tokens and sessions, asked for all sockets together."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from messaging.live import access, watch
from messaging.live.access import Key, Visitor, holders
from network.accounts.models import PersonalAccessToken
from network.core import clock
from tests.messaging.live.conftest import session_headers, token_headers

pytestmark = pytest.mark.django_db


def key_of(headers) -> Key:
    return access.admit({"headers": headers}).key


def test_each_key_leads_to_its_own_person(founder, mentor, outsider):
    keys = [key_of(token_headers(founder)), key_of(session_headers(mentor)), key_of(token_headers(outsider)), Key(session="x" * 32), Key(token="nb_no"), Key()]
    assert holders(keys) == [founder, mentor, outsider, None, None, None]


def test_what_no_longer_holds_is_told_of_that_key_alone(founder, mentor, outsider):
    stays, revoked = key_of(token_headers(founder)), key_of(token_headers(founder))
    signed_out, other_password, inactive = key_of(session_headers(founder)), key_of(session_headers(mentor)), key_of(session_headers(outsider))
    PersonalAccessToken.objects.filter(digest=PersonalAccessToken.digest_of(revoked.token)).update(revoked_at=clock.real_now())
    client = Client()
    client.cookies["sessionid"] = signed_out.session
    client.logout()
    mentor.set_password("Something else 12")
    mentor.save()
    type(outsider).objects.filter(pk=outsider.pk).update(is_active=False)
    assert holders([stays, revoked, signed_out, other_password, inactive]) == [founder, None, None, None, None]


def test_session_of_an_earlier_secret_key_holds_and_is_left_as_it_is(founder, settings):
    key = key_of(session_headers(founder))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-0123456789"
    assert holders([key]) == [founder]
    assert list(Session.objects.values_list("session_key", flat=True)) == [key.session]
    settings.SECRET_KEY_FALLBACKS = []
    assert holders([key]) == [None]


def test_a_look_at_many_sockets_asks_as_often_as_at_one(founder, mentor, outsider, django_assert_num_queries):
    visitors = [Visitor(person, key_of(headers(person))) for person in (founder, mentor, outsider) for headers in (token_headers, session_headers)]
    with django_assert_num_queries(2):  # the tokens, and the people of the sessions, which the cache keeps
        watch._answers([(visitor, []) for visitor in visitors[:2]])
    with django_assert_num_queries(2):
        watch._answers([(visitor, []) for visitor in visitors])


def test_a_key_is_never_printed(founder):
    key = key_of(token_headers(founder))
    assert key.token not in repr(Visitor(founder, key))
