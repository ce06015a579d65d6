"""Pages about people, organisations and programmes open for those they are for."""

import pytest
from django.urls import reverse

from network.jobs import services as jobs
from network.programmes.models import Programme


@pytest.mark.parametrize("name", ["settings", "tokens", "onboarding", "organisation-new", "programmes", "jobs"])
def test_page_opens_for_everyone_signed_in(client, founder, company, name):
    client.force_login(founder)
    assert client.get(reverse(name)).status_code == 200


def test_organisation_pages_open_for_its_administrator(client, founder, company, incubator):
    client.force_login(founder)
    assert client.get(reverse("organisation")).status_code == 302
    page = client.get(reverse("organisation-detail", args=[company.pk]))
    assert page.status_code == 200
    for name in ("organisation-edit", "organisation-invite"):
        assert client.get(reverse(name, args=[company.pk])).status_code == 200
    assert client.get(reverse("organisation-history", args=[company.pk])).status_code == 403


def test_programme_pages_open_for_their_people(client, founder, company, incubator, programme, programme_manager, admin):
    client.force_login(founder)
    assert client.get(reverse("programme", args=[programme.pk])).status_code == 200
    assert client.get(reverse("programme-manage", args=[programme.pk])).status_code == 403
    client.force_login(programme_manager)
    assert client.get(reverse("programme-manage", args=[programme.pk])).status_code == 200
    client.force_login(admin)
    for name in ("approvals", "programme-new"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("organisation-history", args=[company.pk])).status_code == 200


def test_join_page_takes_the_company_in(client, outsider, programme, incubator):
    client.force_login(outsider)
    page = client.get(reverse("programme-join", args=[programme.pk]))
    company = page.context["companies"][0]
    answer = client.post(reverse("programme-join", args=[programme.pk]), {"company": company.pk, "incubator": incubator.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get(reverse("programme", args=[programme.pk])).status_code == 200


def test_join_page_of_closed_programme_is_not_visible(client, outsider, programme):
    Programme.objects.update(is_open=False)
    client.force_login(outsider)
    assert client.get(reverse("programme-join", args=[programme.pk])).status_code == 404


def test_job_page_is_for_its_owner(client, founder, outsider):
    job = jobs.start(kind="report", total=3, by=founder)
    client.force_login(founder)
    assert client.get(reverse("job", args=[job.pk])).status_code == 200
    client.post(reverse("job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "cancelled"
    client.post(reverse("job-resume", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "waiting"
    client.force_login(outsider)
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("name", ["settings", "tokens", "organisation-new", "request-new", "investor-meeting-new"])
def test_empty_post_is_answered_as_one_and_not_as_a_visit(client, founder, coordinator, company, incubator, name):
    client.force_login(coordinator if name.startswith("investor") else founder)
    answer = client.post(reverse(name))
    assert answer.status_code == 400
    assert answer.context["form"].errors
