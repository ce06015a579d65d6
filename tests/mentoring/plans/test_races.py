"""Two people at one report at the same moment, and a form that is changed under it: on connections of their own."""

from datetime import date

import pytest

from mentoring.plans import reports, services, versions
from mentoring.plans.defaults import BASELINE, REPORT
from mentoring.plans.models import ProgressReport
from network.core.errors import Conflict, Invalid
from tests.mentoring.plans.conftest import hand_in, on, written
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
State = ProgressReport.State


def outcome(result: object) -> str:
    """The state it came to, or the code of the refusal."""
    return result.code if isinstance(result, (Conflict, Invalid)) else result.state


def again(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.select_related("plan__company", "plan__programme", "version").get(pk=report.pk)


def test_two_at_one_report_follow_each_other(running, founder, adviser, coordinator):
    """One hands in, one decides, whoever it is: there is one version, one decision, and the other is told how it stands."""
    with on(date(2025, 10, 1)):
        one, two = (again(row) for row in running.reports.order_by("number")[:2])
        both = at_once(lambda: hand_in(one, founder, 20), lambda: hand_in(one, founder, 60))
        assert sorted(map(outcome, both)) == ["state", State.SUBMITTED]
        won = 60 if outcome(both[1]) == State.SUBMITTED else 20
        version = one.versions.get()
        assert {row["percent"] for row in version.data["progress"]} == {won}
        assert set(again(one).progress.values_list("percent", flat=True)) == {won}

        both = at_once(lambda: reports.approve(report=one, by=adviser), lambda: reports.approve(report=one, by=coordinator))
        assert sorted(map(outcome, both)) == [State.APPROVED, "state"]
        assert running.entries.filter(verb="report-approve", report=one).count() == 1

        hand_in(two, founder)
        both = at_once(lambda: reports.approve(report=two, by=adviser), lambda: reports.send_back(report=two, by=coordinator, comment="More of prices."))
        # returning what was approved a moment before is allowed; approving what was returned is not
        assert list(map(outcome, both)) in ([State.APPROVED, State.RETURNED], ["state", State.RETURNED])
        assert (again(two).state, again(two).comment) == (State.RETURNED, "More of prices.")


def test_form_that_is_changed_under_a_report_loses_nothing(running, founder, coordinator):
    """Handed in first, it keeps the form it was written in; changed first, whoever hands in is told and has what was typed."""
    programme, shorter = running.programme, [question for question in REPORT if question["key"] != "help"]
    with on(date(2025, 10, 1)):
        report = again(running.reports.get(number=1))
        begun = reports.save(report=report, by=founder, answers={"help": "With prices."})
        given = written(again(report), 30, help="With prices, and with freight.")
        results = at_once(
            lambda: reports.submit(report=report, by=founder, revision=begun.revision, **given),
            lambda: versions.publish(programme=programme, by=coordinator, baseline=BASELINE, report=shorter, number=1, with_drafts=True),
        )
        after, made = again(report), results[1]
        assert made.number == 2
        if outcome(results[0]) == State.SUBMITTED:
            assert (after.version.number, after.answers["help"], after.kept) == (1, "With prices, and with freight.", [])
            assert "help" in {question["key"] for question in after.versions.get().data["questions"]}
        else:
            assert (outcome(results[0]), after.state, after.version) == ("version", State.DRAFT, made)
            assert [row["answer"] for row in after.kept] == ["With prices."]
        assert running.reports.get(number=5).version == made  # has not begun: it is asked the new form

        both = at_once(
            *(lambda by=by: versions.publish(programme=programme, by=by, baseline=BASELINE, report=REPORT, number=2) for by in (coordinator, running.regional))
        )
        assert sorted(getattr(result, "code", 3) for result in both if not hasattr(result, "number")) == ["version"]
        assert programme.plan_templates.count() == 3


def test_one_company_has_one_plan_however_many_begin_it(company2, programme_manager, coordinator, programme):
    with on(date(2025, 10, 1)):
        both = at_once(
            lambda: services.start(by=programme_manager, programme=programme, company=company2),
            lambda: services.start(by=coordinator, programme=programme, company=company2),
        )
    assert sorted(getattr(result, "code", "begun") for result in both) == ["begun", "state"]
    assert company2.plans.count() == 1
