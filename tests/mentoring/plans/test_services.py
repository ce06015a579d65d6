"""A plan from its beginning to its end, through the services."""

from datetime import date, timedelta

import pytest

from mentoring.plans import advice, bulk, goals, queries, reports, services, versions
from mentoring.plans.models import Goal, ProgressReport
from mentoring.plans.progress import curve_of
from mentoring.plans.reminders import remind_due
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.ledger.models import SupportRecord
from network.ledger.queries import standing
from network.notifications.models import Delivery
from network.organisations import joining
from network.organisations.models import Membership
from tests.mentoring.plans.conftest import START, hand_in, on, written
from tests.world import person

pytestmark = pytest.mark.django_db
Report = ProgressReport.State


def told(kind: str) -> set:
    return {row.person for row in Delivery.objects.filter(kind=kind).select_related("person")}


def test_plan_needs_its_baseline_and_a_goal_before_it_is_handed_in(company, founder, programme):
    with on(START):
        plan = services.start(by=founder, programme=programme, company=company)
        with pytest.raises(Conflict, match="goal"):
            services.submit(plan=plan, by=founder)
        goals.add_goal(plan=plan, by=founder, what="Sell abroad", known_by="An invoice", by_when=START)
        with pytest.raises(Invalid) as wrong:
            services.submit(plan=plan, by=founder)
        assert set(wrong.value.errors) == {"answers.situation", "answers.people", "answers.change"}
        with pytest.raises(Conflict):
            services.start(by=founder, programme=programme, company=company)


def test_plan_is_returned_changed_and_approved(plan, founder, adviser, coordinator):
    with on(date(2025, 1, 20)):
        services.submit(plan=plan, by=founder)
        with pytest.raises(Refused):
            services.approve(plan=plan, by=founder)
        with pytest.raises(Conflict):
            goals.add_goal(plan=plan, by=founder, what="More", known_by="x", by_when=START)
        with pytest.raises(Invalid):
            services.send_back(plan=plan, by=adviser, comment=" ")
        services.send_back(plan=plan, by=adviser, comment="How will you know?")
        assert told("plan.returned") == {founder}
        services.submit(plan=plan, by=founder)
        services.approve(plan=plan, by=coordinator)
        with pytest.raises(Conflict):
            services.approve(plan=plan, by=adviser)
    plan.refresh_from_db()
    assert plan.state == "running"
    assert list(plan.reports.values_list("due_on", flat=True)[:2]) == [date(2025, 4, 14), date(2025, 7, 14)]
    assert [row.verb for row in plan.entries.all()] == ["started", "plan-submit", "plan-return", "plan-submit", "plan-approve"]


def test_goals_of_an_approved_plan_are_changed_by_who_approved_them(running, founder, adviser):
    goal = running.goals.first()
    with on(date(2025, 2, 3)):
        with pytest.raises(Refused):
            goals.change_goal(goal=goal, by=founder, what="Something easier")
        action = goals.add_action(goal=goal, by=founder, what="Write to Umeå", owner=founder.pk, due_on=date(2025, 3, 1))
        goals.set_done(action=action, by=founder, is_done=True)
        goals.change_goal(goal=goal, by=adviser, state=Goal.State.DROPPED)
        with pytest.raises(Conflict):
            goals.remove_goal(goal=goal, by=adviser)
        with pytest.raises(Invalid):
            goals.add_action(goal=goal, by=founder, what="x", owner=adviser.pk)
    assert running.entries.last().verb == "goal-dropped"


def test_report_goes_from_draft_to_approval_and_every_version_stays(first, founder, adviser):
    with on(date(2025, 3, 10)):
        reports.save(report=first, by=founder, answers={"done": "A beginning"})
        first.refresh_from_db()
        assert first.state == Report.DRAFT
        with pytest.raises(Invalid) as wrong:
            reports.submit(report=first, by=founder)
        assert "answers.mood" in wrong.value.errors
    with on(date(2025, 4, 2)):
        hand_in(first, founder, 10)
        assert told("plan.report-submitted") == {adviser}
        with pytest.raises(Conflict):
            hand_in(first, founder, 99)
        with pytest.raises(Refused):
            reports.approve(report=first, by=founder)
        reports.send_back(report=first, by=adviser, comment="Which retailers?")
    with on(date(2025, 4, 4)):
        hand_in(first, founder, 15)
        reports.approve(report=first, by=adviser, comment="Good.")
        with pytest.raises(Conflict):
            reports.approve(report=first, by=adviser)
    rows = list(first.versions.all())
    assert [row.data["progress"][0]["percent"] for row in rows] == [10, 15]
    assert {row.author_name for row in rows} == {"Elli Lund"}
    assert [point.percent for point in curve_of(queries.plan_for(adviser, first.plan_id))] == [15]


def test_draft_that_somebody_saved_meanwhile_is_not_overwritten(first, founder):
    with on(date(2025, 3, 10)):
        reports.save(report=first, by=founder, answers={"done": "Mine"}, revision=1)
        with pytest.raises(Conflict) as refusal:
            reports.save(report=first, by=founder, answers={"done": "Too late"}, revision=1)
    assert refusal.value.code == "version"


def test_report_cannot_be_written_before_its_period_and_is_skipped_with_a_reason(running, founder, adviser):
    second = running.reports.get(number=2)
    with on(date(2025, 3, 10)), pytest.raises(Conflict, match="not begun"):
        reports.save(report=second, by=founder, answers={})
    with on(date(2025, 5, 5)):
        with pytest.raises(Refused):
            reports.skip(report=second, by=founder, reason="Summer")
        with pytest.raises(Invalid):
            reports.skip(report=second, by=adviser, reason="")
        reports.skip(report=second, by=adviser, reason="The studio moves.")
        with pytest.raises(Conflict):
            reports.save(report=second, by=founder, answers={})
        reports.unskip(report=second, by=adviser)
        reports.save(report=second, by=founder, answers={"done": "After all"})
    assert [row.note for row in running.entries.filter(report=second)] == ["The studio moves.", ""]


def test_plan_that_began_in_the_past_is_not_late_when_it_is_approved(plan, founder, adviser):
    with on(START):
        services.change(plan=plan, by=founder, schedule="month")
    with on(date(2025, 4, 22)):
        services.submit(plan=plan, by=founder)
        services.approve(plan=plan, by=adviser)
        rows = plan.reports.order_by("number").values_list("nominal_on", "due_on")
        assert rows[0] == (date(2025, 2, 14), date(2025, 5, 6))
        assert {due for nominal, due in rows if nominal < date(2025, 4, 22)} == {date(2025, 5, 6)}
        assert rows[3][1] == date(2025, 5, 14)  # what is ahead stays by the schedule
        assert remind_due() == 0
    assert not told("plan.report-late") | told("plan.report-overdue") | told("plan.report-escalated")
    with on(date(2025, 4, 29)):
        assert remind_due() > 0
    assert told("plan.report-soon") == {founder}


def test_goal_ends_after_the_plan_begins(plan, founder):
    given, later = {"by": founder, "what": "Sell abroad", "known_by": "An invoice"}, plan.goals.last()
    with on(START):
        for day in (START - timedelta(days=1), date(2020, 1, 1), date(9999, 1, 1)):
            for work, what in ((goals.add_goal, {"plan": plan, **given}), (goals.change_goal, {"goal": later, "by": founder})):
                with pytest.raises(Invalid) as wrong:
                    work(by_when=day, **what)
                assert wrong.value.errors == {"by_when": ["Choose a day that lies within the plan, or soon after it."]}
        services.change(plan=plan, by=founder, starts_on=date(2026, 1, 10))  # its second goal ends before that
        assert goals.change_goal(goal=later, by=founder, state="reached").state == "reached"


def test_late_report_is_reminded_of_and_then_told_to_the_regional_coordinator(first, founder, adviser, regional):
    days = {date(2025, 4, 6): None, date(2025, 4, 7): "soon", date(2025, 4, 14): "today", date(2025, 4, 17): "late", date(2025, 4, 21): "escalated"}
    for day, step in days.items():
        with on(day, 6):
            assert remind_due() == (step is not None)
            assert remind_due() == 0
    assert told("plan.report-soon") == told("plan.report-today") == told("plan.report-late") == told("plan.report-overdue") == {founder}
    assert told("plan.report-escalated") == {regional, adviser}
    easter = Delivery.objects.get(kind="plan.report-overdue")
    assert easter.due_at.date() == date(2025, 4, 22)  # 21 April is Easter Monday in Finland
    first.refresh_from_db()
    assert (first.reminded, first.remind_on) == (4, None)


def test_who_hands_in_is_not_reminded_any_more(first, founder):
    with on(date(2025, 4, 7), 4):
        assert remind_due() == 1  # waits in the outbox for nine o'clock
    with on(date(2025, 4, 7), 5):
        hand_in(first, founder)
    with on(date(2025, 4, 14)):
        assert remind_due() == 0


def test_another_date_moves_off_a_holiday_and_reminds_anew(first, adviser, founder):
    with on(date(2025, 4, 8)):
        reports.move_due(report=first, by=adviser, due_on=date(2025, 5, 1))  # May Day
        with pytest.raises(Invalid):
            reports.move_due(report=first, by=adviser, due_on=date(2025, 4, 1))
    first.refresh_from_db()
    assert (first.due_on, first.nominal_on, first.remind_on) == (date(2025, 5, 2), date(2025, 4, 14), date(2025, 4, 25))
    assert told("plan.report-moved") == {founder}


def steps_left(user, report) -> list[str]:
    """Open steps whose owner is not at the company any more."""
    return [action.what for goal in queries.plan_for(user, report.plan_id).goals.all() for action in goal.actions.all() if action.owner_left]


def test_old_chair_sees_nothing_and_what_they_wrote_stays(first, company, founder, adviser):
    chair = person("Uusi Puheenjohtaja", languages=("fi",))
    with on(date(2025, 4, 2)):
        goals.add_action(goal=first.plan.goals.first(), by=founder, what="Call the retailers", owner=founder.pk)
        assert not steps_left(founder, first)
        hand_in(first, founder)
        joining.let_in(organisation=company, person=chair, role=Membership.Role.ADMINISTRATOR, by=founder)
        assert queries.plan_for(chair, first.plan_id)
        joining.end(by=founder, membership=Membership.objects.get(organisation=company, person=founder))
        for look in (lambda: queries.plan_for(founder, first.plan_id), lambda: queries.report_for(founder, first.pk)):
            with pytest.raises(NotVisible):
                look()
        with pytest.raises(Refused):
            reports.save(report=first, by=founder, answers={})
        reports.send_back(report=first, by=adviser, comment="A little more?")
        hand_in(first, chair, 30)
    assert told("plan.report-returned") == {chair}
    assert steps_left(chair, first) == ["Call the retailers"], "an open step tells that its owner is gone"
    assert [row.author_name for row in queries.report_for(chair, first.pk).versions.all()] == ["Elli Lund", "Uusi Puheenjohtaja"]


def test_support_organisation_and_outsider_see_nothing(running, support_organisation, support, outsider, investor, mentor):
    for user in (support, outsider, investor, mentor):
        assert not queries.plans_visible_to(user).exists()
        assert not queries.reports_visible_to(user).exists()


def test_adviser_who_left_the_incubator_sees_nothing(running, adviser, incubator):
    assert queries.plans_visible_to(adviser).exists()
    Membership.objects.filter(person=adviser, organisation=incubator).update(state=Membership.State.ENDED)
    assert not queries.plans_visible_to(adviser).exists()
    with pytest.raises(Refused):
        services.close(plan=running, by=adviser)


def test_advice_is_one_line_of_the_ledger_and_a_correction_a_new_one(running, first, adviser, founder, coordinator, incubator):
    with on(date(2025, 4, 3)):
        made = advice.log(plan=running, by=adviser, minutes=45, about="Prices", report=first)
        with pytest.raises(Refused):
            advice.log(plan=running, by=founder, minutes=45, about="Prices")
        advice.correct(advice=made, by=adviser, minutes=60)
    lines = SupportRecord.objects.filter(source_id=made.pk)
    assert list(lines.order_by("version").values_list("version", "minutes")) == [(1, 45), (2, 60)]
    line = standing(lines).get()
    assert (line.kind, line.provider, line.receiver_person.person, line.provider_person.person) == ("advice", incubator, founder, adviser)


def test_new_form_is_asked_of_coming_periods_and_drafts_lose_nothing(first, founder, coordinator, adviser):
    plan, programme = first.plan, first.plan.programme
    baseline, report, number = versions.asked_now(programme)
    changed = [question for question in report if question["key"] != "help"] + [
        {"key": "staff", "kind": "number", "labels": {"en": "How many work there now?"}, "required": True}
    ]
    with on(date(2025, 4, 2)):
        reports.save(report=first, by=founder, answers={"done": "Much", "help": "A bookkeeper"})
        met = versions.look_ahead(programme=programme, by=coordinator, report=changed)
        assert (met.plans, met.coming, len(met.drafts)) == (1, 6, 2)
        assert [draft.report.pk for draft in met.drafts_with_left_answers] == [first.pk]
        with pytest.raises(Refused):
            versions.publish(programme=programme, by=founder, baseline=baseline, report=changed, number=number)
        made = versions.publish(programme=programme, by=coordinator, baseline=baseline, report=changed, number=number)
        with pytest.raises(Conflict):
            versions.publish(programme=programme, by=coordinator, baseline=baseline, report=changed, number=number)
        first.refresh_from_db()
        assert (first.version.number, first.answers["help"]) == (1, "A bookkeeper")
        assert set(plan.reports.filter(number__gte=3).values_list("version", flat=True)) == {made.pk}
        versions.publish(programme=programme, by=coordinator, baseline=baseline, report=changed, number=2, with_drafts=True)
        first.refresh_from_db()
        assert first.answers == {"done": "Much"}
        assert (first.kept[0]["answer"], first.kept[0]["question"]["key"]) == ("A bookkeeper", "help")
        with pytest.raises(Invalid):
            hand_in(ProgressReport.objects.select_related("plan", "version").get(pk=first.pk), founder)
        reports.submit(report=first, by=founder, **written(first, 20, staff=5))


def test_several_plans_at_once_each_answer_for_themselves(running, first, founder, coordinator, company2, founder2, programme, adviser):
    with on(date(2025, 4, 2)):
        other = services.start(by=founder2, programme=programme, company=company2)
        hand_in(first, founder)
        both = [running, other]
        outcomes = bulk.do(by=coordinator, plans=both, deed=bulk.APPROVE)
        assert [(one.plan.pk, one.is_done) for one in outcomes] == [(running.pk, True), (other.pk, False)]
        assert outcomes[1].code == "no-report"
        assert outcomes[1].reason
        assert [one.code for one in bulk.do(by=coordinator, plans=both, deed=bulk.REMIND)] == ["", "no-report"]
        assert [one.is_done for one in bulk.do(by=coordinator, plans=both, deed=bulk.ADVISER, adviser=adviser.pk)] == [True, True]
        moved = bulk.do(by=coordinator, plans=both, deed=bulk.MOVE_DUE, due_on=date(2025, 8, 1))
        assert [one.code for one in moved] == ["", "no-report"]
        assert [one.code for one in bulk.do(by=founder2, plans=both, deed=bulk.REMIND)] == ["not-the-adviser", "no-report"]
        with pytest.raises(Invalid):
            bulk.do(by=coordinator, plans=both, deed=bulk.MOVE_DUE)


def test_plan_is_counted_once_and_closing_ends_its_reminders(running, adviser, company, programme):
    with on(date(2025, 4, 2)):
        services.close(plan=running, by=adviser, comment="The company has moved away.")
    with on(date(2025, 4, 2) + timedelta(days=30)):
        assert remind_due() == 0
    assert programme.plans.filter(company=company).count() == 1
