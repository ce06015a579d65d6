"""How people come into an organisation and leave it."""

import threading

import pytest
from django.core import signing
from django.db import connection

from network.accounts.models import User
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery, Notification
from network.organisations import invitations, joining
from network.organisations.models import Membership
from network.organisations.queries import is_member, members_of, organisations_visible_to
from network.organisations.services import register
from tests.world import PASSWORD, person

NEW_PERSON = {"password": "norrsken över viken 9", "name": "Kim Berg", "languages": ["sv"], "country": "FI", "time_zone": "Europe/Helsinki"}


@pytest.fixture
def registered(founder):
    return register(by=founder, kind="company", name="Ödlan", country="FI", business_id="2077474-0")


def test_ask_by_identifier_tells_administrators_and_answer_lets_in(registered, founder, outsider):
    asked = joining.ask_to_join_by_identifier(by=outsider, country="FI", legal_form="limited-company", business_id="20774740")
    assert Delivery.objects.get(kind="membership.asked").person == founder
    assert not is_member(outsider, registered)
    joining.answer(by=founder, membership=asked, accept=True)
    assert is_member(outsider, registered)
    assert Notification.objects.filter(person=outsider, kind="membership.accepted").exists()


def test_ask_again_while_waiting_is_refused_and_after_a_no_allowed(registered, founder, outsider):
    asked = joining.ask_to_join(by=outsider, organisation=registered)
    with pytest.raises(Conflict):
        joining.ask_to_join(by=outsider, organisation=registered)
    joining.answer(by=founder, membership=asked, accept=False)
    with pytest.raises(Conflict):
        joining.answer(by=founder, membership=asked, accept=True)
    joining.ask_to_join(by=outsider, organisation=registered)


def test_ask_by_identifier_of_nobody_is_not_visible(founder):
    with pytest.raises(NotVisible):
        joining.ask_to_join_by_identifier(by=founder, country="FI", legal_form="limited-company", business_id="2077474-0")
    with pytest.raises(NotVisible):
        joining.ask_to_join_by_identifier(by=founder, country="FI", legal_form="limited-company", business_id="")


def test_answer_is_for_administrators(registered, outsider, founder2):
    asked = joining.ask_to_join(by=outsider, organisation=registered)
    for stranger in (outsider, founder2):
        with pytest.raises(Refused):
            joining.answer(by=stranger, membership=asked, accept=True)


def test_last_administrator_stays(registered, founder, outsider):
    own = registered.memberships.get(person=founder)
    with pytest.raises(Conflict) as refusal:
        joining.end(by=founder, membership=own)
    assert refusal.value.code == "last-administrator"
    with pytest.raises(Conflict):
        joining.change_role(by=founder, membership=own, role="member")
    second = joining.let_in(organisation=registered, person=outsider, role="administrator", by=founder)
    joining.end(by=founder, membership=own)
    assert list(members_of(registered)) == [outsider]
    with pytest.raises(Conflict):
        joining.end(by=outsider, membership=second)


def test_change_role_to_nonsense_is_invalid(registered, founder):
    with pytest.raises(Invalid):
        joining.change_role(by=founder, membership=registered.memberships.get(), role="king")


@pytest.mark.django_db(transaction=True)
def test_two_last_administrators_who_leave_at_once_leave_one(founder, outsider):
    made = register(by=founder, kind="company", name="Ödlan", country="FI")
    joining.let_in(organisation=made, person=outsider, role="administrator", by=founder)
    outcomes, start = [], threading.Barrier(2)

    def leave(user: User) -> None:
        membership = made.memberships.get(person=user)
        start.wait()
        try:
            joining.end(by=user, membership=membership)
            outcomes.append("left")
        except Conflict:
            outcomes.append("stayed")
        connection.close()

    threads = [threading.Thread(target=leave, args=[user]) for user in (founder, outsider)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["left", "stayed"]
    assert members_of(made).count() == 1


def token_for(founder, organisation, email="kim@example.org", **fields) -> str:
    invitation = invitations.invite(by=founder, organisation=organisation, email=email, **fields)
    return invitations.token_of(invitation)


def test_invitation_goes_out_in_its_language_and_newcomer_comes_in(registered, founder, client):
    token = token_for(founder, registered, language="fi")
    mail = Delivery.objects.get(kind="colleague.invited")
    assert (mail.address, mail.language) == ("kim@example.org", "fi")
    assert token in mail.url
    page = client.get(f"/colleague/{token}/")
    assert page.status_code == 200
    assert not User.objects.filter(email="kim@example.org").exists()
    fields = NEW_PERSON | {"languages_1": "sv"}
    answer = client.post(f"/colleague/{token}/", fields)
    assert answer.status_code == 302, answer.context["form"].errors
    newcomer = User.objects.get(email="kim@example.org")
    assert is_member(newcomer, registered)
    assert newcomer.emailaddress_set.get().verified
    assert client.get(f"/organisations/{registered.pk}/").status_code == 200
    assert Notification.objects.filter(person=founder, kind="colleague.accepted").exists()


def test_invitation_with_weak_password_keeps_what_was_typed(registered, founder, client):
    token = token_for(founder, registered)
    answer = client.post(f"/colleague/{token}/", NEW_PERSON | {"password": "12345", "languages_1": "sv"})
    assert answer.status_code == 400
    assert "password" in answer.context["form"].errors
    assert b'value="Kim Berg"' in answer.content
    assert not User.objects.filter(email="kim@example.org").exists()


def test_invitation_is_for_its_address_alone(registered, founder, outsider):
    token = token_for(founder, registered)
    with pytest.raises(Refused) as refusal:
        invitations.accept(by=outsider, token=token)
    assert refusal.value.code == "other-person"
    assert not is_member(outsider, registered)


def test_invitation_of_somebody_with_a_sign_in_asks_to_sign_in(registered, founder, outsider, client):
    token = token_for(founder, registered, email=outsider.email.upper())
    page = client.get(f"/colleague/{token}/")
    assert b"/accounts/login/?next=/colleague/" in page.content
    assert client.post(f"/colleague/{token}/", NEW_PERSON).status_code == 200
    assert outsider.check_password(PASSWORD)
    client.force_login(outsider)
    assert client.get(f"/colleague/{token}/").status_code == 200
    assert not is_member(outsider, registered), "GET must not accept: scanners follow links"
    assert client.post(f"/colleague/{token}/").status_code == 302
    assert is_member(outsider, registered)
    assert client.post(f"/colleague/{token}/").status_code == 403


@pytest.mark.parametrize("spoil", [lambda token: token[:-1] + ("a" if token[-1] != "a" else "b"), lambda token: "x", lambda token: token.replace(":", "::")])
def test_invitation_forged_is_not_visible(registered, founder, client, spoil):
    token = spoil(token_for(founder, registered))
    assert client.get(f"/colleague/{token}/").status_code == 404


def test_invitation_signed_for_another_purpose_is_not_visible(registered, founder, client):
    invitation = invitations.invite(by=founder, organisation=registered, email="kim@example.org")
    assert client.get(f"/colleague/{signing.dumps(str(invitation.pk), salt='claim')}/").status_code == 404


def test_invitation_that_ran_out_says_so(registered, founder, client, monkeypatch):
    token = token_for(founder, registered)
    monkeypatch.setattr(invitations, "VALID_FOR", -1)
    page = client.get(f"/colleague/{token}/")
    assert page.status_code == 403
    assert b"run out" in page.content


def test_invitation_taken_back_does_not_open(registered, founder, client):
    invitation = invitations.invite(by=founder, organisation=registered, email="kim@example.org")
    invitations.withdraw(by=founder, invitation=invitation)
    assert client.get(f"/colleague/{invitations.token_of(invitation)}/").status_code == 403


def test_invitation_ends_with_the_right_of_whoever_sent_it(registered, founder, founder2, client):
    second = joining.let_in(organisation=registered, person=founder2, role="administrator", by=founder)
    left, demoted = (token_for(founder2, registered, email=f"{name}@example.org") for name in ("kim", "lo"))
    open_page = client.get(f"/colleague/{left}/")
    assert open_page.status_code == 200
    second = joining.change_role(by=founder, membership=second, role="member")
    assert not registered.invitations.filter(withdrawn_at=None).exists()
    with pytest.raises(Refused, match="Aino Hyvärinen.*Ödlan") as refusal:
        invitations.invitation_of(demoted)
    assert refusal.value.code == "inviter-left"
    joining.end(by=founder2, membership=second)
    page = client.post(f"/colleague/{left}/", NEW_PERSON | {"languages_0": "sv"})
    assert page.status_code == 403
    assert "Aino Hyvärinen" in page.content.decode()
    assert not User.objects.filter(email="kim@example.org").exists()


def test_invitation_is_judged_anew_when_it_is_accepted(registered, founder, founder2):
    """Also where nothing ended it: the right is asked for under the organisation's lock."""
    membership = joining.let_in(organisation=registered, person=founder2, role="administrator", by=founder)
    token, guest = token_for(founder2, registered, email="gro@example.org"), person("Gro")
    Membership.objects.filter(pk=membership.pk).update(role="member")
    with pytest.raises(Refused) as refusal:
        invitations.accept(by=guest, token=token)
    assert refusal.value.code == "inviter-left"
    assert not is_member(guest, registered)


def test_invitation_twice_is_one_with_a_new_mail(registered, founder):
    first = invitations.invite(by=founder, organisation=registered, email="kim@example.org")
    second = invitations.invite(by=founder, organisation=registered, email="Kim@example.org", role="administrator")
    assert first.pk == second.pk
    assert Delivery.objects.filter(kind="colleague.invited").count() == 2


def test_invite_is_for_administrators_and_strangers_only(registered, founder, outsider):
    with pytest.raises(Refused):
        invitations.invite(by=outsider, organisation=registered, email="kim@example.org")
    with pytest.raises(Conflict):
        invitations.invite(by=founder, organisation=registered, email=founder.email)


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_makes_one_member(founder):
    made = register(by=founder, kind="company", name="Ödlan", country="FI")
    kim = person("Kim Berg")
    token = token_for(founder, made, email=kim.email)
    outcomes, start = [], threading.Barrier(4)

    def accept() -> None:
        start.wait()
        try:
            invitations.accept(by=kim, token=token)
            outcomes.append("in")
        except Refused:
            outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=accept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("in") == 1
    assert Membership.objects.filter(organisation=made, person=kim).count() == 1


def test_end_takes_the_rights_in_programmes_along(coordinator, incubator, company, programme, founder):
    joining.let_in(organisation=incubator, person=founder, role=Membership.Role.ADMINISTRATOR, by=coordinator)
    joining.end(by=founder, membership=incubator.memberships.get(person=coordinator))
    assert coordinator.appointments.get().ended_at is not None
    assert not organisations_visible_to(coordinator)
