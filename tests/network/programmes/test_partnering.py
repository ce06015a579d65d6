"""Organisations come into a programme: they ask, or are invited by number or by mail; the other side answers."""

import pytest
from django.urls import reverse

from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery, Notification
from network.organisations.models import Kind
from network.organisations.queries import organisations_visible_to
from network.programmes import partnering, queries
from network.programmes.models import PartnerRequest, Programme
from tests.world import organisation, person

NUMBER = "2077474-0"


@pytest.fixture
def newcomer(db):
    return person("Nils Nutti")


@pytest.fixture
def waiting(newcomer):
    return organisation("Nyss kommen", Kind.SUPPORT, members=(newcomer,), approved=False, business_id=NUMBER)


@pytest.fixture
def asked(newcomer, waiting, programme, programme_manager):
    return partnering.ask_in(by=newcomer, programme=programme, organisation=waiting, role="support", message="We serve the coast.")


def test_unapproved_organisation_asks_and_is_taken_in(asked, newcomer, waiting, programme, programme_manager):
    assert Notification.objects.get(kind="partner.asked").person == programme_manager
    assert not queries.programmes_visible_to(newcomer)
    partnering.decide(by=programme_manager, request=asked, accept=True, role="viewer")
    waiting.refresh_from_db()
    assert waiting.is_approved
    assert list(queries.programmes_visible_to(newcomer)) == [programme]
    assert programme.partners.get(organisation=waiting).role == "viewer"
    assert Notification.objects.filter(person=newcomer, kind="partner.answered").exists()


def test_declining_needs_a_reason_which_the_organisation_reads(asked, newcomer, waiting, programme_manager):
    with pytest.raises(Invalid) as refusal:
        partnering.decide(by=programme_manager, request=asked, accept=False, reason=" ")
    assert set(refusal.value.errors) == {"reason"}
    partnering.decide(by=programme_manager, request=asked, accept=False, reason="Another region.")
    waiting.refresh_from_db()
    assert not waiting.is_approved
    assert Notification.objects.get(person=newcomer, kind="partner.answered").context["reason"] == "Another region."
    with pytest.raises(Conflict):
        partnering.decide(by=programme_manager, request=asked, accept=True)


def test_asking_twice_for_others_for_a_company_or_a_closed_programme_is_refused(asked, newcomer, waiting, programme, founder, company):
    with pytest.raises(Conflict):
        partnering.ask_in(by=newcomer, programme=programme, organisation=waiting, role="support")
    with pytest.raises(Refused):
        partnering.ask_in(by=founder, programme=programme, organisation=waiting, role="support")
    with pytest.raises(Refused) as refusal:
        partnering.ask_in(by=founder, programme=programme, organisation=company, role="support")
    assert refusal.value.code == "is-a-company"
    with pytest.raises(Conflict):
        partnering.withdraw(by=newcomer, request=partnering.withdraw(by=newcomer, request=asked))
    Programme.objects.update(is_open=False)
    with pytest.raises(Conflict):
        partnering.ask_in(by=newcomer, programme=programme, organisation=waiting, role="support")


def test_answer_is_for_the_other_side(asked, newcomer, coordinator, outsider):
    for somebody in (newcomer, coordinator, outsider):
        with pytest.raises(Refused):
            partnering.decide(by=somebody, request=asked, accept=True)
    with pytest.raises(NotVisible):
        queries.partner_request_for(outsider, asked.pk)
    with pytest.raises(NotVisible):
        queries.partner_request_for(coordinator, asked.pk)


def test_manager_invites_by_exact_number_and_sees_nothing_before_it_accepts(programme, programme_manager, waiting, newcomer):
    row = partnering.invite_known(by=programme_manager, programme=programme, role="support", country="FI", business_id="20774740")
    assert not organisations_visible_to(programme_manager).filter(pk=waiting.pk).exists()
    with pytest.raises(Refused):
        partnering.decide(by=programme_manager, request=row, accept=True)
    partnering.decide(by=newcomer, request=row, accept=True)
    assert organisations_visible_to(programme_manager).filter(pk=waiting.pk).exists()


@pytest.mark.parametrize("number", ["0201256-6", "1572860-0", "nonsense"])
def test_number_of_nobody_or_of_a_company_gets_the_same_kind_of_answer(programme, programme_manager, number, founder):
    organisation("Bolag", Kind.COMPANY, members=(founder,), business_id="0201256-6")
    with pytest.raises(Invalid) as refusal:
        partnering.invite_known(by=programme_manager, programme=programme, role="support", country="FI", business_id=number)
    assert set(refusal.value.errors) == {"business_id"}
    assert not PartnerRequest.objects.exists()


def test_invitation_by_mail_is_for_who_confirmed_that_address(programme, programme_manager, waiting, newcomer, outsider):
    row = partnering.invite_by_mail(by=programme_manager, programme=programme, role="support", email="Nils.Nutti@Example.org")
    assert Delivery.objects.get(kind="partner.invited").address == newcomer.email
    with pytest.raises(Refused):
        partnering.decide(by=outsider, request=row, accept=True, organisation=waiting)
    with pytest.raises(Invalid) as refusal:
        partnering.decide(by=newcomer, request=row, accept=True)
    assert set(refusal.value.errors) == {"organisation"}
    partnering.decide(by=newcomer, request=row, accept=True, organisation=waiting)
    assert programme.partners.filter(organisation=waiting).exists()
    newcomer.emailaddress_set.update(verified=False)
    assert not queries.addresses_of(newcomer)


def test_pages_ask_and_answer(client, newcomer, waiting, programme, programme_manager):
    client.force_login(newcomer)
    assert reverse("programme-ask", args=[programme.pk]) in client.get("/programmes/").content.decode()
    form = {"organisation": waiting.pk, "role": "support", "message": "We serve the coast."}
    assert client.post(reverse("programme-ask", args=[programme.pk]), form).status_code == 302
    row = PartnerRequest.objects.get()
    page = reverse("partner-request", args=[row.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "yes", "role": "support"}).status_code == 403
    client.force_login(programme_manager)
    assert page in client.get(reverse("programme-manage", args=[programme.pk])).content.decode()
    assert page in client.get("/").content.decode()
    refused = client.post(page, {"answer": "no", "role": "support", "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["reason"])
    assert client.post(page, {"answer": "yes", "role": "support", "reason": ""}).status_code == 302
    assert programme.partners.filter(organisation=waiting).exists()


def test_pages_invite_by_number_and_by_mail(client, newcomer, waiting, programme, programme_manager):
    client.force_login(programme_manager)
    address = reverse("programme-invite", args=[programme.pk])
    wrong = client.post(address, {"part": "known", "known-country": "FI", "known-business_id": "1", "known-role": "support"})
    assert wrong.status_code == 400
    assert client.post(address, {"part": "mail", "mail-email": newcomer.email, "mail-language": "sv", "mail-role": "support"}).status_code == 302
    row = PartnerRequest.objects.get()
    client.force_login(newcomer)
    page = reverse("partner-request", args=[row.pk])
    assert page in client.get("/programmes/").content.decode()
    assert client.post(page, {"answer": "yes", "organisation": waiting.pk}).status_code == 302
    assert programme.partners.filter(organisation=waiting).exists()
    assert client.post(reverse("partner-request-withdraw", args=[row.pk])).status_code == 409


def test_api_asks_invites_and_answers(client, newcomer, waiting, programme, programme_manager):
    client.force_login(newcomer)
    body = {"programme": str(programme.pk), "organisation": str(waiting.pk), "role": "support"}
    made = client.post("/api/v1/partner-requests/", body, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    one = f"/api/v1/partner-requests/{made.json()['id']}/"
    assert client.post(one + "accept/", {}, content_type="application/json").status_code == 403
    assert client.post(one + "withdraw/").json()["state"] == "withdrawn"
    client.force_login(programme_manager)
    invitations = f"/api/v1/programmes/{programme.pk}/invitations/"
    both = {"role": "support", "email": newcomer.email, "country": "FI", "business_id": NUMBER}
    assert client.post(invitations, both, content_type="application/json").status_code == 400
    known = {"role": "support", "country": "FI", "business_id": NUMBER}
    invited = client.post(invitations, known, content_type="application/json")
    assert invited.status_code == 201
    client.force_login(newcomer)
    one = f"/api/v1/partner-requests/{invited.json()['id']}/"
    assert client.post(one + "accept/", {}, content_type="application/json").json()["state"] == "accepted"
    assert [row["state"] for row in client.get("/api/v1/partner-requests/").json()["results"]] == ["accepted", "withdrawn"]


def test_approved_mentor_opens_the_programmes_page_and_no_organisation_of_it(client, mentor, programme, incubator, company):
    client.force_login(mentor)
    page = client.get(reverse("programme", args=[programme.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Expression Nord" in text
    assert "Maja Kuorak" in text
    assert "Verkstad Sund" not in text
    assert "/organisations/" not in text
    assert client.get(f"/api/v1/programmes/{programme.pk}/").status_code == 200
    mentor.mentor_profile.approvals.update(state="asked")
    assert client.get(reverse("programme", args=[programme.pk])).status_code == 404
