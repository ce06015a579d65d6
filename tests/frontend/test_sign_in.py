"""The ways in: sign-up with confirmation, password, mailed code, a new password. In the visitor's language."""

import pytest
from django.test import Client
from django.urls import reverse

from network.accounts.models import User
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db

NEWCOMER = {"name": "Máret Ŋuolla", "email": "Maret@Example.org", "password1": PASSWORD, "country": "NO", "languages_1": "se-no", "languages_2": "nb"}


def test_sign_up_keeps_languages_in_order_and_the_country_s_clock(client: Client) -> None:
    answer = client.post(reverse("account_signup"), NEWCOMER)
    assert answer.status_code == 302, answer.context["form"].errors
    user = User.objects.get(email__iexact="maret@example.org")
    assert (user.name, user.languages, user.time_zone) == ("Máret Ŋuolla", ["se-no", "nb"], "Europe/Oslo")
    assert not user.emailaddress_set.get().verified


def test_sign_up_with_a_known_address_gives_nothing_away(client: Client, founder) -> None:
    answer = client.post(reverse("account_signup"), NEWCOMER | {"email": founder.email})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_email_verification_sent")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"name": "a\x00b"}, "name"), ({"email": "no"}, "email"), ({"password1": "short"}, "password1"),
     ({"country": "XX"}, "country"), ({"languages_1": "tlh"}, "languages"), ({"languages_1": ""}, "languages")],
)  # fmt: skip
def test_sign_up_says_what_is_wrong_beside_the_field(client: Client, change, field) -> None:
    data = NEWCOMER | change
    if change == {"languages_1": ""}:
        data |= {"languages_2": ""}
    page = client.post(reverse("account_signup"), data)
    assert field in page.context["form"].errors
    assert f'id="id_{field}_error"' in page.content.decode()


def test_sign_in_with_password_leads_home(client: Client, founder) -> None:
    answer = client.post(reverse("account_login"), {"login": founder.email, "password": PASSWORD})
    assert answer["Location"] == reverse("home")


def test_wrong_password_keeps_the_address(client: Client, founder) -> None:
    page = client.post(reverse("account_login"), {"login": founder.email, "password": "wrong"})
    assert f'value="{founder.email}"' in page.content.decode()
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_request_login_code", "account_reset_password", "account_email_verification_sent", "accessibility", "privacy"],
)
@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb", "se-fi"])
def test_open_pages_come_in_the_visitor_s_language(client: Client, name, language) -> None:
    client.cookies["language"] = language
    page = client.get(reverse(name))
    html = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language if not language.startswith("se") else "fi"}">' in html
    assert "placeholder" not in html
    assert " style=" not in html


def test_pages_of_one_s_own_account_open(client: Client, founder) -> None:
    client.force_login(founder)
    for name in ("account_change_password", "account_email", "account_logout", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200, name


def test_code_page_is_named_as_it_is_headed(client: Client, founder) -> None:
    page = client.post(reverse("account_request_login_code"), {"email": founder.email}, headers={"Accept-Language": "sv"}, follow=True).content.decode()
    title, heading = page.split("<title>")[1].split(" · ")[0].strip(), page.split("<h1")[1].split(">", 1)[1].split("<")[0].strip()
    assert title == heading == "Skriv koden från mejlet"
