"""Test clients share what middleware made of the settings, as long as these stay as they are."""

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient


def visited(client: Client) -> object:
    """The chain that a client's request went through."""
    assert client.get(reverse("account_login")).status_code == 200
    return client.handler._middleware_chain


def test_clients_share_their_middleware(db):
    assert visited(Client()) is visited(Client()) is visited(APIClient())


def test_client_goes_through_the_middleware_of_changed_settings(db, settings):
    before = visited(Client())
    assert "Content-Security-Policy" in Client().get(reverse("account_login"))
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("csp.")]
    assert visited(Client()) is not before
    assert "Content-Security-Policy" not in Client().get(reverse("account_login"))


def test_client_of_another_person_is_another_person(client, founder, mentor):
    for person in (founder, mentor):
        one = Client()
        one.force_login(person)
        assert one.get(reverse("settings")).context["user"] == person
    assert client.get(reverse("settings")).status_code == 302


def test_client_that_asks_for_a_static_file_is_told_to_ask_a_server(db, client):
    with pytest.raises(AssertionError, match="ask a server"):
        client.get(static("base.css"))
