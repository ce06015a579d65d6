"""The account's own pages: addresses, where one is signed in, and what allauth says, in our words and every language."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from frontend.templatetags.words import browser_words
from tests.world import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"


def sign_in(person, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_address_is_added_confirmed_made_main_and_the_old_one_removed(founder):
    client, old = sign_in(founder), founder.email
    page = client.post(reverse("account_email"), {"action_add": "yes", "email": "elli@new.example"}, follow=True)
    assert "Vi skickade en länk till elli@new.example. Öppna den för att bekräfta adressen." in said(page)
    founder.emailaddress_set.filter(email="elli@new.example").update(verified=True)
    assert client.post(reverse("account_email"), {"action_primary": "yes", "email": "elli@new.example"}).status_code == 302
    founder.refresh_from_db()
    assert founder.email == "elli@new.example"
    client.post(reverse("account_email"), {"action_remove": "yes", "email": old})
    assert [row.email for row in founder.emailaddress_set.all()] == ["elli@new.example"]


def test_address_page_refuses_in_our_words(founder):
    client = sign_in(founder)
    page = client.post(reverse("account_email"), {"action_add": "yes", "email": founder.email})
    assert "Du har redan lagt till den här adressen." in page.content.decode()
    page = client.post(reverse("account_email"), {"action_remove": "yes", "email": founder.email}, follow=True)
    assert "Det här är din huvudadress. Gör först en annan till huvudadress." in said(page)
    assert founder.emailaddress_set.count() == 1


def test_sessions_are_listed_by_browser_and_the_others_are_signed_out(founder):
    here, there = sign_in(founder), sign_in(founder, EDGE)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox" in page
    assert "Edge" in page
    assert FIREFOX not in page
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert here.get(reverse("settings")).status_code == 200
    assert there.get(reverse("settings")).status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"), [(FIREFOX, "Firefox on Linux"), (EDGE, "Edge on Windows"), ("curl/8", "A browser or program"), ("", "A browser or program")]
)
def test_browser_is_said_in_words(agent, words):
    with translation.override("en"):
        assert browser_words(agent) == words


@pytest.mark.parametrize("language", ["fi", "sv", "nb"])
@pytest.mark.parametrize("name", ["account_email", "usersessions_list"])
def test_account_pages_speak_the_readers_language(founder, language, name):
    founder.languages = [language]
    founder.save()
    with translation.override("en"):
        english = sign_in(founder).get(reverse(name), headers={"Accept-Language": "en"}).content.decode()
    assert f'lang="{language}"' in english
    assert "Your e-mail addresses" not in english
    assert "Where you are signed in" not in english


def test_wrong_password_is_said_in_our_words(founder):
    with translation.override("en"):
        page = Client().post(reverse("account_login"), {"login": founder.email, "password": "wrong one"}, headers={"Accept-Language": "en"})
    assert "Address and password do not belong together" in page.content.decode()
