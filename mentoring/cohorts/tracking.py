"""Who is on track and who is stuck, by rules that are data. Pure: facts in, reasons out, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What can be looked at; the values are those of `models.TrackRule.Kind`."""

    NO_SESSION = "no-session"
    REPORT_LATE = "report-late"
    ACTION_OVERDUE = "action-overdue"


@dataclass(frozen=True)
class Rule:
    """A kind that is looked at, and after how many days it counts."""

    kind: Kind
    days: int


@dataclass(frozen=True)
class Facts:
    """What is known of one company: since when it is looked at, its last session, whether one is coming, and what is due since when."""

    since: datetime
    last_session: datetime | None = None
    next_session: datetime | None = None
    reports_due: tuple[date, ...] = ()
    actions_due: tuple[date, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a company is stuck: since when, for how many days, and how many of it there are. `never` is for a company without any session yet."""

    kind: Kind
    since: date
    days: int
    count: int = 1
    never: bool = False


def reasons(facts: Facts, rules: Iterable[Rule], *, now: datetime, today: date) -> tuple[Reason, ...]:
    """Why the company is stuck by these rules, in their order; nothing where it is on track.

    A session that is agreed and still ahead is on track: nobody need be asked for another one. The day itself is never late:
    by a rule of N days something counts from the day after the N-th on.
    """
    found = (_CHECKS[rule.kind](facts, rule, now, today) for rule in rules)
    return tuple(reason for reason in found if reason is not None)


def _no_session(facts: Facts, rule: Rule, now: datetime, today: date) -> Reason | None:
    if facts.next_session is not None and facts.next_session > now:
        return None
    last = max(facts.since, facts.last_session) if facts.last_session else facts.since
    if now - last <= timedelta(days=rule.days):
        return None
    return Reason(Kind.NO_SESSION, last.date(), (now - last).days, never=facts.last_session is None)


def _overdue(kind: Kind, due: tuple[date, ...], rule: Rule, today: date) -> Reason | None:
    late = [day for day in due if (today - day).days > rule.days]
    return Reason(kind, min(late), (today - min(late)).days, len(late)) if late else None


_CHECKS = {
    Kind.NO_SESSION: _no_session,
    Kind.REPORT_LATE: lambda facts, rule, now, today: _overdue(Kind.REPORT_LATE, facts.reports_due, rule, today),
    Kind.ACTION_OVERDUE: lambda facts, rule, now, today: _overdue(Kind.ACTION_OVERDUE, facts.actions_due, rule, today),
}
