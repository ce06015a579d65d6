"""Programmes: taking part, partners, appointments, sharing, settings."""

import pytest

from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.organisations.models import Kind, Membership
from network.organisations.queries import organisations_visible_to
from network.programmes import queries, services
from network.programmes.models import Programme
from tests.world import organisation, person


@pytest.fixture
def manager(programme_manager, incubator):
    Membership.objects.create(organisation=incubator, person=programme_manager)
    return programme_manager


def test_company_joins_and_leaves(outsider, programme, incubator):
    company = queries.Organisation.objects.get(name="Utanför AB")
    services.join(by=outsider, company=company, programme=programme, incubator=incubator)
    assert queries.takes_part(company, programme)
    assert list(queries.programmes_visible_to(outsider)) == [programme]
    with pytest.raises(Conflict):
        services.join(by=outsider, company=company, programme=programme)
    services.leave(by=outsider, company=company, programme=programme)
    assert not queries.programmes_visible_to(outsider)
    services.join(by=outsider, company=company, programme=programme)
    assert queries.takes_part(company, programme)


def test_join_of_others_company_closed_programme_or_other_kind_is_refused(outsider, founder, company, programme, incubator, coordinator):
    own = queries.Organisation.objects.get(name="Utanför AB")
    with pytest.raises(Refused):
        services.join(by=founder, company=own, programme=programme)
    with pytest.raises(Refused) as refusal:
        services.join(by=coordinator, company=incubator, programme=programme)
    assert refusal.value.code == "not-a-company"
    Programme.objects.update(is_open=False)
    with pytest.raises(Conflict):
        services.join(by=outsider, company=own, programme=programme)


def test_join_with_incubator_of_elsewhere_is_invalid(outsider, programme):
    own = queries.Organisation.objects.get(name="Utanför AB")
    stranger = organisation("Annan inkubator", Kind.INCUBATOR)
    with pytest.raises(Invalid):
        services.join(by=outsider, company=own, programme=programme, incubator=stranger)


def test_add_partner_approves_the_organisation(manager, programme):
    newcomer = person("Nils Nutti")
    own = organisation("Nyss kommen", Kind.SUPPORT, members=(newcomer,), approved=False)
    assert not queries.programmes_visible_to(newcomer)
    services.add_partner(by=manager, programme=programme, organisation=own, role="support")
    assert list(queries.programmes_visible_to(newcomer)) == [programme]
    with pytest.raises(Conflict):
        services.add_partner(by=manager, programme=programme, organisation=own, role="support")


def test_remove_partner_ends_its_peoples_rights_and_what_was_shared(admin, programme, incubator, coordinator, support, support_organisation):
    partner = programme.partners.get(organisation=support_organisation)
    services.remove_partner(by=admin, partner=partner)
    assert not queries.sharing_for(support)
    services.remove_partner(by=admin, partner=programme.partners.get(organisation=incubator))
    assert not queries.is_coordinator(coordinator, programme)


def test_remove_incubator_ends_its_following_and_what_it_shared(admin, programme, incubator, coordinator, support, support_organisation, company):
    programme.participations.update(incubator=incubator)
    colleague = person("Nils Nutti")
    Membership.objects.create(organisation=incubator, person=colleague)
    assert company in organisations_visible_to(colleague)
    services.remove_partner(by=admin, partner=programme.partners.get(organisation=incubator))
    assert company not in organisations_visible_to(colleague)
    assert not queries.sharing_for(support)
    assert queries.takes_part(company, programme)


def test_remove_one_of_two_roles_leaves_the_rest(admin, programme, incubator, coordinator):
    second = services.add_partner(by=admin, programme=programme, organisation=incubator, role="lead")
    services.remove_partner(by=admin, partner=second)
    assert queries.is_coordinator(coordinator, programme)


def test_appoint_needs_a_partner_and_its_member(manager, programme, incubator, outsider, coordinator):
    with pytest.raises(Invalid) as refusal:
        services.appoint(by=manager, programme=programme, person=outsider, organisation=incubator, role="coordinator")
    assert set(refusal.value.errors) == {"person"}
    own = queries.Organisation.objects.get(name="Utanför AB")
    with pytest.raises(Invalid):
        services.appoint(by=manager, programme=programme, person=outsider, organisation=own, role="coordinator")
    with pytest.raises(Conflict):
        services.appoint(by=manager, programme=programme, person=coordinator, organisation=incubator, role="coordinator")


def test_appoint_is_for_managers(coordinator, programme, incubator):
    with pytest.raises(Refused):
        services.appoint(by=coordinator, programme=programme, person=coordinator, organisation=incubator, role="programme_manager")


def test_last_manager_stays(manager, programme, incubator, admin):
    own = programme.appointments.get(person=manager)
    with pytest.raises(Conflict):
        services.end_appointment(by=manager, appointment=own)
    services.end_appointment(by=admin, appointment=own)
    assert not queries.manages(manager, programme)


def test_sharing_replaces_what_was_agreed_and_ends(coordinator, support, programme, incubator, support_organisation):
    assert queries.sharing_for(support).get().level == "figures"
    services.agree_sharing(by=coordinator, programme=programme, giver=incubator, receiver=support_organisation, level="named")
    assert queries.sharing_for(support).get().level == "named"
    services.end_sharing(by=coordinator, agreement=queries.sharing_for(support).get())
    assert not queries.sharing_for(support)


def test_sharing_is_for_the_giver_to_agree(support, programme, incubator, support_organisation):
    with pytest.raises(Refused):
        services.agree_sharing(by=support, programme=programme, giver=incubator, receiver=support_organisation, level="named")


@pytest.mark.parametrize("changes", [{"answer_days": 0}, {"answer_days": 31}, {"stuck_after_days": 0}])
def test_settings_outside_their_limits_are_invalid(manager, programme, changes):
    with pytest.raises(Invalid) as refusal:
        services.update_settings(by=manager, programme=programme, **changes)
    assert set(refusal.value.errors) == set(changes)


def test_settings_are_for_managers(coordinator, incubator, programme):
    with pytest.raises(Refused):
        services.update_settings(by=coordinator, programme=programme, answer_days=5)


def test_create_is_for_administrators_and_slugs_are_unique(admin, founder, programme):
    made = services.create_programme(by=admin, slug="creacoop", name="CreaCoop")
    assert made in queries.open_programmes()
    with pytest.raises(Invalid):
        services.create_programme(by=admin, slug="creacoop", name="Again")
    with pytest.raises(Refused):
        services.create_programme(by=founder, slug="mine", name="Mine")


def test_programme_of_others_is_not_visible(outsider, programme):
    with pytest.raises(NotVisible):
        queries.programme_for(outsider, programme.pk)


def test_manage_page_runs_each_of_its_forms(client, manager, programme, incubator, support_organisation):
    client.force_login(manager)
    address = f"/programmes/{programme.pk}/manage/"
    assert client.post(address, {"part": "settings", "settings-answer_days": "5", "settings-stuck_after_days": "14"}).status_code == 302
    programme.refresh_from_db()
    assert (programme.answer_days, programme.stuck_after_days, programme.is_open) == (5, 14, False)
    page = client.post(address, {"part": "settings", "settings-answer_days": "99", "settings-stuck_after_days": "14"})
    assert page.status_code == 400
    assert b'value="99"' in page.content
    sharing = {"part": "sharing", "sharing-giver": incubator.pk, "sharing-receiver": support_organisation.pk, "sharing-level": "named"}
    assert client.post(address, sharing).status_code == 302
    assert queries.sharing_in(programme).get().level == "named"
    who = f"{incubator.pk}/{manager.pk}"
    assert client.post(address, {"part": "appointment", "appointment-person": who, "appointment-role": "coordinator"}).status_code == 302
    assert client.post(address, {"part": "appointment", "appointment-person": "x/y", "appointment-role": "coordinator"}).status_code == 400
    partner = {"part": "partner", "partner-organisation": support_organisation.pk, "partner-role": "regional"}
    assert client.post(address, partner).status_code == 302
    assert client.post(address, partner).status_code == 409
    assert client.post(address, {"part": "nonsense"}).status_code == 200


def test_api_of_programmes(client, manager, programme, incubator, outsider, company):
    client.force_login(manager)
    base = f"/api/v1/programmes/{programme.pk}/"
    assert client.get(base).json()["slug"] == "creative-networks"
    assert client.patch(base, {"answer_days": 4}, content_type="application/json").json()["answer_days"] == 4
    for part in ("partners", "appointments", "sharing-agreements", "participations"):
        assert client.get(f"{base}{part}/").status_code == 200
    client.force_login(outsider)
    assert client.get(base).status_code == 404
    assert [row["slug"] for row in client.get("/api/v1/programmes/open/").json()["results"]] == ["creative-networks"]
    own = queries.Organisation.objects.get(name="Utanför AB")
    assert client.post(f"{base}join/", {"company": str(own.pk)}, content_type="application/json").status_code == 201
    assert client.get(base).status_code == 200
    assert client.get(f"{base}participations/").json()["results"][0]["name"] == "Utanför AB"
    assert len(client.get(f"{base}participations/").json()["results"]) == 1
    assert client.post(f"{base}join/", {"company": str(company.pk)}, content_type="application/json").status_code == 404
    assert client.post(f"{base}leave/", {"company": str(own.pk)}, content_type="application/json").status_code == 200


def test_api_pages_partners_appointments_and_sharing_by_cursor(client, manager, programme, incubator, support_organisation):
    for name in ("Ålands stöd", "Aavan tuki"):
        newcomer = person(f"Mea {name}")
        own = organisation(name, Kind.SUPPORT, members=(newcomer,))
        services.add_partner(by=manager, programme=programme, organisation=own, role="support")
        services.appoint(by=manager, programme=programme, person=newcomer, organisation=own, role="coordinator")
        services.agree_sharing(by=manager, programme=programme, giver=incubator, receiver=own, level="figures")
    client.force_login(manager)

    def walked(part: str) -> list[dict]:
        rows, address = [], f"/api/v1/programmes/{programme.pk}/{part}/?page_size=2"
        while address:
            page = client.get(address).json()
            assert set(page) == {"next", "previous", "results"}
            assert len(page["results"]) <= 2
            rows, address = rows + page["results"], page["next"]
        return rows

    names = [row["name"] for row in walked("partners")]
    assert names == [partner.organisation.name for partner in programme.partners.order_by("organisation__sort_key")]
    assert len(names) > 2
    people = [row["person"]["name"] for row in walked("appointments")]
    assert people == [it.person.name for it in programme.appointments.order_by("person__sort_key")]
    assert len(people) > 2
    agreed = [row["id"] for row in walked("sharing-agreements")]
    assert agreed == [str(it.pk) for it in programme.sharing_agreements.order_by("-id")]
    assert len(agreed) > 1
