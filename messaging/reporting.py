"""Reporting a message, and what a moderator decides. The words are kept as they were; nothing else of the conversation is shown to anybody."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging import evidence, report_rules, services, states
from messaging.message_queries import said_before
from messaging.models import Message, Report
from messaging.rows import instant, shown_name
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, require
from network.core.history import because
from network.core.locks import hold_row
from network.core.states import move
from network.notifications.services import notify
from network.programmes.models import Programme
from network.programmes.queries import confidants_of, confided_to

LONGEST = 1000  # characters of a reason and of an answer


def reports_visible_to(user: User) -> QuerySet[Report]:
    """What the person may decide on: reports of programmes they coordinate, for administrators all; never one they are party to."""
    mine = Q() if user.is_staff else Q(programme__in=confided_to(user))
    rows = Report.objects.filter(mine).exclude(writer=user).exclude(reporter=user)
    return rows.select_related("programme", "reporter", "writer", "conversation", "decided_by", "message").order_by("-id")


def report_for(user: User, pk: UUID) -> Report:
    """One of them. Raises NotVisible."""
    found = reports_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def waits_for(user: User) -> int:
    """How many reports the person could decide on."""
    return reports_visible_to(user).filter(state=Report.State.OPEN).count()


def moderators_of(programme: Programme | None, *, but: list[UUID | None]) -> list[User]:
    """Who decides: the programme's coordinators who are no party to it; where there is none, the administrators of the platform."""
    named = [] if programme is None else list(confidants_of(programme).exclude(pk__in=[pk for pk in but if pk]))
    return named or list(User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=[pk for pk in but if pk]))


@transaction.atomic
def report(*, message: Message, by: User, reason: str) -> Report:
    """Report a message that one reads. Its words are copied, and those of before: what becomes of it changes nothing here. Raises Refused, Conflict, Invalid.

    Who wrote it is not told.
    """
    reason = _words(reason, "reason", _("Say in a few words what is wrong with it."))
    # The conversation is locked: an edit or a deletion is in before, and then shows, or comes after.
    services.lock(message.conversation_id)
    message = Message.objects.select_related("conversation__programme", "sender").get(pk=message.pk)
    require(report_rules.can_report(by, message))
    made, is_new = Report.objects.get_or_create(
        message=message,
        reporter=by,
        defaults={
            "conversation": message.conversation, "programme": message.conversation.programme, "writer": message.sender,
            "body": message.body, "before": _before(message), "attachments": message.attachments or [],
            "sent_at": message.sent_at, "edited_at": message.edited_at, "reason": reason,
        },
    )  # fmt: skip
    if not is_new:
        raise Conflict(_("You have reported this message already. Its moderators know."), code="reported")
    moderators = moderators_of(made.programme, but=[by.pk, made.writer_id])
    programme = made.programme.name if made.programme else ""
    notify(to=moderators, kind="report.made", about=made, context={"programme": programme}, url=reverse("conversation-report-detail", args=[made.pk]))
    return made


def _before(message: Message) -> list[dict[str, str]]:
    return [{"body": said.body, "since": instant(said.since), "until": instant(said.until)} for said in said_before(message)]


@transaction.atomic
def decide(*, report: Report, verb: str, by: User, answer: str = "") -> Report:
    """Dismiss it, warn the writer, or close the conversation. The reporter is told; the writer is told of a warning, never by whom they were reported.

    Raises Refused, Conflict (decided already) and Invalid.
    """
    # The conversation is locked first, as where a message is deleted: its files go with whichever of the two comes last.
    services.lock(report.conversation_id)
    # Locked: of two moderators who decide at once the second one reads what the first decided.
    report = hold_row(Report.objects.select_related("conversation", "message", "programme", "reporter", "writer"), report.pk)
    require(report_rules.can_decide(by, report, verb))
    answer = _words(answer, "answer", _("Say what the writer should do differently.")) if verb == "warn" else _words(answer, "answer")
    with because(f"report.{verb}", by=by):
        move(report, verb, states.REPORT, answer=answer, decided_by=by, decided_at=clock.now())
    if verb == "close":
        services.close(conversation=report.conversation, by=by)
    evidence.let_go(report)
    _tell(report, answer)
    return report


def _tell(report: Report, answer: str) -> None:
    # Not the reported words: a notice is kept after its message was deleted.
    context = {"state": report.state, "answer": answer, "sent_at": instant(report.sent_at)}
    url = f"{reverse('conversation', args=[report.conversation_id])}#m{report.message.seq}"
    if report.reporter is not None:
        notify(to=report.reporter, kind="report.decided", about=report, context=context, url=url)
    if report.writer is not None and report.state == Report.State.WARNED:
        notify(to=report.writer, kind="report.warning", about=report, context=context, url=url)


def _words(text: str, field: str, needed: str = "") -> str:
    text = text.strip()
    if needed and not text:
        raise Invalid({field: [needed]})
    if len(text) > LONGEST:
        raise Invalid({field: [_("That is too long: at most %(most)s characters.") % {"most": LONGEST}]})
    return text


def writer_name(report: Report) -> str:
    """Who wrote what was reported; empty once the person was erased."""
    return shown_name(report.writer) if report.writer else ""
