"""The pipeline at the level that was agreed: figures without small groups, or rows with names."""

import pytest
from django.test import Client

from mentoring.insights import queries, scopes
from mentoring.insights.pipeline import Stage
from network.core.errors import NotVisible, Refused
from network.organisations.models import Kind
from network.programmes.models import Appointment, Participation, Partner, SharingAgreement
from tests.mentoring.insights.world import company_at
from tests.world import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(programme, mentor, incubator) -> None:
    for number in range(7):
        company_at("active", number, programme, mentor, incubator=incubator)
    for number in range(2):
        company_at("asked", number, programme, mentor, incubator=incubator, country="SE")


def shared_scope(user) -> scopes.Scope:
    (scope,) = scopes.scopes_of(user)
    return scope


def test_coordinator_sees_every_figure_and_row(companies, coordinator, programme):
    scope = scopes.scope_for(coordinator, programme.pk)
    seen = queries.pipeline_figures(scope)
    assert (seen.total(), seen.stage(Stage.ACTIVE), seen.stage(Stage.ASKED)) == (9, 7, 2)
    assert len(queries.pipeline_rows(scope)) == 9
    assert [row.company.country for row in queries.pipeline_rows(scope, stage="asked")] == ["SE", "SE"]


def test_figures_level_keeps_small_groups_back(companies, support, support_organisation):
    scope = shared_scope(support)
    seen = queries.pipeline_figures(scope)
    assert seen.stage(Stage.ASKED) is None
    # 9 in all and 7 active would tell that 2 are asked.
    assert None in (seen.total(), seen.stage(Stage.ACTIVE))
    with pytest.raises(Refused):
        queries.pipeline_rows(scope)


def test_named_level_shows_rows(companies, support, support_organisation):
    SharingAgreement.objects.update(level="named")
    scope = shared_scope(support)
    assert queries.pipeline_figures(scope).stage(Stage.ASKED) == 2
    assert len(queries.pipeline_rows(scope, country="SE")) == 2


def test_giver_shares_only_those_it_follows(companies, support, support_organisation, company2, founder2, programme, mentor):
    SharingAgreement.objects.update(level="named")
    other = company_at("active", 99, programme, mentor)
    Participation.objects.filter(organisation=other).update(incubator=company2)
    assert other.pk not in [row.company.pk for row in queries.pipeline_rows(shared_scope(support))]


def test_companies_without_an_incubator_are_shared_by_the_lead_partner_alone(
    companies, support, support_organisation, programme, mentor, incubator, company2, outsider
):
    """Guarantee 10: in two givers' figures, names from one would give the other's small groups away by subtraction."""
    SharingAgreement.objects.update(level="named")
    loose = company_at("active", 99, programme, mentor)
    assert Appointment.objects.filter(programme=programme, organisation=incubator, ended_at=None).exists()
    Partner.objects.create(programme=programme, organisation=company2, role="lead")
    Appointment.objects.create(programme=programme, organisation=company2, person=outsider, role="coordinator")
    assert loose.pk not in [row.company.pk for row in queries.pipeline_rows(shared_scope(support))]
    SharingAgreement.objects.update(giver=company2)
    assert [row.company.pk for row in queries.pipeline_rows(shared_scope(support))] == [loose.pk]


def test_companies_without_an_incubator_are_shared_by_who_coordinates_where_the_lead_does_not(
    companies, support, support_organisation, programme, mentor, company2
):
    SharingAgreement.objects.update(level="named")
    loose = company_at("active", 99, programme, mentor)
    Partner.objects.create(programme=programme, organisation=company2, role="lead")
    assert loose.pk in [row.company.pk for row in queries.pipeline_rows(shared_scope(support))]


def test_pipeline_opens_where_most_is_shown(companies, client, support, support_organisation, programme, mentor, incubator, django_assert_max_num_queries):
    """Not on a partner that is first by name and shows nothing: three companies of its own are a small group."""
    small = organisation("Aavan hautomo", Kind.INCUBATOR)
    Partner.objects.create(programme=programme, organisation=small, role="incubator")
    SharingAgreement.objects.create(programme=programme, giver=small, receiver=support_organisation, level="figures")
    for number in range(3):
        company_at("active", 50 + number, programme, mentor, incubator=small)
        company_at("asked", 60 + number, programme, mentor, incubator=incubator)
    hidden, shown = scopes.scopes_of(support)
    assert hidden.giver == small
    assert {queries.pipeline_figures(hidden).stage(stage) for stage in Stage} & {1, 2, 3} == set()
    with django_assert_max_num_queries(6):
        best, figures = queries.fullest([hidden, shown])
    assert best == shown
    assert figures == queries.pipeline_figures(shown)
    client.force_login(support)
    assert client.get("/pipeline/").context["scope"] == shown
    assert client.get("/pipeline/", {"of": str(hidden.pk)}).context["scope"] == hidden
    assert queries.fullest([]) is None


def test_ended_agreement_and_outsiders_see_nothing(companies, support, support_organisation, outsider, programme):
    SharingAgreement.objects.update(ended_at=programme.created_at)
    assert scopes.scopes_of(support) == []
    for user in (support, outsider):
        with pytest.raises(NotVisible):
            scopes.scope_for(user, programme.pk)


def test_unapproved_support_organisation_sees_nothing(companies, support, support_organisation):
    support_organisation.approved_at = None
    support_organisation.save()
    assert scopes.scopes_of(support) == []


def test_number_of_queries_does_not_grow(programme, mentor, incubator, coordinator, django_assert_max_num_queries):
    for count in (1, 12):
        for number in range(count):
            company_at("active", count * 100 + number, programme, mentor)
        scope = scopes.scope_for(coordinator, programme.pk)
        with django_assert_max_num_queries(4):
            queries.pipeline_rows(scope)


def test_slices_lead_through_all_rows_and_back(companies, coordinator, programme):
    rows = queries.pipeline_rows(scopes.scope_for(coordinator, programme.pk))
    first = queries.slice_of(rows, size=4)
    second = queries.slice_of(rows, after=first.next, size=4)
    third = queries.slice_of(rows, after=second.next, size=4)
    assert [*first.rows, *second.rows, *third.rows] == rows
    assert (first.previous, third.next) == ("", "")
    assert queries.slice_of(rows, before=third.previous, size=4) == second


def test_api_gives_figures_with_null_and_refuses_rows(companies, support, support_organisation):
    client = Client()
    client.force_login(support)
    (scope,) = client.get("/api/v1/reports/pipeline/").json()["results"]
    assert scope["level"] == "figures"
    figures = client.get(f"/api/v1/reports/pipeline/{scope['id']}/").json()
    assert figures["stages"]["asked"] is None
    refused = client.get(f"/api/v1/reports/pipeline/{scope['id']}/companies/")
    assert (refused.status_code, refused.json()["code"]) == (403, "figures-only")


def test_api_pages_the_rows_of_a_coordinator(companies, coordinator, programme):
    client = Client()
    client.force_login(coordinator)
    url = f"/api/v1/reports/pipeline/{programme.pk}/companies/"
    page = client.get(url, {"stage": "active", "page_size": 5}).json()
    rest = client.get(url, {"stage": "active", "page_size": 5, "after": page["next"]}).json()
    assert (len(page["results"]), len(rest["results"]), rest["next"]) == (5, 2, None)
    assert client.get(url, {"stage": "nowhere"}).status_code == 400
    assert client.get(url, {"colour": "blue"}).status_code == 400


def test_api_tells_outsiders_nothing(companies, outsider, programme):
    client = Client()
    client.force_login(outsider)
    assert client.get("/api/v1/reports/pipeline/").json()["results"] == []
    assert client.get(f"/api/v1/reports/pipeline/{programme.pk}/").status_code == 404
