"""How an application goes from one stage to another: one function makes every move, whoever asks for it and from where.

Lock order: the call's row, then the application's (`locked`). Whoever locks an application and moves it in the same
transaction takes both locks here first.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mentoring.calls import move_notices, watching
from mentoring.calls.guards import Attempt, verdict_of
from mentoring.calls.models import Application, Call, Move, Role, Stage, StageTransition, Submission
from mentoring.calls.people import roles_towards, speaks_for
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused, Verdict, require
from network.core.history import because
from network.core.locks import hold_row
from network.programmes.rules import open_for
from network.vocabulary.labels import label_of

LONGEST_REASON, LONGEST_WORDS = 2000, 4000
STAFF = (Role.COORDINATOR, Role.REVIEWER)


@transaction.atomic
def move(
    *, application: Application, verb: str, by: User | None, reason: str = "", words: str = "", seen_in: UUID | None = None, tells: bool = True
) -> Application:
    """Take the way `verb` out of the application's stage, or hold it where it is a decision.

    `reason` is for those who work on the call, `words` go to the applicant; without `tells` the caller tells the applicant.
    `seen_in` is the stage in which the mover saw it. `by` None is the platform, which goes where coordinators go.
    Handing in keeps what was handed in (`Submission`). Raises Conflict for a way that is not there (any more) or whose
    requirements are not met, Refused for somebody who may not take it, Invalid for a reason or words that lack.
    """
    row = locked(application)
    if seen_in is not None and seen_in != row.stage_id:
        raise Conflict(moved_on(row, by), code="moved-on")
    way = way_out(row, verb, by, is_where_seen=seen_in is not None)
    attempt = Attempt(row, way, _role(row, way, by), by, reason.strip(), words.strip())
    require(may_go(attempt))
    return _hold(attempt) if way.is_decision else _take(attempt, tells=tells)


@transaction.atomic
def release(*, application: Application, by: User | None, is_shown: bool = True, with_all: bool = False) -> Application:
    """Carry out the decision that is held, on the same path.

    `is_shown` False: whoever releases many tells the boards once. `with_all`: it is one of all that are leaving.
    """
    row = locked(application)
    require(can_release(by, row))
    if row.call.is_releasing and not with_all:
        raise leaving()
    if row.pending is None:
        raise Conflict(_("No decision is held for this application."), code="nothing-held")
    attempt = Attempt(row, row.pending, Role.COORDINATOR, by, row.pending_reason, row.pending_words, was_pending=True)
    require(verdict_of(attempt))
    return _take(attempt, is_shown=is_shown)


@transaction.atomic
def take_back(*, application: Application, by: User) -> Application:
    """Drop the decision that is held; nobody outside has heard of it."""
    row = locked(application)
    require(can_release(by, row))
    if row.call.is_releasing:
        raise leaving()
    if row.pending is None:
        raise Conflict(_("No decision is held for this application."), code="nothing-held")
    _forget_decision(row)
    row.save(update_fields=[*PENDING])
    watching.show(row)
    return row


def can_leave(*, application: Application, by: User | None) -> Verdict:
    """Whether the decision that is held could be carried out now; nothing is locked."""
    if not (verdict := can_release(by, application)):
        return verdict
    way = application.pending
    if way is None:
        return Conflict(_("No decision is held for this application."), code="nothing-held")
    return verdict_of(Attempt(application, way, Role.COORDINATOR, by, application.pending_reason, application.pending_words, was_pending=True))


def leaving() -> Conflict:
    """Why nothing is decided just now."""
    return Conflict(_("The call’s decisions are leaving just now. Wait until all have left."), code="leaving")


def can_release(by: User | None, application: Application) -> Verdict:
    """Coordinators of the call, and the platform for them."""
    if by is None or Role.COORDINATOR in roles_towards(by, application):
        return open_for(application.call.programme)
    return Refused(_("Only coordinators of the call can do this."), code="not-a-coordinator")


def ways_for(by: User, application: Application) -> list[tuple[StageTransition, Verdict]]:
    """Every way out of the stage that one of the person's sides may take, and whether it is open now, else why not."""
    roles = roles_towards(by, application)
    found = []
    for way in ways_from(application):
        if mine := [role for role in Role if role in roles and role in way.takers]:
            found.append((way, may_go(Attempt(application, way, mine[0], by, is_asked=True))))
    return found


def ways_from(application: Application) -> list[StageTransition]:
    """All ways out of the stage, in the order of their targets."""
    return list(StageTransition.objects.filter(source=application.stage_id).select_related("source", "target").order_by("target__position", "id"))


def may_go(attempt: Attempt) -> Verdict:
    """Whether the way is open: the programme is not archived, what is said is short enough, no other decision is held, and all that it requires is met."""
    application = attempt.application
    if not (verdict := open_for(application.call.programme)):
        return verdict
    if len(attempt.reason) > LONGEST_REASON:
        raise Invalid({"reason": [_("Write at most %(most)d characters.") % {"most": LONGEST_REASON}]})
    if len(attempt.words) > LONGEST_WORDS:
        raise Invalid({"words": [_("Write at most %(most)d characters.") % {"most": LONGEST_WORDS}]})
    if attempt.role in STAFF and attempt.by is not None and application.call.is_releasing:
        return leaving()
    # An applicant is not told: their own act takes a held decision's place.
    if application.pending_id is not None and attempt.role in STAFF and not attempt.way.is_decision:
        return Conflict(_("A decision is held for this application. Release it or take it back first."), code="decision-held")
    return verdict_of(attempt)


def locked(application: Application) -> Application:
    """The application with its stage, call and form, under lock.

    The races: two coordinators who move one card, a place that two would get, a pipeline that is edited under a move.
    The call's row is locked first by all of them, the application's own also against a draft that is saved just now.
    """
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)
    rows = Application.objects.select_related(
        "call__programme", "call__incubator", "call__releasing", "company", "stage", "form", "pending__source", "pending__target"
    )
    return hold_row(rows, application.pk)


def way_out(application: Application, verb: str, by: User | None, *, is_where_seen: bool = False) -> StageTransition:
    """The way of that name out of the stage. Raises Conflict. `is_where_seen`: the mover saw it in this stage, so it is the way that went."""
    way = next((way for way in ways_from(application) if way.verb == verb), None)
    if way is None and is_where_seen and _is_staff(by, application):
        words = _("This step is not possible any more: the stages of the call were changed. The application still stands at “%(stage)s”.")
        raise Conflict(words % {"stage": label_of(application.stage.staff_labels)}, code="no-such-way")
    if way is None:
        raise Conflict(_never_led(application, verb, by) or moved_on(application, by), code="no-such-way")
    return way


def _never_led(application: Application, verb: str, by: User | None) -> str:
    """For staff: that the step leads from no stage where the application has stood yet. Empty where it was possible once, or is unknown."""
    step = StageTransition.objects.filter(call=application.call_id, verb=verb).first()
    if step is None or not _is_staff(by, application) or application.moves.filter(source__ways_out__verb=verb).exists():
        return ""
    names = {"step": label_of(step.labels) or verb, "stage": label_of(application.stage.staff_labels)}
    return _("No step “%(step)s” leads from “%(stage)s”, where the application stands.") % names


def verb_to(application: Application, target: UUID, by: User) -> str:
    """The way from the stage to another one, as a card that is dropped there would take it. Raises Conflict where there is none."""
    found = next((way for way in ways_from(application) if way.target_id == target), None)
    if found is None:
        to = Stage.objects.filter(call=application.call_id, pk=target).first()
        if to is None:
            raise Conflict(_("This stage was removed meanwhile. The board shows the stages as they are now."), code="no-such-stage")
        names = {"source": label_of(application.stage.staff_labels), "target": label_of(to.staff_labels)}
        raise Conflict(_("No way leads from “%(source)s” to “%(target)s”.") % names, code="no-such-way")
    return found.verb


def moved_on(application: Application, by: User | None) -> str:
    """That the way is not there any more, with where the application stands, in the words of the asker's side."""
    labels = application.stage.staff_labels if _is_staff(by, application) else application.stage.applicant_labels
    return _("This is not possible any more: the application now stands at “%(stage)s”.") % {"stage": label_of(labels)}


def _is_staff(by: User | None, application: Application) -> bool:
    return by is None or bool(roles_towards(by, application) & {*STAFF})


PENDING = ("pending", "pending_by", "pending_at", "pending_words", "pending_reason")


def _role(application: Application, way: StageTransition, by: User | None) -> Role:
    if by is None:
        return Role.COORDINATOR
    roles = roles_towards(by, application)
    mine = [role for role in Role if role in roles and role in way.takers]
    if not mine:
        raise Refused(_("This step is for somebody else to take."), code="not-a-taker")
    if mine[0] == Role.APPLICANT and not speaks_for(by, application):
        raise Refused(_("Only people of the company can do this. You can write the application with them."), code="not-a-member")
    return mine[0]


def _hold(attempt: Attempt) -> Application:
    row = attempt.application
    row.pending, row.pending_by, row.pending_at = attempt.way, attempt.by, clock.now()
    row.pending_words, row.pending_reason = attempt.words, attempt.reason
    with because(attempt.reason or attempt.way.verb):
        row.save(update_fields=[*PENDING])
    watching.show(row)
    return row


def _take(attempt: Attempt, *, tells: bool = True, is_shown: bool = True) -> Application:
    row, way, now = attempt.application, attempt.way, clock.now()
    source, target = row.stage, way.target
    row.stage, row.in_stage_since = target, now
    _forget_decision(row)
    if attempt.role == Role.APPLICANT and _hands_in(source, target):
        row.submitted_at = now
        _keep(row, attempt.by)
    if target.kind == Stage.Kind.ACCEPTED:
        row.confirm_by, row.confirmed_at = now + timedelta(days=row.call.confirm_days), None
    elif target.kind == Stage.Kind.CONFIRMED:
        row.confirmed_at = row.confirmed_at or now
    with because(attempt.reason or way.verb):
        row.save(update_fields=["stage", "in_stage_since", "submitted_at", "confirm_by", "confirmed_at", *PENDING])
    said = {"reason": attempt.reason, "words": attempt.words}
    line = Move.objects.create(application=row, verb=way.verb, source=source, target=target, made_by=attempt.by, was_pending=attempt.was_pending, **said)
    for name in settings.APPLICATION_MOVED:
        import_string(name)(line)
    if tells:
        move_notices.tell(line, attempt)
    if is_shown:
        watching.show(row)
    return row


def _hands_in(source: Stage, target: Stage) -> bool:
    return Role.APPLICANT in source.edited_by and target.kind != Stage.Kind.WITHDRAWN


def _keep(row: Application, by: User | None) -> None:
    number = row.submissions.count() + 1  # under the row's lock
    Submission.objects.create(application=row, number=number, form=row.form, answers=row.answers, made_by=by)


def _forget_decision(row: Application) -> None:
    row.pending = row.pending_by = row.pending_at = None
    row.pending_words = row.pending_reason = ""
