"""The pages of a match run, as a coordinator works with them and as everybody else does not see them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from frontend.templatetags.weights import figure, points, weight
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.runs import pins, publishing
from mentoring.matching.runs import services as runs
from mentoring.profiles.models import MentorPause
from mentoring.requests.models import Choice
from network.core import clock
from network.jobs import services as jobs
from tests.mentoring.matching.conftest import cohort, ready, worked  # noqa: F401
from tests.mentoring.requests.conftest import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinator) -> Client:
    coordinator.languages = ["en"]
    coordinator.save()
    client = Client()
    client.force_login(coordinator)
    return client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def pair_address(run, request, mentor) -> str:
    return f"/match-runs/{run.pk}/pair/?request={request.pk}&candidate={mentor.mentor_profile.pk}"


def test_start_page_counts_who_waits_and_starts(client, cohort, programme):  # noqa: F811
    page = page_of(client, f"/match-runs/new/{programme.pk}/")
    assert re.findall(r'<td class="n"[^>]*><div class="cell">(\d+)</div></td>', page)[:3] == ["2", "2", "4"]
    assert "what each aim would come to now" in page
    answer = client.post(f"/match-runs/new/{programme.pk}/", {"target": "mentor", "aim": "exact"})
    run = MatchRun.objects.get()
    assert answer["Location"] == f"/match-runs/{run.pk}/"
    assert f'data-job="{run.job_id}"' in page_of(client, answer["Location"])
    second = client.post(f"/match-runs/new/{programme.pk}/", {"target": "mentor", "aim": "exact"})
    assert second.status_code == 409
    assert "Run 1 of this programme is being worked out" in second.content.decode()


def test_bar_alone_while_it_is_worked_out_then_the_page_anew(client, cohort, programme, coordinator):  # noqa: F811
    run = runs.start(programme=programme, by=coordinator)
    answer = client.get(f"/match-runs/{run.pk}/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in answer
    assert b"<html" not in answer.content
    worked(run)
    assert client.get(f"/match-runs/{run.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_workspace_says_who_gets_whom_in_words(client, ready):  # noqa: F811
    page = page_of(client, f"/match-runs/{ready.pk}/")
    assert "2 of 2 companies get somebody" in page
    for words in ("Verkstad Sund – Johan Åström", "Kolme Kaikua – Ingrid Moe", "Fits", "The best of 2 who can be asked.", "1, new"):
        assert words in page
    assert "This aim and the other one" in page
    assert "%" not in page.split('<main id="main"')[1].split("</main>")[0]


def test_rest_is_matched_anew_beside_a_pair_that_is_kept_apart(client, ready, cohort, mentor):  # noqa: F811
    client.post(pair_address(ready, cohort[0], mentor), {"do": "forbid", "reason": "They worked together last year."})
    answer = client.post(f"/match-runs/{ready.pk}/rerun/", {"inputs": "same", "scope": "rest", "aim": "exact"})
    again = worked(MatchRun.objects.select_related("created_by").get(number=2))
    assert answer["Location"] == f"/match-runs/{again.pk}/"
    page = page_of(client, answer["Location"])
    for words in ("1 pair kept as it was", "Kept as it was.", "They worked together last year."):
        assert words in page
    assert "kept as it was" not in page_of(client, f"/match-runs/{ready.pk}/")


def test_all_are_in_the_table_of_loads_the_fullest_first(client, ready, monkeypatch):  # noqa: F811
    monkeypatch.setattr("frontend.views.match_runs.SHOWN_LOADS", 1)
    page = page_of(client, f"/match-runs/{ready.pk}/")
    assert page.count("<tspan") == 1
    table = page.split("Show as a table")[1].split("</table>")[0]
    assert "Ingrid Moe" in table
    assert "Johan Åström" in table
    assert "The picture shows the fullest; the table has more." in page


def test_what_cannot_be_tried_is_told_in_words_of_the_page(client, ready):  # noqa: F811
    given = {"count": "0", "country": "NO", "places": "900", "hours": "999"}
    answer = client.post(f"/match-runs/{ready.pk}/what-if/", given)
    page = answer.content.decode()
    assert answer.status_code == 400
    for words in ("Add between one and 50.", "Give between one and 20 places.", "Give up to 160 hours a month.", "Choose at least one language."):
        assert words in page
    assert "Ensure this value" not in page


def test_figures_are_grouped_as_the_language_groups_them():
    with translation.override("fi"):
        assert (figure(1363.94, True), weight(2500), points(136_394)) == ("1\xa0363,9", "2\xa0500", "1\xa0363,9")
    with translation.override("en"):
        assert (figure(1363.94, True), figure(1.5), weight(0.5), figure(None)) == ("1\xa0363.9", "1.5", "0.5", "–")


def test_who_gets_nobody_is_told_with_the_group_that_is_short(client, cohort, programme, coordinator, mentor, mentor2):  # noqa: F811
    MentorPause.objects.create(profile=mentor2.mentor_profile, starts_on=clock.today())
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    run = worked(runs.start(programme=programme, by=coordinator))
    page = page_of(client, f"/match-runs/{run.pk}/")
    assert "Kolme Kaikua, Verkstad Sund can only go to Johan Åström. There is 1 free place for 2 companies: 1 of them must go without." in page
    assert "On a pause: 1" in page


def test_cancelled_and_put_aside(client, cohort, programme, coordinator):  # noqa: F811
    run = runs.start(programme=programme, by=coordinator)
    client.post(f"/match-runs/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert "This run was stopped" in page_of(client, f"/match-runs/{run.pk}/")
    client.post(f"/match-runs/{run.pk}/discard/")
    run.refresh_from_db()
    assert run.state == "discarded"
    assert "cannot be put aside now" in client.post(f"/match-runs/{run.pk}/discard/", follow=True).content.decode()


def test_pair_is_set_by_hand_with_a_reason_and_counts_in_the_next_run(client, ready, cohort, mentor):  # noqa: F811
    address = pair_address(ready, cohort[1], mentor)
    page = page_of(client, address)
    assert "Nothing stands against them, but the run does not propose them." in page
    assert "Kolme Kaikua got Ingrid Moe" in page
    assert client.post(address, {"do": "pin", "reason": " "}).status_code == 400
    assert client.post(address, {"do": "pin", "reason": "They know each other."}).status_code == 302
    pin = Pin.objects.get()
    assert (pin.kind, pin.reason) == ("pin", "They know each other.")
    assert "They know each other." in page_of(client, f"/match-runs/{ready.pk}/")
    answer = client.post(f"/match-runs/{ready.pk}/rerun/", {"inputs": "same", "scope": "anew", "aim": "exact"})
    again = worked(MatchRun.objects.select_related("created_by").get(number=2))
    assert answer["Location"] == f"/match-runs/{again.pk}/"
    assert "Kept together by hand." in page_of(client, f"/match-runs/{again.pk}/")
    client.post(f"/match-runs/pins/{pin.pk}/lift/")
    assert not Pin.objects.filter(run=ready).exists()


def test_run_again_on_the_rest_keeps_what_was_proposed(client, ready):  # noqa: F811
    client.post(f"/match-runs/{ready.pk}/rerun/", {"inputs": "now", "scope": "rest", "aim": "stable"})
    assert Pin.objects.filter(run__number=2, kind="pin").count() == 2


def test_pin_that_no_run_could_keep_is_refused_in_words(client, cohort, programme, coordinator, mentor):  # noqa: F811
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    run = worked(runs.start(programme=programme, by=coordinator))
    address = pair_address(run, cohort[0], mentor)
    assert "They cannot be brought together:" in page_of(client, address)
    answer = client.post(address, {"do": "pin", "reason": "They know each other."})
    assert answer.status_code == 409
    assert "On a pause" in answer.content.decode()


def test_pair_of_keys_that_take_no_part_is_a_wrong_choice(client, ready):  # noqa: F811
    for key in ("x", "00000000-0000-0000-0000-000000000000", "\x00"):
        assert client.get(f"/match-runs/{ready.pk}/pair/", {"request": key, "candidate": key}).status_code == 400


def test_two_runs_side_by_side(client, ready, cohort, coordinator, mentor):  # noqa: F811
    assert "There is no other run yet" in page_of(client, f"/match-runs/{ready.pk}/compare/")
    pins.forbid(run=ready, by=coordinator, request=cohort[0].pk, candidate=mentor.mentor_profile.pk)
    again = worked(runs.rerun(run=ready, by=coordinator))
    page = page_of(client, f"/match-runs/{ready.pk}/compare/?to={again.pk}")
    assert "What changes for 1 company" in page
    assert "For 1 company nothing changes." in page
    assert page.index("Johan Åström") < page.index("Ingrid Moe")
    assert client.get(f"/match-runs/{ready.pk}/compare/?to=x").status_code == 400


def test_failed_run_says_what_to_do(client, ready, cohort, coordinator, mentor):  # noqa: F811
    pins.pin(run=ready, by=coordinator, request=cohort[0].pk, candidate=mentor.mentor_profile.pk)
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    again = worked(runs.rerun(run=ready, by=coordinator, inputs="now"))
    assert "1 pair that is set by hand cannot be kept. Take it back, and run again." in page_of(client, f"/match-runs/{again.pk}/")


def test_publishing_says_first_who_is_told_what_and_then_tells(client, ready):  # noqa: F811
    page = page_of(client, f"/match-runs/{ready.pk}/publish/")
    assert "2 companies: whom you propose" in page
    assert "2 mentors: to which companies" in page
    assert client.post(f"/match-runs/{ready.pk}/publish/", {"reason": " "}).status_code == 400
    assert not Choice.objects.exists()
    answer = client.post(f"/match-runs/{ready.pk}/publish/", {"reason": "They know your market."}, follow=True)
    page = answer.content.decode()
    assert "The run is being published" in page
    assert f'data-job="{MatchRun.objects.get().job_id}"' in page
    assert client.post(f"/match-runs/{ready.pk}/publish/", {"reason": "Once more."}).status_code == 409
    assert "Nobody is told twice." in page_of(client, f"/match-runs/{ready.pk}/publish/")
    assert "HX-Refresh" not in client.get(f"/match-runs/{ready.pk}/", headers={"HX-Request": "true"})
    publishing.work(MatchRun.objects.get().job_id)
    assert client.get(f"/match-runs/{ready.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert Choice.objects.filter(proposal_reason="They know your market.").count() == 2
    assert "Published by Maja Kuorak" in page_of(client, f"/match-runs/{ready.pk}/")
    assert "This run is published already." in page_of(client, f"/match-runs/{ready.pk}/publish/")
    assert "Run 1" in page_of(client, f"/match-runs/fairness/{ready.programme_id}/")


def test_publishing_that_stopped_says_so_and_is_gone_on_with(client, ready, coordinator):  # noqa: F811
    run = publishing.publish(run=ready, by=coordinator, reason="They know your market.")
    jobs.cancel(job=run.job, by=coordinator)
    page = page_of(client, f"/match-runs/{run.pk}/")
    assert "Publishing stopped after 0 of 2 pairs." in page
    assert client.get(f"/match-runs/{run.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.post(f"/match-runs/{run.pk}/go-on/")["Location"] == f"/match-runs/{run.pk}/"
    publishing.work(MatchRun.objects.get().job_id)
    assert "Published by Maja Kuorak" in page_of(client, f"/match-runs/{run.pk}/")


def test_who_was_left_out_when_published_is_named_with_the_reason(client, ready, mentor):  # noqa: F811
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    client.post(f"/match-runs/{ready.pk}/publish/", {"reason": "They know your market."})
    publishing.work(MatchRun.objects.get().job_id)
    page = page_of(client, f"/match-runs/{ready.pk}/")
    assert "Left out when it was published, and why" in page
    assert "Verkstad Sund – Johan Åström" in page
    assert "On a pause." in page
    assert Choice.objects.count() == 1


WHAT_IF = {"count": "2", "country": "NO", "languages_nb": "4", "languages_en": "4", "expertise": ["internationalisation_export"], "places": "2", "hours": "4"}


def test_what_if_shows_what_would_change_and_keeps_nothing(client, cohort, programme, coordinator, mentor, mentor2):  # noqa: F811
    for it in (mentor, mentor2):
        MentorPause.objects.create(profile=it.mentor_profile, starts_on=clock.today())
    run = worked(runs.start(programme=programme, by=coordinator))
    assert "Say who would come" in page_of(client, f"/match-runs/{run.pk}/what-if/")
    answer = client.post(f"/match-runs/{run.pk}/what-if/", WHAT_IF)
    assert answer.status_code == 200
    page = answer.content.decode()
    for words in ("2 of 4 places that you add would be used.", "What would change for 2 companies", "One of those you add"):
        assert words in page
    assert MatchRun.objects.count() == 1
    assert client.post(f"/match-runs/{run.pk}/what-if/", WHAT_IF | {"count": "0"}).status_code == 400


def test_small_groups_are_kept_back_in_words(client, ready):  # noqa: F811
    page = page_of(client, f"/match-runs/{ready.pk}/fairness/")
    assert "The groups are too small to be shown this way." in page
    assert page.count("<tfoot>") == 1  # everybody together; no table of groups that tells nothing
    assert "No group is served notably worse" not in page  # nobody knows
    assert "No company and one who could help it would both rather have each other" in page


def test_others_see_no_run(ready, founder, mentor, outsider, admin):  # noqa: F811
    for user in (founder, mentor, outsider, admin):
        client = Client()
        client.force_login(user)
        for part in ("", "pair/", "compare/", "what-if/", "fairness/", "publish/"):
            assert client.get(f"/match-runs/{ready.pk}/{part}").status_code == 404
        assert "Run 1" not in client.get("/match-runs/").content.decode()


def test_workspace_asks_as_often_for_many_pairs_as_for_few(client, ready, company, founder, programme, coordinator, mentor):  # noqa: F811
    def cost(run) -> int:
        client.get(f"/match-runs/{run.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/match-runs/{run.pk}/")
        return sum("network_clockoffset" not in it["sql"] for it in found.captured_queries)  # read once a second, whoever asks

    before = cost(ready)
    for _number in range(4):
        opened(company, founder, programme)
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    many = worked(runs.rerun(run=ready, by=coordinator, inputs="now"))
    assert many.summary["companies"] == 6
    assert cost(many) <= before + 2  # who is short, by name: two queries, however many
