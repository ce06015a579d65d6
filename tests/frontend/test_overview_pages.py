"""The coordinator's page and the pipeline, as each role sees them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentoring.mentorships.models import SessionFeedback
from network.core import clock
from network.notifications.models import Delivery
from network.programmes.models import SharingAgreement
from tests.mentoring.insights.world import asked, company_at, mentorship, request_at

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def stuck(company, founder, programme, mentor, incubator):
    request = request_at("asked", company, founder, programme, mentor)
    asked(request, mentor, due_in_days=-1)
    pair = mentorship(company, founder, mentor, programme, "active", started_at=clock.now() - timedelta(days=40))
    return request, pair


def test_coordinator_sees_who_is_stuck_and_can_write(stuck, coordinator, mentor):
    request, pair = stuck
    client = client_of(coordinator)
    page = client.get("/coordination/?state=stuck").content.decode()
    assert "Verkstad Sund" in page
    assert "Johan Åström" in page
    assert "Verkstad Sund" in client.get("/coordination/mentorships/?state=stuck").content.decode()
    url = f"/coordination/request/{request.pk}/write/mentor/"
    assert "Verkstad Sund" in client.get(url).content.decode()
    answer = client.post(url, {"text": "Hej Johan"})
    assert (answer.status_code, answer["Location"]) == (302, "/coordination/")
    assert Delivery.objects.get(kind="coordination.note").person == mentor


def test_what_was_typed_stays_when_it_is_refused(stuck, coordinator):
    _request, pair = stuck
    answer = client_of(coordinator).post(f"/coordination/mentorship/{pair.pk}/write/company/", {"text": "x" * 4000})
    assert answer.status_code == 400
    assert "x" * 4000 in answer.content.decode()


@pytest.mark.parametrize("path", ["request", "mentorship"])
def test_outsiders_find_nothing_to_write_to(stuck, outsider, founder, path):
    thing = stuck[0] if path == "request" else stuck[1]
    for user in (outsider, founder):
        assert client_of(user).get(f"/coordination/{path}/{thing.pk}/write/company/").status_code == 404
    assert "Verkstad Sund" not in client_of(outsider).get("/coordination/").content.decode()


def test_feedback_page_is_empty_for_managers(stuck, coordinator, programme_manager, founder, mentor):
    session = stuck[1].sessions.create(topic="x", proposed_by=mentor, starts_at=clock.now())
    SessionFeedback.objects.create(session=session, person=founder, score=1, comment="Fel person för oss")
    assert "Fel person" in client_of(coordinator).get("/coordination/feedback/").content.decode()
    assert "Fel person" not in client_of(programme_manager).get("/coordination/feedback/?all=1").content.decode()
    for of in ("check-ins", "closings", "nonsense"):
        assert client_of(coordinator).get(f"/coordination/feedback/?of={of}").status_code == 200


def test_pipeline_shows_figures_without_small_groups(programme, mentor, incubator, support, support_organisation):
    for number in range(6):
        company_at("active", number, programme, mentor)
    company_at("asked", 1, programme, mentor)
    for by in ("country", "region", "sector", "quarter", "nonsense"):
        page = client_of(support).get(f"/pipeline/?by={by}").content.decode()
        assert "Firma" not in page
    assert "Alle viiden ryhmiä ei näytetä" in client_of(support).get("/").content.decode()
    scope = SharingAgreement.objects.get()
    assert client_of(support).get(f"/pipeline/{scope.pk}/companies/").status_code == 403
    scope.level = "named"
    scope.save()
    assert "Alle viiden ryhmiä" not in client_of(support).get("/").content.decode()
    assert "Firma asked 1" in client_of(support).get(f"/pipeline/{scope.pk}/companies/?stage=asked").content.decode()


def test_pipeline_without_any_agreement_says_what_to_do(outsider, programme):
    page = client_of(outsider).get("/pipeline/")
    assert page.status_code == 200
    assert client_of(outsider).get(f"/pipeline/{programme.pk}/companies/").status_code == 404


@pytest.mark.parametrize("path", ["/coordination/", "/coordination/mentorships/", "/pipeline/", "/pipeline/{programme}/companies/"])
def test_number_of_queries_does_not_grow(programme, mentor, incubator, coordinator, path):
    client, counts = client_of(coordinator), []
    for rows in (1, 19):
        for number in range(rows):
            made = company_at("active", rows * 100 + number, programme, mentor)
            asked(request_at("asked", made, made.memberships.get().person, programme, mentor), mentor)
        client.get(path.format(programme=programme.pk))
        with CaptureQueriesContext(connection) as found:
            client.get(path.format(programme=programme.pk))
        # The clock's offset is read anew once a second, whatever the page.
        counts.append(len([query for query in found if "clockoffset" not in query["sql"]]))
    assert counts[0] == counts[1]
