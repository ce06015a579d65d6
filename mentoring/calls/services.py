"""What whoever runs a call does with it: make, change, publish, cancel, archive, make another from it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mentoring.calls import notices, pipelines, rules, states
from mentoring.calls.editions import locked, questions
from mentoring.calls.models import Call, FormVersion
from mentoring.calls.queries import newest_form
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.seen import require_seen
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.programmes.services import held

ONE_STAGE = "one-stage"
LANGUAGES = ("en", "fi", "sv", "nb", "se")
LONGEST_TITLE, LONGEST_ABOUT, LONGEST_REASON = 160, 8000, 2000
FIELDS = ("titles", "abouts", "languages", "time_zone", "opens_at", "closes_at", "places", "is_blind", "confirm_days")


@transaction.atomic
def make_call(*, by: User, programme: Programme, incubator: Organisation, stages: str = ONE_STAGE, **fields: object) -> Call:
    """Make a call, seen by nobody else before it is published. `stages` names the template of its stages."""
    require(rules.can_make(by, programme, incubator))
    call = Call(programme=programme, incubator=incubator, made_by=by)
    _write(call, fields)
    call.save()
    pipelines.apply_template(call=call, key=stages, by=by)
    return call


@transaction.atomic
def change_call(*, call: Call, by: User, was: str = "", **fields: object) -> Call:
    """Change texts, languages, dates, places. Applicants with a draft are told of a new closing time of a published call.

    `was` is the mark of FIELDS as they were read (`network.core.seen`): raises Overwritten when they read otherwise by now.
    """
    call = locked(call)
    require(rules.can_change(by, call))
    require_seen(call, FIELDS, was)
    before = call.closes_at
    _write(call, fields)
    if call.state == Call.State.PUBLISHED and call.closes_at <= clock.now() < before:
        raise Invalid({"closes_at": [_("This time has passed. A published call closes at a time that is still to come, or is cancelled.")]})
    if call.closes_at != before:
        call.reminded_days = None
    call.save()
    if call.state == Call.State.PUBLISHED and call.closes_at != before:
        notices.closing_moved(call)
    return call


def _write(call: Call, fields: Mapping[str, object]) -> None:
    """Set the fields; raises Invalid for what no call can have."""
    for name in FIELDS:
        if name in fields:
            setattr(call, name, fields[name])
    errors: dict[str, list] = {}
    if not call.languages or not set(call.languages) <= set(LANGUAGES) or len(set(call.languages)) < len(call.languages):
        errors["languages"] = [_("Choose at least one language.")]
    for name, longest in (("titles", LONGEST_TITLE), ("abouts", LONGEST_ABOUT)):
        if wrong := _texts(getattr(call, name), longest):
            errors[name] = [wrong]
    missing = [code for code in call.languages if not str(call.titles.get(code, "")).strip()] if isinstance(call.titles, dict) else []
    if missing and "titles" not in errors:
        errors["titles"] = [_("Give the title in every language of the call.")]
    if call.time_zone not in available_timezones():
        errors["time_zone"] = [_("Choose a time zone.")]
    if not isinstance(call.opens_at, datetime) or not isinstance(call.closes_at, datetime):
        errors["closes_at"] = [_("Say when it opens and when it closes.")]
    elif call.opens_at >= call.closes_at:
        errors["closes_at"] = [_("The call has to close after it opens.")]
    if call.places is not None and not 1 <= call.places <= 500:
        errors["places"] = [_("Between 1 and 500 places, or none named.")]
    if not 1 <= call.confirm_days <= 90:
        errors["confirm_days"] = [_("Between 1 and 90 days.")]
    if errors:
        raise Invalid(errors)


def _texts(texts: object, longest: int) -> object:
    if not isinstance(texts, dict) or not set(texts) <= set(LANGUAGES) or not all(isinstance(text, str) for text in texts.values()):
        return _("Write texts in the languages offered.")
    if any(len(text) > longest for text in texts.values()):
        return _("Keep it under %(most)d characters.") % {"most": longest}
    return None


@transaction.atomic
def publish(*, call: Call, by: User) -> Call:
    """Let companies see it. Raises Conflict naming what is missing."""
    call = locked(call)
    call.programme = held(call.programme)  # archived at this moment: the archive finds this call, or this finds the archive
    require(rules.can_publish(by, call))
    if not questions(call):
        raise Conflict(_("Put at least one question into its form first."), code="no-questions")
    if pipelines.problems_of(call):
        raise Conflict(_("Its stages do not lead from a draft to an end. Look at them first."), code="stages")
    move(call, "publish", states.CALL, published_at=clock.now())
    return call


@transaction.atomic
def cancel(*, call: Call, by: User, reason: str = "") -> Call:
    """Call it off. Everybody who has an application learns so, with the reason."""
    call = locked(call)
    require(rules.can_cancel(by, call))
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]})
    was_published = call.state == Call.State.PUBLISHED
    move(call, "cancel", states.CALL, cancelled_because=reason)
    if was_published:
        notices.cancelled(call)
    return call


@transaction.atomic
def archive(*, call: Call, by: User) -> Call:
    """Put a call that is over away; it can be read and copied."""
    call = locked(call)
    require(rules.can_archive(by, call))
    move(call, "archive", states.CALL)
    return call


@transaction.atomic
def reopen(*, call: Call, by: User) -> Call:
    """Take it out of the archive again."""
    call = locked(call)
    require(rules.can_reopen(by, call))
    move(call, "reopen", states.CALL)
    return call


@transaction.atomic
def copy_call(*, call: Call, by: User, opens_at: datetime, closes_at: datetime, time_zone: str = "") -> Call:
    """A new call with the texts, the form, the stages and the rubric of an earlier one, and dates of its own. Applications stay with theirs."""
    require(rules.can_run(by, call))
    require(rules.can_make(by, call.programme, call.incubator))
    return replica(call, by=by, programme=call.programme, opens_at=opens_at, closes_at=closes_at, time_zone=time_zone)


def replica(call: Call, *, by: User, programme: Programme, opens_at: datetime, closes_at: datetime, time_zone: str = "") -> Call:
    """The copy itself, with what other areas add to it, without asking who may: for services that have."""
    made = Call(programme=programme, incubator=call.incubator, made_by=by)
    _write(made, {name: getattr(call, name) for name in FIELDS} | {"opens_at": opens_at, "closes_at": closes_at, "time_zone": time_zone or call.time_zone})
    made.save()
    if form := newest_form(call):
        FormVersion.objects.create(call=made, number=1, questions=form.questions, made_by=by)
    pipelines.put(made, pipelines.pipeline_of(call))
    for name in settings.CALL_COPIED:  # how it is reviewed stands further right
        import_string(name)(source=call, target=made)
    return made
