"""A run becomes proposals lot by lot; what came in between is left out with a sentence, the rest goes through."""

import pytest
from django.utils import translation

from mentoring.matching.engine.barriers import ORDER
from mentoring.matching.models import Match
from mentoring.matching.runs import proposing, publishing, rules
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.matching.runs import wording as run_wording
from mentoring.matching.taking_part import requests_taking_part
from mentoring.profiles.models import Block, MentorPause
from mentoring.requests import services as requests
from mentoring.requests.models import Choice, MentoringRequest
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.jobs import services as jobs
from network.jobs.models import Job
from network.notifications.models import Delivery
from network.programmes.models import Participation
from tests.mentoring.matching.conftest import published, worked

pytestmark = pytest.mark.django_db
REASON = "We looked at all requests together."  # what `published` says


def proposals():
    return {(choice.request.company.name, choice.name, choice.state) for choice in Choice.objects.select_related("request__company", "mentor__person")}


def mails(person):
    return sorted(Delivery.objects.filter(person=person, kind__startswith="match").values_list("kind", flat=True))


def test_every_company_has_whom_it_got_on_its_list(ready, coordinator):
    run = published(ready, coordinator)
    assert (run.state, run.published_by) == ("published", coordinator)
    assert proposals() == {("Verkstad Sund", "Johan Åström", "waiting"), ("Kolme Kaikua", "Ingrid Moe", "waiting")}
    for choice in Choice.objects.all():
        assert (choice.proposed_by, choice.proposal_reason) == (coordinator, REASON)
        assert choice.explanation["criteria"]
    assert not run_queries.left_out_of(run)


def test_each_side_is_told_in_its_own_language(ready, coordinator, founder, founder2, mentor, mentor2):
    published(ready, coordinator)
    assert mails(founder) == mails(founder2) == ["match.proposed"]
    assert mails(mentor) == mails(mentor2) == ["match.suggested"]
    to_elli = Delivery.objects.get(person=founder, kind="match.proposed")
    assert to_elli.language == "sv"
    assert to_elli.context["why"][0].startswith("Prissättning")
    to_johan = Delivery.objects.get(person=mentor)
    assert to_johan.context["companies"] == ["Verkstad Sund"]
    assert not {"points", "score", "rank"} & set(to_johan.context)


def test_again_is_refused_and_tells_nobody_twice(ready, coordinator, founder):
    run = publishing.publish(run=ready, by=coordinator, reason=REASON)
    assert (run.state, run.job.kind, run.job.total, run.published_at) == ("publishing", "match-publish", 2, None)
    assert mails(founder) == []
    with pytest.raises(Conflict) as refused:
        publishing.publish(run=ready, by=coordinator, reason=REASON)
    assert refused.value.code == "being-published"
    publishing.work(run.job_id)
    with pytest.raises(Conflict) as refused:
        publishing.publish(run=ready, by=coordinator, reason=REASON)
    assert refused.value.code == "published"
    publishing.work(run.job_id)  # a wake-up that came late
    assert Choice.objects.count() == 2
    assert mails(founder) == ["match.proposed"]


def test_mentor_who_paused_meanwhile_is_left_out_and_the_rest_goes_through(ready, coordinator, mentor, founder):
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    published(ready, coordinator)
    assert proposals() == {("Kolme Kaikua", "Ingrid Moe", "waiting")}
    (match,) = run_queries.left_out_of(ready)
    assert (match.request.company.name, match.left_out) == ("Verkstad Sund", "paused")
    assert mails(founder) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: requests.withdraw(request=c["request"], by=c["founder"]), "withdrawn"),
        (lambda c: type(c["profile"]).objects.filter(pk=c["profile"].pk).update(places=0), "no_places"),
        (lambda c: type(c["profile"]).objects.filter(pk=c["profile"].pk).update(hours_per_month=1), "no_hours"),
        (lambda c: c["profile"].approvals.update(state="ended"), "not_in_programme"),
        (lambda c: Block.objects.create(person=c["profile"].person, organisation=c["request"].company, side="mentor"), "blocked_by_candidate"),
        (lambda c: Participation.objects.filter(organisation=c["request"].company).update(ended_at=clock.now()), "left_programme"),
        (lambda c: Choice.objects.create(request=c["request"], rank=9, mentor=c["profile"], state="declined"), "asked_before"),
    ],
)
def test_what_came_in_between_is_left_out_with_its_code(ready, cohort, coordinator, founder, mentor, change, code):
    change({"request": cohort[0], "founder": founder, "profile": mentor.mentor_profile})
    published(ready, coordinator)
    assert [(match.request, match.left_out) for match in run_queries.left_out_of(ready)] == [(cohort[0], code)]
    assert proposals() >= {("Kolme Kaikua", "Ingrid Moe", "waiting")}


def test_place_that_was_promised_meanwhile_is_not_promised_twice(ready, coordinator, founder2, mentor, programme, company2):
    from tests.mentoring.requests.conftest import sent

    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    sent(company2, founder2, programme, mentor)
    published(ready, coordinator)
    assert [match.left_out for match in run_queries.left_out_of(ready)] == ["promised"]


def test_place_that_another_request_of_the_run_took_meanwhile_is_counted(ready, cohort, coordinator, founder2, mentor):
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    requests.choose(request=cohort[1], by=founder2, chosen=[requests.Chosen(mentor_id=mentor.mentor_profile.pk)])
    requests.send(request=cohort[1], by=founder2)
    published(ready, coordinator)
    left = {match.request: match.left_out for match in run_queries.left_out_of(ready)}
    assert left == {cohort[0]: "promised", cohort[1]: "asking"}


def test_request_that_was_sent_meanwhile_is_left_out(ready, cohort, coordinator, founder, mentor2):
    requests.choose(request=cohort[0], by=founder, chosen=[requests.Chosen(mentor_id=mentor2.mentor_profile.pk)])
    requests.send(request=cohort[0], by=founder)
    published(ready, coordinator)
    assert [match.left_out for match in run_queries.left_out_of(ready)] == ["asking"]


def test_two_runs_propose_to_a_company_once(ready, coordinator, founder):
    other = worked(runs.rerun(run=ready, by=coordinator))
    published(ready, coordinator)
    published(other, coordinator)
    assert {match.left_out for match in run_queries.left_out_of(other)} == {"proposed_before"}
    assert mails(founder) == ["match.proposed"]


def test_the_rest_is_matched_without_those_who_have_a_proposal(ready, cohort, coordinator, programme, mentor, founder):
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    published(ready, coordinator)
    Choice.objects.filter(request=cohort[1]).delete()  # its company took the proposal off
    assert set(requests_taking_part(programme, "mentor")) == {cohort[1]}
    again = worked(runs.rerun(run=ready, by=coordinator, inputs="now"))
    (match,) = run_queries.matches_of(again)
    assert match.request == cohort[1]
    assert {row["candidate"]: row["free"] for row in again.summary["load"]}[str(mentor.mentor_profile.pk)] == 0


def test_request_that_nobody_could_take_is_open_again(ready, cohort, coordinator):
    import pgtrigger

    with pgtrigger.ignore("mentoring.MentoringRequest:request_states"):
        MentoringRequest.objects.filter(pk=cohort[0].pk).update(state="exhausted", sent_at=clock.now())
    published(ready, coordinator)
    assert MentoringRequest.objects.get(pk=cohort[0].pk).state == "open"


def test_full_list_is_left_out(ready, cohort, coordinator, programme):
    from tests.world import mentor_profile, person

    for n in range(5):
        profile = mentor_profile(person(f"Mentor {chr(65 + n)}", country="NO"), programme)
        Choice.objects.create(request=cohort[0], rank=n + 1, mentor=profile)
    published(ready, coordinator)
    assert [match.left_out for match in run_queries.left_out_of(ready)] == ["list_full"]


def test_needs_a_reason_and_a_coordinator(ready, coordinator, founder, admin):
    with pytest.raises(Invalid):
        publishing.publish(run=ready, by=coordinator, reason=" ")
    for user in (founder, admin):
        with pytest.raises(Refused):
            published(ready, user)
    runs.discard(run=ready, by=coordinator)
    with pytest.raises(Conflict):
        published(ready, coordinator)
    assert not Choice.objects.exists()


def stopped_after_one(run, by, monkeypatch):
    """The run after a fault at the second of two lots."""
    monkeypatch.setattr(publishing, "AT_ONCE", 1)
    tell = publishing.notices.proposed

    def once(*args):
        monkeypatch.setattr(publishing.notices, "proposed", lambda *args: 1 / 0)
        tell(*args)

    monkeypatch.setattr(publishing.notices, "proposed", once)
    found = published(run, by)
    monkeypatch.setattr(publishing.notices, "proposed", tell)
    return found


def test_fault_in_the_middle_leaves_whole_lots_and_is_gone_on_with(ready, coordinator, programme_manager, founder, founder2, mentor, monkeypatch):
    run = stopped_after_one(ready, coordinator, monkeypatch)
    assert (run.state, run.job.state, run.job.done, run.job.total) == ("publishing", "failed", 1, 2)
    assert "Who was told stays told" in run.job.message or run.job.message
    assert Choice.objects.count() == Match.objects.exclude(proposed_at=None).count() == 1
    assert sorted(mails(founder) + mails(founder2)) == ["match.proposed"]
    assert mails(mentor) == []  # candidates are told once, at the end
    run = publishing.go_on(run=run, by=programme_manager)
    assert run.job.state == "waiting"
    with pytest.raises(Conflict):
        publishing.go_on(run=run, by=coordinator)
    publishing.work(run.job_id)
    assert run_queries.run_for(coordinator, run.pk).state == "published"
    assert mails(founder) == mails(founder2) == ["match.proposed"]
    assert mails(mentor) == ["match.suggested"]


def test_proposal_that_a_company_took_off_meanwhile_is_not_made_again(ready, coordinator, monkeypatch):
    run = stopped_after_one(ready, coordinator, monkeypatch)
    Choice.objects.all().delete()
    publishing.work(publishing.go_on(run=run, by=coordinator).job_id)
    assert Choice.objects.count() == 1
    assert Match.objects.exclude(proposed_at=None).count() == 2


def test_publishing_that_was_stopped_by_hand_tells_nobody_more(ready, coordinator, founder):
    run = publishing.publish(run=ready, by=coordinator, reason=REASON)
    jobs.cancel(job=run.job, by=coordinator)
    publishing.work(run.job_id)
    run.refresh_from_db()
    assert (run.state, mails(founder), rules.is_stuck(run)) == ("publishing", [], True)
    publishing.work(publishing.go_on(run=run, by=coordinator).job_id)
    assert mails(founder) == ["match.proposed"]


def test_lot_whose_job_is_stopped_while_it_works_is_taken_back(ready, coordinator, founder, monkeypatch):
    run = publishing.publish(run=ready, by=coordinator, reason=REASON)
    tell = publishing.notices.proposed

    def stopping(*args):
        tell(*args)
        jobs.cancel(job=run.job, by=coordinator)

    monkeypatch.setattr(publishing.notices, "proposed", stopping)
    publishing.work(run.job_id)
    assert (mails(founder), Choice.objects.count()) == ([], 0)


def test_pair_is_neither_kept_nor_run_again_while_it_is_published(ready, cohort, coordinator, mentor):
    run = publishing.publish(run=ready, by=coordinator, reason=REASON)
    with pytest.raises(Conflict):
        runs.rerun(run=run, by=coordinator)
    with pytest.raises(Conflict):
        runs.discard(run=run, by=coordinator)


def test_work_that_is_cut_off_three_times_ends_with_a_sentence(ready, coordinator):
    run = publishing.publish(run=ready, by=coordinator, reason=REASON)
    jobs.report(job=jobs.begin(job_id=run.job_id), done=0, cursor=run.job.cursor | {"tries": publishing.MOST_TRIES})
    Job.objects.filter(pk=run.job_id).update(heartbeat_at=clock.real_now() - 2 * jobs.SILENT_FOR)
    assert jobs.release_silent() == 1
    publishing.work(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.job.state) == ("publishing", "failed")
    assert run.job.message
    assert not Choice.objects.exists()


def test_every_code_has_words_in_every_language():
    for language in ("en", "fi", "sv", "nb"):
        with translation.override(language):
            for code in (
                *ORDER,
                "asked_before",
                *proposing.GONE.values(),
                "proposed_before",
                "left_programme",
                "not_in_programme",
                "promised",
                "list_full",
            ):
                assert run_wording.left_out(code)
            for fault in ({"code": "broken"}, {"code": "killed"}, {"code": "stopped"}, {"code": "contradiction", "faults": []}):
                assert run_wording.fault(fault)
