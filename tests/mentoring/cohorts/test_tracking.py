"""Who is on track: rules as data, pure."""

from datetime import UTC, date, datetime, timedelta

from mentoring.cohorts.tracking import Facts, Kind, Rule, reasons

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
RULES = [Rule(Kind.NO_SESSION, 30), Rule(Kind.REPORT_LATE, 7), Rule(Kind.ACTION_OVERDUE, 0)]


def found(facts: Facts, rules=RULES) -> list[tuple]:
    return [(it.kind, it.days, it.count) for it in reasons(facts, rules, now=NOW, today=TODAY)]


def test_company_is_stuck_from_the_day_after_the_last_that_counts():
    assert found(Facts(since=NOW - timedelta(days=30))) == []
    assert found(Facts(since=NOW - timedelta(days=31))) == [(Kind.NO_SESSION, 31, 1)]
    met = Facts(since=NOW - timedelta(days=90), last_session=NOW - timedelta(days=40))
    assert found(met) == [(Kind.NO_SESSION, 40, 1)]
    assert reasons(met, RULES, now=NOW, today=TODAY)[0].never is False


def test_session_that_is_agreed_is_on_track():
    assert found(Facts(since=NOW - timedelta(days=90), next_session=NOW + timedelta(days=3))) == []
    assert found(Facts(since=NOW - timedelta(days=90), next_session=NOW - timedelta(days=3))) == [(Kind.NO_SESSION, 90, 1)]


def test_reports_and_actions_count_from_their_own_day_and_rules_are_switched_off_by_leaving_them_out():
    due = tuple(TODAY - timedelta(days=days) for days in (7, 8, 20))
    late = Facts(since=NOW, reports_due=due, actions_due=(TODAY, date(2027, 3, 9)))
    assert found(late) == [(Kind.REPORT_LATE, 20, 2), (Kind.ACTION_OVERDUE, 1, 1)]
    assert found(late, []) == []
