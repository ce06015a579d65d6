"""Applications and plans of several incubators, at the level that each agreed to share."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from mentoring.calls.models import Application
from mentoring.insights import across_queries as queries
from mentoring.insights import settled
from mentoring.insights.across import SPLITS, Block, Figure
from mentoring.insights.across_queries import APPLICATIONS, PLANS, Chosen
from mentoring.insights.missing import missing_for
from mentoring.insights.models import SettledFigures
from mentoring.insights.settling import Entry
from mentoring.plans import services as plans
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.reviews.models import Reviewer
from network.core import clock
from network.core.crossing import ALL, Unit, publish
from network.organisations.models import Kind, Organisation
from network.programmes.models import Participation, Partner, SharingAgreement
from network.vocabulary.models import Region, Sector
from tests.mentoring.calls.pipeline.conftest import applied, made_call
from tests.world import organisation, person

pytestmark = pytest.mark.django_db
FIGURES, COMPANIES = "/pipeline/applications/", "/pipeline/applications/companies/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    user.languages = ["en"]
    user.save()
    return client


def company_of(name: str, programme, incubator, *, country: str = "FI", region: str = "FI1D7") -> Organisation:
    made = organisation(name, Kind.COMPANY, country=country, members=(person(f"{name} Chair", country=country),), region=Region.objects.get(pk=region))
    made.sectors.set(Sector.objects.filter(pk="crafts"))
    Participation.objects.create(programme=programme, organisation=made, incubator=incubator)
    return made


accepted = pytest.mark.parametrize("applications", [("accepted", "accepted")], indirect=True)


@pytest.fixture
def call(incubator, programme, coordinator):
    return made_call(incubator, programme, coordinator)


@pytest.fixture
def applications(request, call, programme, incubator) -> list[Application]:
    """Seven Finns in review, two Swedes declined (or where a test says), one draft that is nobody's business."""
    found, ends = [], getattr(request, "param", ("declined", "declined"))
    for number in range(10):
        country, region, stage = ("FI", "FI1D7", "review") if number < 7 else ("SE", "SE331", ends[number % 2])
        company = company_of(f"Firma {number}", programme, incubator, country=country, region=region)
        found.append(applied(call, company, company.memberships.get().person, stage="draft" if number == 9 else stage))
    return found


def look(user, what: str = APPLICATIONS, by: str = "", **chosen: str):
    return queries.overview(user, what).table(Chosen(**chosen), by)


def agreed(level: str) -> None:
    SharingAgreement.objects.update(level=level)


def test_figures_level_keeps_small_groups_back_also_against_subtraction(applications, support, support_organisation):
    seen = look(support, by="country")
    assert seen.total.total == Figure(9)
    by_stage = dict(zip(seen.stages, seen.total.stages, strict=True))
    assert by_stage["declined"].is_hidden
    assert by_stage["open"].is_hidden  # 9 handed in and 7 of them open would tell the two
    assert seen.split == []
    assert look(support, country="FI").total.total.is_hidden


def test_two_filters_at_once_show_nothing_of_figures_alone(applications, support, support_organisation):
    Application.objects.filter(company__country="SE").update(submitted_at=None)
    assert look(support, country="FI").total.total == Figure(7)
    assert look(support, sector="crafts").total.total == Figure(7)
    assert look(support, country="FI", sector="crafts").total.total.is_hidden


@pytest.mark.parametrize("applications", [("declined", "withdrawn")], indirect=True)
def test_named_level_names_nobody_who_was_declined_or_withdrew(applications, support, support_organisation, coordinator):
    """They are counted as figures, and so nobody's name is found by subtraction either; the incubator's own people see them as before."""
    agreed("named")
    found = queries.overview(support, APPLICATIONS)
    assert {row.company.name for row in queries.named_rows(found, Chosen())} == {f"Firma {number}" for number in range(7)}
    assert found.table(Chosen()).total.total == Figure(7, kept_back=True)
    client = signed_in(support)
    for address in (COMPANIES, FIGURES, "/api/v1/reports/applications/companies/"):
        assert "Firma 7" not in client.get(address).content.decode()
    assert len(queries.named_rows(queries.overview(coordinator, APPLICATIONS), Chosen())) == 9


@accepted
def test_named_level_counts_every_row_and_shows_the_companies(applications, support, support_organisation):
    agreed("named")
    seen = look(support, by="country", sector="crafts")
    assert dict(seen.split)[("SE",)].total == Figure(2)
    rows = queries.named_rows(queries.overview(support, APPLICATIONS), Chosen(country="SE"))
    assert [row.company.name for row in rows] == ["Firma 7", "Firma 8"]


def test_who_joins_alone_is_not_seen_in_the_figures_of_the_next_day(applications, call, programme, incubator, support, support_organisation):
    """Guarantee 10, also over time: the figures less those of yesterday. Pages, files and the API tell since when they stand."""
    assert look(support, by="country").total.total == Figure(9)
    for number in range(5):
        company = company_of(f"Uusi {number}", programme, incubator)
        applied(call, company, company.memberships.get().person, stage="review")
        seen = look(support, by="country")
        assert (seen.total.total.value, number) in [(9, number), (14, 4)]
    settled = SettledFigures.objects.get()
    told = signed_in(support).get("/api/v1/reports/applications/").json()["incubators"][0]
    assert parse_datetime(told["as_of"]) == settled.settled_at
    assert not [name for name in Organisation.objects.values_list("name", flat=True) if name in str(settled.entries)]


def test_two_who_look_at_once_are_told_the_same(applications, support, support_organisation):
    """The second read its rows before the first settled them: it is told what stands, not one more."""
    ours, theirs = queries.overview(support, APPLICATIONS), queries.overview(support, APPLICATIONS)
    key = (ours.sources[0].programme.pk, ours.sources[0].incubator.pk, APPLICATIONS, "")
    entries = {str(row.thing.pk): Entry(str(row.company.pk), row.unit) for row in theirs.rows[:8]}
    assert settled._renew({key: entries})[key].entries.keys() == {str(row.thing.pk) for row in ours.rows}


def test_regional_coordinator_has_figures_settled_apart(applications, support, support_organisation):
    """One of their regions is one of five elsewhere: what is settled for all would tell it."""
    role = Partner.objects.get(organisation=support_organisation)
    role.role = "regional"
    role.save()
    role.regions.set(["FI1D7"])
    assert look(support).total.total == Figure(7)
    Application.objects.filter(company__name="Firma 0").update(submitted_at=None)
    assert look(support).total.total == Figure(7)


@accepted
def test_draft_is_never_counted(applications, support, support_organisation):
    agreed("named")
    assert look(support).total.total == Figure(9)


def test_sum_over_incubators_says_at_least_where_one_keeps_back(applications, support, support_organisation, programme, programme_manager, call):
    other = organisation("Aavan hautomo", Kind.INCUBATOR)
    Partner.objects.create(programme=programme, organisation=other, role="incubator")
    SharingAgreement.objects.create(programme=programme, giver=other, receiver=support_organisation, level="figures")
    theirs = made_call(other, programme, programme_manager)
    company = company_of("Aapo", programme, other)
    applied(theirs, company, company.memberships.get().person)
    agreed("figures")
    seen = look(support)
    assert [line.total for line in seen.sources] == [Figure(0, kept_back=True), Figure(9)]
    assert seen.total.total == Figure(9, kept_back=True)
    assert look(support, call=str(call.pk)).total.total == Figure(9)  # a call of the one is none of the other's


@accepted
def test_regional_coordinator_sees_its_regions_alone(applications, support, support_organisation):
    agreed("named")
    role = Partner.objects.get(organisation=support_organisation)
    role.role = "regional"
    role.save()
    role.regions.set(["SE331"])
    assert look(support).total.total == Figure(2)
    assert {row.company.country for row in queries.named_rows(queries.overview(support, APPLICATIONS), Chosen())} == {"SE"}


@accepted
def test_reviewer_of_a_blind_call_gets_no_names_until_it_is_decided(applications, call, support, support_organisation):
    agreed("named")
    Reviewer.objects.create(call=call, person=support)
    call.is_blind = True
    call.save()
    found = queries.overview(support, APPLICATIONS)
    assert queries.named_rows(found, Chosen()) == []
    assert found.table(Chosen()).total.stages[1].is_hidden
    page = signed_in(support).get(FIGURES).content.decode()
    assert "no names" in page
    Application.objects.filter(call=call).exclude(stage__kind="accepted").delete()
    with clock.at(call.closes_at + timedelta(hours=1)):
        assert len(queries.named_rows(queries.overview(support, APPLICATIONS), Chosen())) == 2


def test_plans_stand_by_state_and_late_reports_are_told(support, support_organisation, programme, incubator, coordinator):
    agreed("named")
    today = clock.today()
    for number in range(3):
        company = company_of(f"Osuuskunta {number}", programme, incubator)
        made = plans.start(by=coordinator, programme=programme, company=company, starts_on=today - timedelta(days=200))
        if number:
            for fields in ({"state": "submitted", "submitted_at": clock.now()}, {"state": "running", "approved_at": clock.now()}):
                DevelopmentPlan.objects.filter(pk=made.pk).update(**fields)
        if number == 2:
            period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31), "nominal_on": date(2026, 3, 31), "due_on": date(2026, 4, 14)}
            ProgressReport.objects.create(plan=made, version=made.version, number=90, **period)
    seen = look(support, PLANS, by="quarter")
    assert dict(zip(seen.stages, [figure.value for figure in seen.total.stages], strict=True)) == {"making": 1, "running": 1, "late": 1, "finished": 0}
    page = signed_in(support).get("/pipeline/plans/companies/").content.decode()
    assert "Osuuskunta 1" in page


def test_coordinator_sees_own_incubator_with_names(applications, coordinator):
    (source,) = queries.overview(coordinator, APPLICATIONS).sources
    assert source.own
    assert look(coordinator).total.total == Figure(9)


def test_nobody_else_sees_anything(applications, support, support_organisation, outsider, founder):
    for user in (outsider, founder):
        assert queries.overview(user, APPLICATIONS).sources == []
    SharingAgreement.objects.update(ended_at=clock.now())
    assert queries.overview(support, APPLICATIONS).sources == []


def test_empty_page_names_the_incubator_and_who_can_agree(support, support_organisation, incubator, programme_manager):
    SharingAgreement.objects.update(ended_at=clock.now())
    (one,) = missing_for(support, [])
    assert (one.incubator, str(programme_manager) in one.people) == (incubator, True)
    page = signed_in(support).get(FIGURES).content.decode()
    assert "Nothing is shared with you yet" in page
    assert str(programme_manager) in page


def test_page_and_api_and_files_say_the_same(applications, support, support_organisation):
    client = signed_in(support)
    page = client.get(FIGURES, {"by": "country"})
    assert page.context["total"].total == Figure(9)
    assert "Firma" not in page.content.decode()
    told = client.get("/api/v1/reports/applications/", {"by": "country"}).json()
    assert told["total"]["total"] == {"value": 9, "kept_back": False}
    assert told["total"]["stages"]["declined"] == {"value": None, "kept_back": True}
    text = b"".join(client.get("/pipeline/applications/export.csv", {"by": "country"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][0] == "Expression Nord"
    assert rows[1][3:] == ["9", *["kept back"] * 5]
    assert client.get("/pipeline/applications/export.xlsx").status_code == 200
    assert client.get("/api/v1/reports/applications/companies/").json()["results"] == []
    assert client.get(COMPANIES).context["count"] == 0


def test_names_in_files_and_rows_cannot_be_formulas_and_open_what_may_be_opened(applications, support, support_organisation, incubator):
    agreed("named")
    Organisation.objects.filter(pk=incubator.pk).update(name="=1+1")
    client = signed_in(support)
    text = b"".join(client.get("/pipeline/applications/export.csv").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    page = client.get(COMPANIES).content.decode()
    assert f"/organisations/{applications[0].company_id}/" in page
    assert f"/applications/{applications[0].pk}/" not in page  # the application itself is the incubator's


def test_bad_filters_show_everything_or_are_told(applications, support, support_organisation):
    client = signed_in(support)
    assert client.get(FIGURES, {"country": "XX", "since": "x" * 10_000, "by": "\x00"}).context["total"].total == Figure(9)
    assert client.get("/api/v1/reports/applications/", {"country": "XX"}).status_code == 400
    assert client.get("/api/v1/reports/plans/companies/", {"page_size": 5, "colour": "blue"}).status_code == 400


def test_split_of_figures_alone_is_as_narrow_as_the_filter():
    """One region of a country, one call of a quarter: never the whole country's or quarter's number under a narrower filter."""
    places, times = [("FI", "FI1D9")] * 7 + [("FI", "FI1D7")] * 6, [("2027-Q1", "one")] * 8 + [("2027-Q1", "two")] * 5
    units = [Unit("open", {"place": place, "sector": ("crafts",), "time": time}) for place, time in zip(places, times, strict=True)]
    block = Block((), publish(units))
    assert block.by(SPLITS["country"], {"place": (("FI", "FI1D9"),)}) == {("open", ("FI",)): Figure(7), (ALL, ("FI",)): Figure(7)}
    assert block.by(SPLITS["quarter"], {"time": (("2027-Q1", "two"),)})[ALL, ("2027-Q1",)] == Figure(5)
    assert block.by(SPLITS["call"], {"time": (("2027-Q1",),)})[ALL, ("one",)] == Figure(8)
    assert block.by(SPLITS["region"], {"place": (("FI",),)})[ALL, ("FI", "FI1D7")] == Figure(6)


def test_number_of_queries_does_not_grow(applications, support, support_organisation, call, programme, incubator, django_assert_max_num_queries):
    agreed("named")
    client = signed_in(support)
    client.get(FIGURES)
    counts = []
    for more in (0, 12):
        for number in range(more):
            company = company_of(f"Uusi {number}", programme, incubator)
            applied(call, company, company.memberships.get().person)
        with django_assert_max_num_queries(60) as asked:
            client.get(FIGURES, {"by": "region"})
            client.get(COMPANIES)
        counts.append(len(asked))
    assert counts[0] == counts[1]
