"""Planning questions, asking them once each, and keeping the answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from mentoring.followups import links, notices, rules
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from mentoring.followups.planning import due_time, nominal_dates
from mentoring.followups.questions import DEFAULTS
from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import is_allowed
from network.core import clock
from network.core.errors import Invalid, require
from network.core.locks import hold_row, hold_row_if_free
from network.notifications.services import reading_language
from network.programmes.models import Programme
from network.programmes.rules import open_for

State, Audience, AnswerKind = FollowUp.State, FollowUpRule.Audience, FollowUpRule.AnswerKind
AT_ONCE = 200  # questions asked in one run of the task
RULE_FIELDS = ("event", "audience", "offset_days", "repeat_days", "repeat_times", "channel", "answer_kind", "question", "is_active")


def default_rules(programme: Programme) -> list[FollowUpRule]:
    """The rules a programme begins with; those it has already stay as they are."""
    rows = [
        FollowUpRule(
            programme=programme, key=default.key, event=default.event, audience=default.audience, answer_kind=default.answer_kind,
            offset_days=default.offset_days, repeat_days=default.repeat_days, repeat_times=default.repeat_times,
        )
        for default in DEFAULTS
    ]  # fmt: skip
    FollowUpRule.objects.bulk_create(rows, ignore_conflicts=True)
    return list(programme.follow_up_rules.order_by("id"))


def plan(event: str, subject: models.Model, people: Mapping[str, User], at: datetime, *, programme: Programme, context: Mapping[str, object]) -> int:
    """Plan what the programme's rules ask after an event. `people` maps `company` and `mentor`; planning again is harmless.

    A question whose whole day lies in the past (the past is enacted) is planned all the same, and asked at once.
    """
    rows = []
    for rule in _rules_of(programme, event):
        for side, person in people.items():
            if rule.audience in (side, Audience.BOTH):
                other = next((str(someone) for name, someone in people.items() if name != side), "")
                rows += _rows(rule, person, subject, at, {**context, "other": other})
    return len(FollowUp.objects.bulk_create(rows, ignore_conflicts=True))


def hold(subject: models.Model) -> None:
    """Ask nothing about a thing while it is paused."""
    FollowUp.objects.filter(subject_id=subject.pk, state=State.PLANNED).update(is_held=True)


def release(subject: models.Model) -> None:
    """Go on asking. What fell due meanwhile is asked now, and each question once: of its repetitions only the latest."""
    held = FollowUp.objects.filter(subject_id=subject.pk, state=State.PLANNED, is_held=True)
    later = held.filter(rule=OuterRef("rule"), person=OuterRef("person"), ordinal__gt=OuterRef("ordinal"), due_at__lte=clock.now())
    held.filter(Exists(later)).update(state=State.CANCELLED)
    held.update(is_held=False)


def cancel(subject: models.Model, event: str | None = None) -> int:
    """Take back what was not asked yet about a thing (after one event only, where named)."""
    rows = FollowUp.objects.filter(subject_id=subject.pk, state=State.PLANNED)
    if event is not None:
        rows = rows.filter(rule__event=event)
    return rows.update(state=State.CANCELLED)


def spare(subject: models.Model, person: User, key: str) -> None:
    """Do not ask what somebody has just told on the page of a thing: takes back the question `key` where it is not out and in our own words.

    A programme that words the question itself may mean something else by it; that one is asked.
    """
    FollowUp.objects.filter(subject_id=subject.pk, person=person, state=State.PLANNED, rule__key=key, rule__question={}).update(state=State.CANCELLED)


def pass_on(subjects: Iterable[UUID], before: User, now: User) -> int:
    """Ask somebody else what was planned for a person about some things, and not asked yet. Their own hours hold when it falls due."""
    return FollowUp.objects.filter(subject_id__in=list(subjects), person=before, state=State.PLANNED).update(person=now)


def ask_due(now: datetime | None = None) -> int:
    """Ask what is due; returns how many questions went to the outbox.

    Each in a transaction of its own, claimed with `skip locked`: two workers at once share the work, and whoever comes
    second to a question finds it asked. The question and its mail are one transaction, so a crash leaves both or neither.
    """
    now = now or clock.now()
    due = FollowUp.objects.filter(state=State.PLANNED, is_held=False, due_at__lte=now, rule__programme__archived_at=None).order_by("due_at", "id")
    return sum(_ask(pk, now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


def answer(
    *, follow_up: FollowUp | UUID, score: int | None = None, yes: bool | None = None, comment: str = "", language: str = "", by: User | None = None
) -> CheckIn:
    """Keep an answer. Answering again within the time replaces it. `by` is None when a signed link was used.

    Raises Conflict when it is too late or nothing was asked, Invalid for an answer of the wrong kind.
    """
    key = follow_up.pk if isinstance(follow_up, FollowUp) else follow_up
    with transaction.atomic():
        # Locked: a double click, or the link in two tabs, leaves one answer.
        row = hold_row(FollowUp.objects.select_related("rule__programme", "person"), key)
        require(rules.can_answer(by, row))
        _check(row.rule, score, yes)
        values = {"score": score, "yes": yes, "comment": comment.strip(), "language": language or row.person.language, "answered_at": clock.now()}
        before = CheckIn.objects.filter(follow_up=row).first()
        check_in, _made = CheckIn.objects.update_or_create(follow_up=row, defaults=values)
        row.state = State.ANSWERED
        row.save(update_fields=["state"])
        if rules.is_low(check_in) and not (before and rules.is_low(before)):
            notices.low(check_in)
    return check_in


def set_rule(*, programme: Programme, by: User, key: str, **changes: object) -> FollowUpRule:
    """Change a rule of a programme, or add one. What was planned by the old words stays planned. Raises Invalid."""
    require(rules.can_set_rules(by, programme))
    require(open_for(programme))
    if unknown := set(changes) - set(RULE_FIELDS):
        raise ValueError(f"not part of a rule: {unknown}")
    with transaction.atomic():
        rule = programme.follow_up_rules.select_for_update(of=("self",), no_key=True).filter(key=key).first() or FollowUpRule(programme=programme, key=key)
        for name, value in changes.items():
            setattr(rule, name, value)
        _check_rule(rule)
        rule.save()
    return rule


def _rules_of(programme: Programme, event: str) -> list[FollowUpRule]:
    if not programme.follow_up_rules.exists():
        default_rules(programme)
    return list(programme.follow_up_rules.filter(event=event, is_active=True))


def _rows(rule: FollowUpRule, person: User, subject: models.Model, at: datetime, context: dict) -> list[FollowUp]:
    reader = working_time_of(person)
    dates = nominal_dates(at, reader.zone, offset_days=rule.offset_days, repeat_days=rule.repeat_days, repeat_times=rule.repeat_times)
    return [
        FollowUp(
            rule=rule, person=person, subject_type=subject._meta.model_name, subject_id=subject.pk, context=context, ordinal=ordinal,
            nominal_on=nominal, due_at=due_time(nominal, reader, not_before=at),
        )
        for ordinal, nominal in enumerate(dates, start=1)
    ]  # fmt: skip


def _ask(pk: UUID, now: datetime) -> bool:
    with transaction.atomic():
        due = FollowUp.objects.filter(state=State.PLANNED, is_held=False, due_at__lte=now)
        follow_up = hold_row_if_free(due.select_related("rule__programme", "person"), pk)
        if follow_up is None:
            return False
        reader = working_time_of(follow_up.person)
        if not is_allowed(now, reader) and (later := due_time(follow_up.nominal_on, reader, not_before=now)) > now:
            # Holidays, hours or the zone changed, or the task ran late: it waits for the reader's next working hour.
            follow_up.due_at = later
            follow_up.save(update_fields=["due_at"])
            return False
        follow_up.state, follow_up.asked_at = State.ASKED, now
        follow_up.save(update_fields=["state", "asked_at"])
        notices.ask(follow_up, links.answer_url(follow_up), reading_language(follow_up.person.languages))
    return True


def _check(rule: FollowUpRule, score: int | None, yes: bool | None) -> None:
    if rule.answer_kind == AnswerKind.SCALE and (score is None or not 1 <= score <= 5):
        raise Invalid({"score": [_("Choose a number from one to five.")]})
    if rule.answer_kind == AnswerKind.YES_NO and yes is None:
        raise Invalid({"yes": [_("Choose yes or no.")]})


def _check_rule(rule: FollowUpRule) -> None:
    wrong = {}
    if not 0 <= rule.offset_days <= 730:
        wrong["offset_days"] = [_("Choose from 0 to 730 days.")]
    if not 0 <= rule.repeat_times <= 24:
        wrong["repeat_times"] = [_("Choose from 0 to 24 times.")]
    if rule.repeat_times and not 1 <= rule.repeat_days <= 365:
        wrong["repeat_days"] = [_("Say after how many days it is asked again, from 1 to 365.")]
    for name, allowed in (("event", FollowUpRule.Event), ("audience", Audience), ("channel", FollowUpRule.Channel), ("answer_kind", AnswerKind)):
        if getattr(rule, name) not in allowed.values:
            wrong[name] = [_("Choose one of the offered values.")]
    if any(len(str(text)) > 400 for text in rule.question.values()):
        wrong["question"] = [_("Keep it under %(most)d characters.") % {"most": 400}]
    if wrong:
        raise Invalid(wrong)
