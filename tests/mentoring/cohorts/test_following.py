"""Following the companies of a cohort: who is stuck, words to send, matching all of them, coming in by a call."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.cohorts import members, notes, services, whole_match
from mentoring.cohorts.models import CohortMember
from mentoring.cohorts.queries import cohort_for
from mentoring.cohorts.track import standings
from mentoring.matching.taking_part import gathered
from mentoring.requests import services as requests
from messaging.models import Conversation, Message
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery, Notification
from network.notifications.render import Reader, render_mail
from tests.mentoring.cohorts.conftest import DAY_ONE, SAID

LATER = DAY_ONE + timedelta(days=40)


def test_company_without_a_session_is_stuck_and_gets_words_in_its_own_language(cohort, member, founder, coordinator, founder2):
    with clock.at(LATER):
        rows = standings(cohort)
        assert [row.is_stuck for row in rows] == [True, True]
        assert rows[0].reasons[0].kind == "no-session"
        other = CohortMember.objects.exclude(pk=member.pk).get()
        assert notes.languages_of(member) == ["sv"]  # Elli reads Swedish first
        ready = notes.drafts(member=member, by=coordinator, reason=rows[0].reasons[0])
        assert "Verkstad Sund" in ready["sv"]
        with pytest.raises(Refused):
            notes.drafts(member=member, by=founder, reason=None)
        with pytest.raises(Invalid):
            notes.send(member=member, by=coordinator, texts={"fi": "Hei"}, way="notice")
        for _click in range(2):
            notes.send(member=member, by=coordinator, texts={"sv": "Hur går det?"}, way="notice", kind="no-session")
        assert Delivery.objects.filter(kind="cohort.note", person=founder).count() == 1
        assert not Delivery.objects.filter(kind="cohort.note", person=founder2).exists()
        notes.send(member=other, by=coordinator, texts={"fi": "Miten menee?"}, way="talk")
        talk = Conversation.objects.get(kind="direct", subject_type="cohort")
        assert set(talk.participants.values_list("person", flat=True)) == {coordinator.pk, founder2.pk}
        assert Message.objects.get(conversation=talk).body == "Miten menee?"


def test_rules_are_switched_off_and_changed(cohort, coordinator, founder):
    with clock.at(LATER):
        services.set_rules(cohort=cohort, by=coordinator, given={"no-session": (60, True)})
        assert not any(row.is_stuck for row in standings(cohort))
        services.set_rules(cohort=cohort, by=coordinator, given={"no-session": (5, False)})
        assert not any(row.is_stuck for row in standings(cohort))
        services.set_rules(cohort=cohort, by=coordinator, given={"no-session": (5, True)})
        assert all(row.is_stuck for row in standings(cohort))
        with pytest.raises(Invalid):
            services.set_rules(cohort=cohort, by=coordinator, given={"no-session": (366, True)})
        with pytest.raises(Refused):
            services.set_rules(cohort=cohort, by=founder, given={"no-session": (5, True)})


def test_standings_cost_the_same_for_one_and_for_two(cohort, member, coordinator, django_assert_num_queries, django_assert_max_num_queries):
    with clock.at(LATER), django_assert_max_num_queries(12) as seen:
        standings(cohort)
    members.take_out(member=member, by=coordinator)
    with clock.at(LATER), django_assert_num_queries(len(seen)):
        standings(cohort)


def test_whole_cohort_is_matched_over_its_own_open_requests(client, cohort, company, company2, founder, founder2, coordinator, programme, mentor):
    assert {it.place for it in whole_match.seekers(cohort)} == {"none"}
    with pytest.raises(Conflict):
        whole_match.start(cohort=cohort, by=coordinator)
    asked = whole_match.ask(cohort=cohort, by=coordinator)
    whole_match.ask(cohort=cohort, by=coordinator)  # a second click the same day
    assert len(asked) == 2
    assert Notification.objects.filter(kind="cohort.ask-request").count() == 2
    given = {"needs": ["pricing"], "languages": {"sv": 2, "en": 2}, "goal": "Sell to Norway.", "hours_per_month": 2}
    for person, of in ((founder, company), (founder2, company2)):
        row = requests.save_request(by=person, company=of, programme=programme, **given)
        requests.open_request(request=row, by=person)
    members.take_out(member=CohortMember.objects.get(cohort=cohort, company=company2), by=coordinator)
    run = whole_match.start(cohort=cohort, by=coordinator)
    assert run.companies == [company.pk]
    assert len(gathered(programme, "mentor", run.companies).wishes) == 1  # the other one is not of the cohort any more
    client.force_login(coordinator)
    link = f'<a href="{reverse("cohort-match", args=[cohort.pk])}">{cohort.name}</a>'
    assert [link in client.get(reverse(name, args=more)).content.decode() for name, more in (("match-run", [run.pk]), ("match-runs", []))] == [True, True]
    assert list(client.get(reverse("cohort-match", args=[cohort.pk])).context["runs"]) == [run]
    said = [{"id": str(cohort.pk), "name": cohort.name}]
    assert client.get("/api/v1/match-runs/").json()["results"][0]["cohorts"] == client.get(f"/api/v1/match-runs/{run.pk}/").json()["cohorts"] == said
    with clock.at(LATER):  # a cohort that took the company in afterwards was not matched
        members.take_in(cohort=services.make(by=coordinator, programme=programme, incubator=cohort.incubator, **SAID), company=company, by=coordinator)
    assert whole_match.cohorts_of(coordinator, [run]) == {run.pk: [cohort]}
    assert whole_match.cohorts_of(founder, [run]) == {run.pk: []}
    with pytest.raises(Refused):
        whole_match.start(cohort=cohort, by=founder)


def test_pages_of_following_are_for_those_who_run_it(client, cohort, member, coordinator, founder):
    names = [("cohort-track", []), ("cohort-rules", []), ("cohort-note", [member.pk]), ("cohort-match", [])]
    with clock.at(LATER):
        client.force_login(founder)
        assert {client.get(reverse(name, args=[cohort.pk, *more])).status_code for name, more in names} == {404}
        client.force_login(coordinator)
        assert {client.get(reverse(name, args=[cohort.pk, *more])).status_code for name, more in names} == {200}
        page = client.get(reverse("cohort-note", args=[cohort.pk, member.pk])).content.decode()
        assert 'name="texts_sv"' in page
        sent = client.post(reverse("cohort-note", args=[cohort.pk, member.pk]), {"texts_sv": "Hej", "way": "notice", "reason": "no-session"})
        assert sent.status_code == 302
        rules = {"days_no-session": 3, "on_no-session": "on", "days_report-late": 1, "days_action-overdue": 2}
        assert client.post(reverse("cohort-rules", args=[cohort.pk]), rules).status_code == 302
        assert list(cohort.rules.values_list("days", "is_on")) == [(3, True), (1, False), (2, False)]
        assert client.post(reverse("cohort-ask", args=[cohort.pk]) + "?target=incubator").url.endswith("?target=incubator")
        asked = Notification.objects.get(kind="cohort.ask-request", person=founder)
        assert "with incubators" in render_mail(asked.kind, asked.context, Reader(language="en")).text, "not about mentors"
        assert client.get(reverse("cohort-match", args=[cohort.pk]) + "?target=incubator").context["target"] == "incubator"
        api = f"/api/v1/cohorts/{cohort.pk}"
        assert client.get(f"{api}/track/").json()[0]["is_stuck"] is True
        assert client.get(f"{api}/members/{member.pk}/note/").json()["texts"].keys() == {"sv"}
        assert client.get(f"{api}/seekers/").json()[0]["place"] == "none"
        assert client.post(f"{api}/match/", {}, content_type="application/json").status_code == 409


def test_cohort_is_visible_to_nobody_of_another_incubator(cohort, support, support_organisation, outsider):
    for stranger in (support, outsider):
        with pytest.raises(NotVisible):
            cohort_for(stranger, cohort.pk)
