"""People who exist before they sign in, and how they take their account over."""

import pytest
from django.core import signing

from network.accounts import claims
from network.accounts.models import User
from network.core.errors import Conflict, Refused
from network.notifications.models import Delivery

FIELDS = {"password": "norrsken över viken 9", "name": "Henrik Falk", "languages_1": "sv", "country": "SE", "time_zone": "Europe/Stockholm"}


@pytest.fixture
def invited(db) -> User:
    return claims.invite_person(email="Henrik@example.org", name="Henrik", language="sv", country="SE")


def test_invited_person_exists_once_and_cannot_sign_in(invited, client):
    assert claims.invite_person(email="henrik@EXAMPLE.org", name="Somebody else") == invited
    assert (invited.name, invited.languages, invited.time_zone, invited.claimed_at) == ("Henrik", ["sv"], "Europe/Stockholm", None)
    assert not invited.has_usable_password()


def test_claim_sets_password_and_proves_the_address(invited, client):
    url = claims.claim_url(invited)
    assert client.get(url).status_code == 200
    invited.refresh_from_db()
    assert invited.claimed_at is None, "GET must not claim: scanners follow links"
    answer = client.post(url, FIELDS)
    assert answer.status_code == 302, answer.context["form"].errors
    invited.refresh_from_db()
    assert invited.check_password(FIELDS["password"])
    assert invited.claimed_at
    assert invited.emailaddress_set.get().verified
    assert client.get("/settings/").status_code == 200
    client.logout()
    assert client.post("/accounts/login/", {"login": "henrik@example.org", "password": FIELDS["password"]}).status_code == 302


def test_claim_works_once(invited, client):
    url = claims.claim_url(invited)
    client.post(url, FIELDS)
    client.logout()
    page = client.post(url, FIELDS | {"password": "another long password 7"})
    assert page.status_code == 403
    invited.refresh_from_db()
    assert invited.check_password(FIELDS["password"])


@pytest.mark.parametrize("spoil", [lambda token: token + "x", lambda token: "nonsense", lambda token: token[5:]])
def test_claim_forged_is_not_visible(invited, client, spoil):
    token = claims.claim_url(invited).split("/")[-2]
    assert client.get(f"/claim/{spoil(token)}/").status_code == 404


def test_claim_of_another_purpose_or_address_is_not_visible(invited, client):
    for held, salt in (
        ({"person": str(invited.pk), "email": invited.email}, "colleague"),
        ({"person": str(invited.pk), "email": "other@example.org"}, claims.SALT),
    ):
        assert client.get(f"/claim/{signing.dumps(held, salt=salt)}/").status_code == 404


def test_claim_that_ran_out_says_so(invited, client, monkeypatch):
    url = claims.claim_url(invited)
    monkeypatch.setattr(claims, "VALID_FOR", -1)
    page = client.get(url)
    assert page.status_code == 403
    assert b"run out" in page.content


def test_claim_with_weak_password_keeps_the_rest(invited, client):
    page = client.post(claims.claim_url(invited), FIELDS | {"password": "henrik"})
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"password"}
    assert b'value="Henrik Falk"' in page.content


def test_claim_mail_goes_out_in_the_persons_language_and_not_to_others(invited, founder):
    claims.send_claim(person=invited, by=founder)
    mail = Delivery.objects.get(kind="claim")
    assert (mail.address, mail.language, mail.wipe_body) == (invited.email, "sv", True)
    with pytest.raises(Conflict):
        claims.send_claim(person=founder)


def test_open_account_of_somebody_with_a_sign_in_is_refused(founder):
    with pytest.raises(Refused):
        claims.open_account(email=founder.email, password="a new long password", name="X", languages=["en"], country="FI", time_zone="Europe/Helsinki")


def test_sign_up_with_the_address_of_an_invited_person_sends_the_link_to_claim(invited, client):
    typed = {"name": "H", "email": invited.email, "password1": "norrsken över viken 9", "country": "SE", "languages_1": "sv"}
    assert client.post("/accounts/signup/", typed).status_code == 302
    assert [mail.kind for mail in Delivery.objects.filter(address__iexact=invited.email)] == ["claim"]
    invited.refresh_from_db()
    assert not invited.has_usable_password()


def test_confirmed_newcomer_comes_to_the_first_steps(client, db):
    from allauth.account.models import EmailConfirmationHMAC

    typed = {"name": "Máret", "email": "maret@example.org", "password1": "norrsken över viken 9", "country": "NO", "languages_1": "se-no"}
    client.post("/accounts/signup/", typed)
    address = User.objects.get(email="maret@example.org").emailaddress_set.get()
    answer = client.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")
    assert answer["Location"] == "/welcome/"
    assert client.get("/welcome/").status_code == 200
