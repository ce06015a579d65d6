"""Who sees which organisation and which person (guarantee 7)."""

from itertools import product

import pytest

from network.core.errors import NotVisible
from network.organisations.models import Kind, Membership
from network.organisations.queries import (
    companies_of,
    memberships_visible_to,
    organisation_for,
    organisations_visible_to,
    people_visible_to,
    person_for,
)
from network.programmes.models import Participation, Partner, SharingAgreement
from network.vocabulary.models import Region
from tests.world import organisation, person


def names(rows) -> set[str]:
    return {row.name for row in rows}


def test_organisations_visible_to_outsider_are_their_own(outsider, company, incubator, investor):
    assert names(organisations_visible_to(outsider)) == {"Utanför AB"}
    assert names(people_visible_to(outsider)) == {"Oskar Berg"}


def test_organisations_visible_to_company_are_partners_of_its_programme(founder, company, company2, incubator, support_organisation):
    assert names(organisations_visible_to(founder)) == {"Verkstad Sund", "Expression Nord", "Pohjoisen Yrityspalvelu"}
    assert names(people_visible_to(founder)) == {"Elli Lund", "Maja Kuorak"}


def test_organisations_visible_to_company_that_left_are_its_own(founder, company, incubator, noon):
    Participation.objects.update(ended_at=noon)
    assert names(organisations_visible_to(founder)) == {"Verkstad Sund"}


def test_organisations_visible_to_coordinator_are_all_of_the_programme(coordinator, incubator, company, company2, support_organisation, outsider):
    assert names(organisations_visible_to(coordinator)) == {"Expression Nord", "Verkstad Sund", "Kolme Kaikua", "Pohjoisen Yrityspalvelu"}
    assert "Oskar Berg" not in names(people_visible_to(coordinator))
    assert {"Elli Lund", "Aino Hyvärinen", "Pekka Niemelä"} <= names(people_visible_to(coordinator))


def test_organisations_visible_to_coordinator_whose_appointment_ended(coordinator, incubator, company, noon):
    coordinator.appointments.update(ended_at=noon)
    assert names(organisations_visible_to(coordinator)) == {"Expression Nord"}
    assert names(people_visible_to(coordinator)) == {"Maja Kuorak"}


def test_organisations_visible_to_support_with_figures_only_hold_no_company(support, support_organisation, incubator, company):
    Participation.objects.filter(organisation=company).update(incubator=incubator)
    assert names(organisations_visible_to(support)) == {"Pohjoisen Yrityspalvelu", "Expression Nord"}


def test_organisations_visible_to_support_with_names_hold_the_givers_companies(support, support_organisation, incubator, company, company2):
    Participation.objects.filter(organisation=company).update(incubator=incubator)
    SharingAgreement.objects.update(level=SharingAgreement.Level.NAMED)
    everyone = {"Pohjoisen Yrityspalvelu", "Expression Nord", "Verkstad Sund", "Kolme Kaikua"}
    assert names(organisations_visible_to(support)) == everyone, "nobody follows Kolme Kaikua, so the programme's coordinators do"
    incubator.appointments.update(ended_at=company.created_at)
    assert names(organisations_visible_to(support)) == everyone - {"Kolme Kaikua"}


@pytest.mark.parametrize("follower", [True, False])
def test_organisations_of_a_company_that_left_are_not_shown_on(support, support_organisation, incubator, company, noon, follower):
    Participation.objects.filter(organisation=company).update(incubator=incubator if follower else None, ended_at=noon)
    SharingAgreement.objects.update(level=SharingAgreement.Level.NAMED)
    colleague = person("Nils Nutti", country="SE")
    Membership.objects.create(organisation=incubator, person=colleague)
    for reader in (support, colleague):
        assert names(organisations_visible_to(reader)) == {"Pohjoisen Yrityspalvelu", "Expression Nord"}


def test_organisations_visible_to_support_hold_nothing_of_another_programme(support, support_organisation, incubator, company, programme):
    SharingAgreement.objects.update(level=SharingAgreement.Level.NAMED)
    other = type(programme).objects.create(slug="other", name="Other")
    Participation.objects.filter(organisation=company).update(incubator=incubator, programme=other)
    assert names(organisations_visible_to(support)) == {"Pohjoisen Yrityspalvelu", "Expression Nord"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ("company", "cooperative")])
def test_organisations_visible_to_unapproved_kind_are_its_own(kind, programme, incubator, company):
    newcomer = person("Nils Nutti", country="SE")
    own = organisation("Nyss kommen", kind, country="SE", members=(newcomer,), approved=False)
    Partner.objects.create(programme=programme, organisation=own, role=Partner.Role.INCUBATOR)
    Participation.objects.update(incubator=own)
    assert names(organisations_visible_to(newcomer)) == {"Nyss kommen"}
    assert names(people_visible_to(newcomer)) == {"Nils Nutti"}


def test_organisation_for_outsider_is_not_visible(outsider, company):
    with pytest.raises(NotVisible):
        organisation_for(outsider, company.pk)
    with pytest.raises(NotVisible):
        organisation_for(outsider, "nonsense")


def test_person_for_outsider_is_not_visible(outsider, founder):
    with pytest.raises(NotVisible):
        person_for(outsider, founder.pk)


def test_companies_of_person_who_only_asked_are_none(outsider, company):
    Membership.objects.create(organisation=company, person=outsider, state=Membership.State.ASKED)
    assert not companies_of(outsider).filter(pk=company.pk)
    assert names(organisations_visible_to(outsider)) == {"Utanför AB"}


def test_memberships_that_wait_are_seen_by_administrators_and_the_one_who_asks(outsider, founder, founder2, company, company2):
    asked = Membership.objects.create(organisation=company, person=outsider, state=Membership.State.ASKED)
    assert asked in memberships_visible_to(founder)
    assert asked in memberships_visible_to(outsider)
    assert asked not in memberships_visible_to(founder2)


def test_own_memberships_are_told_by_the_api(client, founder, outsider, company, incubator):
    Membership.objects.create(organisation=incubator, person=founder, state=Membership.State.ASKED)
    for person_asking, expected in ((founder, {(company.name, "active"), (incubator.name, "asked")}), (outsider, {("Utanför AB", "active")})):
        client.force_login(person_asking)
        told = client.get("/api/v1/organisations/mine/").json()
        assert {(row["organisation_name"], row["state"]) for row in told} == expected


def test_companies_are_shown_on_by_every_term_of_an_agreement(support, support_organisation, incubator, company, programme, noon):
    """All ways that role, region, level, agreement, follower, appointment and part can stand to each other, against the rule in words."""
    partner = support_organisation.partnerships.get()
    partner.regions.set([company.region])
    roles = [*Partner.Role, "regional elsewhere"]
    for role, level, agreed, follower, appointed, taking_part in product(roles, ("named", "figures"), *[(True, False)] * 4):
        Partner.objects.filter(pk=partner.pk).update(role=role.split()[0])
        type(company).objects.filter(pk=company.pk).update(region=Region.objects.exclude(pk=company.region_id).first() if " " in role else company.region)
        SharingAgreement.objects.update(level=level, ended_at=None if agreed else noon)
        incubator.appointments.update(ended_at=None if appointed else noon)
        Participation.objects.update(incubator=incubator if follower else None, ended_at=None if taking_part else noon)
        expected = (follower or appointed) and agreed and taking_part and level == "named" and role not in ("viewer", "regional elsewhere")
        assert (company in organisations_visible_to(support)) == expected, (role, level, agreed, follower, appointed, taking_part)


def test_sets_of_keys_are_each_persons_own(founder, founder2, company, company2):
    """What is written out once a process is asked for one person and then for another."""
    for reader, own, other in ((founder, company, company2), (founder2, company2, company), (founder, company, company2)):
        seen = organisations_visible_to(reader)
        assert own in seen
        assert other not in seen


def test_planning_visible_organisations_weighs_few_tables_at_once(mentor):
    """Planning takes longer with each table of a join, several times as long: it took 200 ms where a hundred rows were read."""
    sql, _values = organisations_visible_to(mentor).query.sql_with_params()
    assert max(part.count(" JOIN ") + part.count("FROM ") for part in sql.split("UNION")) <= 8
