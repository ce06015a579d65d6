"""Pages of mentors and incubators: who is offered what."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_only_a_company_is_offered_to_ask(client, founder, company, coordinator, incubator, mentor) -> None:
    page = reverse("mentor", args=[mentor.mentor_profile.pk])
    for reader, offered in ((founder, True), (coordinator, False)):
        client.force_login(reader)
        assert (reverse("request-new") in client.get(page).content.decode()) is offered


def test_an_incubator_without_questions_is_led_to_its_organisation(client, coordinator, incubator, mentor) -> None:
    for reader, leads_to in ((coordinator, "organisation"), (mentor, "mentor-profile")):
        client.force_login(reader)
        assert f'class="button primary" href="{reverse(leads_to)}"' in client.get(reverse("choices")).content.decode()


def test_a_person_with_a_role_is_not_told_that_a_step_is_missing(client, admin) -> None:
    client.force_login(admin)
    assert "One more step" not in client.get(reverse("onboarding")).content.decode()


def test_an_empty_list_leads_to_where_it_begins(client, founder, company, mentor) -> None:
    for reader, leads_to in ((founder, "requests"), (mentor, "choices")):
        client.force_login(reader)
        for page in ("conversations", "mentorships"):
            assert f'class="button primary" href="{reverse(leads_to)}"' in client.get(reverse(page)).content.decode()
