"""What whoever runs a cohort does with it: make, change, begin, end, take up again, and say what counts as stuck."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.calls.models import Call
from mentoring.calls.services import LANGUAGES
from mentoring.cohorts import calendar_entries, notices, rules, states, talks
from mentoring.cohorts.models import LONGEST_ABOUT, LONGEST_NAME, Cohort, TrackRule
from mentoring.cohorts.queries import calls_for, travellers_of
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.locks import hold_row
from network.core.once import made_before, own_key
from network.core.seen import Overwritten
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Programme

FIELDS = ("names", "abouts", "languages", "starts_on", "ends_on", "time_zone", "takes_confirmed")
LONGEST_COHORT = timedelta(days=5 * 366)
FURTHEST = timedelta(days=3 * 366)
# What a new cohort begins with; each can be changed and switched off.
RULES = {TrackRule.Kind.NO_SESSION: 30, TrackRule.Kind.REPORT_LATE: 7, TrackRule.Kind.ACTION_OVERDUE: 14}
DAYS = (0, 365)


@transaction.atomic
def make(*, by: User, programme: Programme, incubator: Organisation, call: Call | None = None, once: UUID | None = None, **fields: object) -> Cohort:
    """Make a cohort, seen by nobody else before it begins. `call` is the one whose confirmed companies it takes.

    The same `once` again gives the cohort that it made. Raises Refused, Conflict and Invalid.
    """
    require(rules.can_make(by, programme, incubator))
    if made := made_before(Cohort, once, programme_id=programme.pk, incubator_id=incubator.pk, made_by_id=by.pk, call_id=call.pk if call else None, **fields):
        return made
    cohort = Cohort(**own_key(once), programme=programme, incubator=incubator, made_by=by)
    _write(cohort, fields)
    _set_call(cohort, call, by)
    cohort.save(force_insert=True)
    TrackRule.objects.bulk_create(TrackRule(cohort=cohort, kind=kind, days=days) for kind, days in RULES.items())
    return cohort


@transaction.atomic
def change(*, cohort: Cohort, by: User, revision: int | None = None, **fields: object) -> Cohort:
    """Change what is said of it (FIELDS), and the `call` it comes from. Raises Overwritten when somebody changed it since `revision` was read."""
    cohort = locked(cohort)
    require(rules.can_change(by, cohort))
    if revision is not None and revision != cohort.revision:
        raise Overwritten({name: getattr(cohort, name) for name in FIELDS}, cohort.revision)
    if "call" in fields:
        _set_call(cohort, fields.pop("call"), by)
    _write(cohort, fields)
    cohort.revision += 1
    cohort.save()
    return cohort


@transaction.atomic
def begin(*, cohort: Cohort, by: User) -> Cohort:
    """Begin: its conversation and announcements open, sessions that were planned are invited to, and all who come along are told."""
    cohort = locked(cohort)
    require(rules.can_begin(by, cohort))
    move(cohort, "begin", states.COHORT, begun_at=clock.now())
    talks.open_both(cohort, by)
    calendar_entries.begin(cohort, by)
    notices.joined(cohort, travellers_of(cohort), by=by)
    return cohort


@transaction.atomic
def end(*, cohort: Cohort, by: User) -> Cohort:
    """End it: everything can be read, and nothing more is written in its conversations."""
    cohort = locked(cohort)
    require(rules.can_end(by, cohort))
    move(cohort, "end", states.COHORT, ended_at=clock.now())
    talks.close_both(cohort, by)
    return cohort


@transaction.atomic
def reopen(*, cohort: Cohort, by: User) -> Cohort:
    """Take it up again, with its conversations."""
    cohort = locked(cohort)
    require(rules.can_reopen(by, cohort))
    ended_at = cohort.ended_at
    move(cohort, "reopen", states.COHORT, ended_at=None)
    talks.reopen_both(cohort, closed_since=ended_at)
    return cohort


@transaction.atomic
def set_rules(*, cohort: Cohort, by: User, given: Mapping[str, tuple[int, bool]]) -> Cohort:
    """Say what counts as stuck: `{kind: (days, is on)}`; what is not named stays. Raises Invalid."""
    cohort = locked(cohort)
    require(rules.can_change(by, cohort))
    wrong = {kind: [_("Choose one of the offered values.")] for kind in given if kind not in TrackRule.Kind.values}
    for kind, (days, _is_on) in given.items():
        if not DAYS[0] <= days <= DAYS[1]:
            wrong[kind] = [_("Choose a number from %(least)d to %(most)d.") % {"least": DAYS[0], "most": DAYS[1]}]
    if wrong:
        raise Invalid(wrong)
    for kind, (days, is_on) in given.items():
        TrackRule.objects.update_or_create(cohort=cohort, kind=kind, defaults={"days": days, "is_on": is_on})
    return cohort


def locked(cohort: Cohort) -> Cohort:
    """The cohort's row, locked: first of all locks here.

    The races: two who add the same company, a confirmation that takes a company in while the cohort ends, a person who leaves
    the company while they are being added.
    """
    return hold_row(Cohort.objects.select_related("programme", "incubator", "call", "conversation", "announcements"), cohort.pk)


def _set_call(cohort: Cohort, call: object, by: User) -> None:
    if call is not None and (not isinstance(call, Call) or not calls_for(by, cohort.programme, cohort.incubator).filter(pk=call.pk).exists()):
        raise Invalid({"call": [_("Choose a published call of the incubator in this programme.")]})
    cohort.call = call


def _write(cohort: Cohort, fields: Mapping[str, object]) -> None:
    """Set the fields; raises Invalid for what no cohort can have."""
    errors: dict[str, list] = {name: [_("This field is not known.")] for name in fields if name not in FIELDS}
    for name in FIELDS:
        if name in fields:
            setattr(cohort, name, fields[name])
    if not cohort.languages or not set(cohort.languages) <= set(LANGUAGES) or len(set(cohort.languages)) < len(cohort.languages):
        errors["languages"] = [_("Choose at least one language.")]
    for name, longest in (("names", LONGEST_NAME), ("abouts", LONGEST_ABOUT)):
        if wrong := _texts(getattr(cohort, name), longest):
            errors[name] = [wrong]
    if "names" not in errors and any(not str(cohort.names.get(code, "")).strip() for code in cohort.languages):
        errors["names"] = [_("Give the name in every language of the cohort.")]
    if cohort.time_zone not in available_timezones():
        errors["time_zone"] = [_("Choose a time zone.")]
    if wrong := _dates(cohort.starts_on, cohort.ends_on):
        errors["ends_on"] = [wrong]
    if errors:
        raise Invalid(errors)


def _dates(starts_on: object, ends_on: object) -> object:
    if not isinstance(starts_on, date) or not isinstance(ends_on, date):
        return _("Say when it begins and when it ends.")
    if starts_on > ends_on:
        return _("The end has to come after the beginning.")
    if ends_on - starts_on > LONGEST_COHORT or abs(starts_on - clock.today()) > LONGEST_COHORT:
        return _("This is very long or far away. Please check the years.")
    return None


def _texts(texts: object, longest: int) -> object:
    if not isinstance(texts, dict) or not set(texts) <= set(LANGUAGES) or not all(isinstance(text, str) for text in texts.values()):
        return _("Write texts in the languages offered.")
    if any(len(text) > longest for text in texts.values()):
        return _("Keep it under %(most)d characters.") % {"most": longest}
    return None
