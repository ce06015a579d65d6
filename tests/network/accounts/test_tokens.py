"""Keys for the API."""

from datetime import timedelta

import pytest

from network.accounts.models import PersonalAccessToken
from network.accounts.tokens import MOST, create_token, revoke_token, token_for, tokens_of
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible


def bearer(client, secret) -> int:
    return client.get("/api/v1/people/me/", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_token_signs_in_until_it_is_revoked(client, founder):
    token, secret = create_token(by=founder, name="script")
    assert bearer(client, secret) == 200
    revoke_token(by=founder, token=token)
    assert bearer(client, secret) == 401


def test_token_that_ran_out_does_not_sign_in(client, founder):
    token, secret = create_token(by=founder, name="script", days=1)
    PersonalAccessToken.objects.filter(pk=token.pk).update(expires_at=clock.real_now() - timedelta(seconds=1))
    assert bearer(client, secret) == 401


def test_token_of_somebody_blocked_does_not_sign_in(client, founder):
    _token, secret = create_token(by=founder, name="script")
    founder.is_active = False
    founder.save()
    assert bearer(client, secret) == 401


def test_token_of_another_is_not_visible(founder, outsider):
    token, _secret = create_token(by=founder, name="script")
    with pytest.raises(NotVisible):
        token_for(outsider, token.pk)
    with pytest.raises(NotVisible):
        revoke_token(by=outsider, token=token)


def test_token_needs_a_name_and_a_sensible_end(founder):
    with pytest.raises(Invalid):
        create_token(by=founder, name=" ")
    with pytest.raises(Invalid):
        create_token(by=founder, name="script", days=0)


def test_tokens_are_bounded(founder):
    for number in range(MOST):
        create_token(by=founder, name=str(number))
    with pytest.raises(Conflict):
        create_token(by=founder, name="one more")


def test_page_shows_the_token_once(client, founder):
    client.force_login(founder)
    page = client.post("/settings/tokens/", {"name": "script", "days": "30"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get("/settings/tokens/").content.decode()
    assert bearer(client, secret) == 200
    token = tokens_of(founder).get()
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert not tokens_of(founder)


def test_api_makes_lists_and_revokes(client, founder):
    client.force_login(founder)
    made = client.post("/api/v1/tokens/", {"name": "script"}, content_type="application/json").json()
    assert bearer(client, made["secret"]) == 200
    rows = client.get("/api/v1/tokens/").json()["results"]
    assert [row["id"] for row in rows] == [made["id"]]
    assert "secret" not in rows[0]
    assert client.delete(f"/api/v1/tokens/{made['id']}/").status_code == 204
    assert client.delete(f"/api/v1/tokens/{made['id']}/").status_code == 404
