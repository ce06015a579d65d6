"""What a programme is: facts, components, bases of aid, target figures, regions; cloning and archiving."""

from datetime import date

import pytest
from django.urls import reverse

from mentoring.followups.services import default_rules
from mentoring.insights.scopes import companies_of, scopes_of
from mentoring.matching.weights.services import set_weights
from mentoring.requests import services as requests
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.organisations.models import Kind, Membership
from network.organisations.queries import organisations_visible_to
from network.programmes import archiving, cloning, planning, queries, rules, services
from network.programmes.components import KINDS
from network.programmes.models import Appointment, Participation, Partner, Programme, SharingAgreement
from network.programmes.roles import SEES
from network.vocabulary.models import Region
from tests.architecture.source import ROOT
from tests.world import organisation, person

PAGE = ROOT / "docs" / "programmes.md"


@pytest.fixture
def manager(programme_manager, incubator):
    Membership.objects.create(organisation=incubator, person=programme_manager)
    return programme_manager


def test_facts_change_and_what_is_not_given_stays(manager, programme, coordinator):
    planning.update_facts(by=manager, programme=programme, funder="Interreg", starts_on=date(2026, 3, 1), languages=["fi", "sv"])
    changed = planning.update_facts(by=manager, programme=programme, name="Luovat verkostot")
    assert (changed.funder, changed.name, changed.languages) == ("Interreg", "Luovat verkostot", ["fi", "sv"])
    with pytest.raises(Invalid) as wrong:
        planning.update_facts(by=manager, programme=programme, name=" ", ends_on=date(2025, 1, 1), languages=["xx"])
    assert set(wrong.value.errors) == {"name", "ends_on", "languages"}
    with pytest.raises(Refused):
        planning.update_facts(by=coordinator, programme=programme, name="Mine")


def test_component_switched_off_refuses_what_is_new_with_its_sentence(manager, programme, founder, company):
    draft = requests.save_request(by=founder, company=company, programme=programme, needs=["pricing"], languages={"sv": 2}, goal="Sell.")
    programme = planning.switch_components(by=manager, programme=programme, on=[key for key in KINDS if key != "mentoring"])
    for write in (
        lambda: requests.save_request(by=founder, company=company, programme=programme, needs=["pricing"]),
        lambda: requests.open_request(request=draft, by=founder),
    ):
        with pytest.raises(Conflict) as refusal:
            write()
        assert refusal.value.code == "component-off"
        assert str(refusal.value) == str(KINDS["mentoring"].off)
    assert requests.save_request(by=founder, company=company, programme=programme, target="incubator").target == "incubator"
    with pytest.raises(Invalid):
        planning.switch_components(by=manager, programme=programme, on=["coffee"])


def test_aid_bases_are_those_in_force_in_the_programmes_time(manager, programme):
    chosen = planning.choose_aid_bases(by=manager, programme=programme, bases=["gber_20a", "de_minimis", "gber_20a"])
    assert chosen.aid_bases == ["gber_20a", "de_minimis"]
    with pytest.raises(Invalid) as wrong:
        planning.update_facts(by=manager, programme=programme, starts_on=date(2031, 1, 1))
    assert "ends_on" in wrong.value.errors
    planning.choose_aid_bases(by=manager, programme=programme, bases=[])
    planning.update_facts(by=manager, programme=programme, starts_on=date(2031, 1, 1))
    for bases in (["de_minimis"], ["invented"]):
        with pytest.raises(Invalid):
            planning.choose_aid_bases(by=manager, programme=programme, bases=bases)


def test_target_is_set_changed_and_taken_away(manager, programme, coordinator):
    made = planning.set_target(by=manager, programme=programme, name="Companies with a mentor", value="40", unit="companies", comparison="at_least")
    assert made.key == "companies-with-a-mentor"
    same = planning.set_target(by=manager, programme=programme, key=made.key, name="Companies", value=45, unit="companies")
    assert (same.pk, same.value) == (made.pk, 45)
    with pytest.raises(Invalid) as wrong:
        planning.set_target(by=manager, programme=programme, name="!", value="NaN", unit="", comparison="about")
    assert set(wrong.value.errors) == {"name", "value", "unit", "comparison"}
    with pytest.raises(Refused):
        planning.remove_target(by=coordinator, target=queries.target_in(programme, made.pk))
    planning.remove_target(by=manager, target=queries.target_in(programme, made.pk))
    assert not queries.targets_of(programme)


def test_clone_takes_over_how_it_works_and_nobodys_data(admin, manager, programme, company, mentor, coordinator):
    default_rules(programme)
    set_weights(programme=programme, by=coordinator, weights={"needs": 4}, importance=[1], reason="Needs are many.", based_on=0)
    services.update_settings(by=manager, programme=programme, answer_days=5, musts={"first_need": True})
    planning.switch_components(by=manager, programme=programme, on=["mentoring", "calls"])
    planning.set_target(by=manager, programme=programme, name="Companies", value=40, unit="companies")
    services.add_component(by=manager, programme=programme, kind="event", name="Idea mornings")
    with pytest.raises(Refused):
        cloning.clone_programme(by=manager, programme=programme, slug="next", name="Next")
    made = cloning.clone_programme(by=admin, programme=programme, slug="next", name="Next", starts_on=date(2029, 1, 1), partners=True)
    assert (made.answer_days, made.musts["first_need"], made.switched_off, made.is_open) == (5, True, list(set_off(programme)), False)
    assert [row.name for row in made.components.all()] == ["Idea mornings"]
    assert [row.value for row in made.targets.all()] == [40]
    assert made.follow_up_rules.count() == programme.follow_up_rules.count() > 0
    assert made.weightings.get().weights == programme.weightings.get().weights
    assert [row.role for row in made.partners.all()] == [row.role for row in programme.partners.all()]
    assert not made.appointments.exists()
    assert not made.participations.exists()
    assert not made.mentor_approvals.exists()
    with pytest.raises(Invalid):
        cloning.clone_programme(by=admin, programme=programme, slug="next", name="Again")


def set_off(programme: Programme) -> list[str]:
    programme.refresh_from_db()
    return programme.switched_off


def test_archive_waits_for_what_goes_on_and_reopens(manager, programme, founder, company, outsider):
    asked = Participation.objects.get(organisation=company)
    asking = requests.MentoringRequest.objects.create(company=company, programme=programme, created_by=founder, state="asking", sent_at=clock.now())
    with pytest.raises(Conflict) as refusal:
        archiving.archive(by=manager, programme=programme)
    assert refusal.value.code == "still-running"
    asking.delete()
    with pytest.raises(Refused):
        archiving.archive(by=founder, programme=programme)
    archived = archiving.archive(by=manager, programme=programme)
    assert (archived.archived_by, archived.is_open) == (manager, False)
    assert queries.programme_for(founder, programme.pk)
    assert asked in queries.participations_visible_to(manager, programme)
    with pytest.raises(Conflict):
        archiving.archive(by=manager, programme=programme)
    reopened = archiving.reopen(by=manager, programme=programme)
    assert (reopened.archived_at, reopened.archived_by, reopened.is_open) == (None, None, False)
    assert rules.open_for(reopened)


@pytest.fixture
def region():
    return Region.objects.get(pk="FI19A")


def test_regional_coordinator_sees_its_regions_and_a_viewer_no_names(manager, programme, incubator, company, company2, region):
    reader = person("Riina Aho")
    own = organisation("Pohjanmaan liitto", Kind.AUTHORITY, members=(reader,))
    partner = services.add_partner(by=manager, programme=programme, organisation=own, role="regional")
    services.agree_sharing(by=manager, programme=programme, giver=incubator, receiver=own, level="named")
    assert company not in organisations_visible_to(reader)
    services.set_regions(by=manager, partner=partner, regions=[region.pk])
    assert set(organisations_visible_to(reader).filter(kind__in=["company", "cooperative"])) == {company}
    (scope,) = scopes_of(reader)
    assert scope.named
    assert [row.organisation for row in companies_of([scope])[scope.pk]] == [company]
    with pytest.raises(Invalid):
        services.set_regions(by=manager, partner=partner, regions=["XX"])
    with pytest.raises(Invalid):
        services.set_regions(by=manager, partner=programme.partners.get(organisation=incubator), regions=[region.pk])
    partner.role = "viewer"
    partner.save()
    assert not scopes_of(reader)[0].named
    assert company not in organisations_visible_to(reader)
    with pytest.raises(Refused):
        services.agree_sharing(by=manager, programme=programme, giver=incubator, receiver=own, level="named")
    SharingAgreement.objects.all().delete()
    assert services.agree_sharing(by=manager, programme=programme, giver=incubator, receiver=own, level="figures")


def test_every_role_of_a_partner_stands_in_the_table_of_the_page():
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    said = {cells[0].strip(" `"): tuple(cell.strip() for cell in cells[1:]) for cells in rows}
    found = {role: tuple("yes" if it else "no" for it in (sees.follows, sees.named, sees.regions)) for role, sees in SEES.items()}
    assert {role: said[role][:3] for role in found} == found
    assert set(SEES) == set(Partner.Role.values)


def test_administrator_of_a_partner_has_rights_only_where_assigned(programme, incubator, company, coordinator):
    """Over their own organisation, and nothing in another programme, over another partner, or over the programme itself."""
    chief = person("Ada Alm", country="SE")
    own = organisation("Umeå Kulturhus", Kind.INCUBATOR, country="SE", members=(chief,))
    mine = Partner.objects.create(programme=programme, organisation=own, role="incubator")
    elsewhere = Programme.objects.create(slug="elsewhere", name="Elsewhere", is_open=False)
    other = Partner.objects.create(programme=elsewhere, organisation=incubator, role="incubator")
    agreement = SharingAgreement.objects.create(programme=programme, giver=incubator, receiver=own)
    assert services.agree_sharing(by=chief, programme=programme, giver=own, receiver=incubator, level="figures")
    for programme_ in (programme, elsewhere):
        refused = {
            "settings": lambda p=programme_: services.update_settings(by=chief, programme=p, answer_days=9),
            "facts": lambda p=programme_: planning.update_facts(by=chief, programme=p, name="Mine"),
            "components": lambda p=programme_: planning.switch_components(by=chief, programme=p, on=[]),
            "bases": lambda p=programme_: planning.choose_aid_bases(by=chief, programme=p, bases=[]),
            "target": lambda p=programme_: planning.set_target(by=chief, programme=p, name="Mine", value=1, unit="x"),
            "archive": lambda p=programme_: archiving.archive(by=chief, programme=p),
            "reopen": lambda p=programme_: archiving.reopen(by=chief, programme=p),
            "clone": lambda p=programme_: cloning.clone_programme(by=chief, programme=p, slug="x", name="X"),
            "partner": lambda p=programme_: services.add_partner(by=chief, programme=p, organisation=own, role="lead"),
            "appoint": lambda p=programme_: services.appoint(by=chief, programme=p, person=chief, organisation=own, role="coordinator"),
            "share for another": lambda p=programme_: services.agree_sharing(by=chief, programme=p, giver=incubator, receiver=own, level="named"),
        }
        for write in refused.values():
            with pytest.raises(Refused):
                write()
    for write in (
        lambda: services.remove_partner(by=chief, partner=mine),
        lambda: services.remove_partner(by=chief, partner=other),
        lambda: services.set_regions(by=chief, partner=other, regions=[]),
        lambda: services.end_sharing(by=chief, agreement=agreement),
        lambda: services.end_appointment(by=chief, appointment=Appointment.objects.get(person=coordinator)),
    ):
        with pytest.raises(Refused):
            write()
    with pytest.raises(NotVisible):
        queries.programme_for(chief, elsewhere.pk)
    assert company not in organisations_visible_to(chief)
    assert not scopes_of(chief)[1:]


def test_pages_of_the_plan_keep_what_is_set(client, manager, admin, programme, incubator):
    client.force_login(manager)
    page = reverse("programme-plan", args=[programme.pk])
    for part, values in {
        "facts": {"name": "Luovat verkostot", "languages": ["fi"], "countries": ["FI", "NO"]},
        "components": {"on": ["mentoring"]},
        "bases": {"bases": ["none"]},
        "target": {"name": "Companies", "comparison": "at_least", "value": "40", "unit": "companies"},
    }.items():
        answer = client.post(page, {"part": part} | {f"{part}-{name}": value for name, value in values.items()})
        assert answer.status_code == 302, (part, answer.context["forms"][part].errors)
    programme.refresh_from_db()
    assert (programme.name, programme.countries, programme.aid_bases) == ("Luovat verkostot", ["FI", "NO"], ["none"])
    assert set(programme.switched_off) == set(KINDS) - {"mentoring"}
    assert client.post(page, {"part": "target", "target-name": "More", "target-value": "-1"}).status_code == 400
    assert client.post(reverse("programme-archive", args=[programme.pk])).status_code == 302
    shown = client.get(page).content.decode()
    assert reverse("programme-reopen", args=[programme.pk]) in shown
    assert "facts-name" not in shown
    questions = reverse("follow-up-rules", args=[programme.pk])
    assert questions in shown
    client.force_login(admin)
    assert questions not in client.get(page).content.decode()  # for those who coordinate: it would lead nowhere
    assert client.post(reverse("programme-clone", args=[programme.pk]), {"name": "Next", "slug": "next"}).status_code == 302


def test_second_tab_of_facts_settings_and_target_overwrites_nothing_unseen(client, programme, programme_manager):
    client.force_login(programme_manager)
    row = planning.set_target(by=programme_manager, programme=programme, name="Companies", value=10, unit="companies")
    plan, manage, target = (f"/programmes/{programme.pk}/{end}/" for end in ("plan", "manage", f"targets/{row.pk}"))
    settings = {"part": "settings", "settings-answer_days": "5", "settings-stuck_after_days": "14"}
    figure = {"name": "Companies", "comparison": "equal", "unit": "companies"}
    for address, part, said, field in (
        (plan, "facts", {"part": "facts", "facts-name": "Northern Networks"}, "funder"),
        (manage, "settings", settings, "stuck_after_days"),
        (target, "", figure, "value"),
    ):
        prefix = f"{part}-" if part else ""

        def form_of(page, part=part):
            return page.context["forms"][part] if part else page.context["form"]

        said |= {f"{prefix}was": form_of(client.get(address))["was"].value()}
        assert client.post(address, said | {f"{prefix}{field}": "21"}).status_code == 302
        late = client.post(address, said | {f"{prefix}{field}": "22"})
        form = form_of(late)
        assert (late.status_code, "21" in form.errors[field][0], form[field].value()) == (409, True, "22")
        assert late.content.decode().count(f'name="{prefix}was"') == 1
        assert client.post(address, said | {f"{prefix}{field}": "22", f"{prefix}was": form["was"].value()}).status_code == 302
