"""Who may do what with a call and with an application. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.calls import ways
from mentoring.calls.models import Application, Call, InformationRequest, Role, Stage
from mentoring.calls.people import applied_by, is_shut_out, may_make, runs, speaks_for
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.notifications.tongue import both_words, instant_words
from network.organisations.models import Organisation
from network.organisations.queries import is_member
from network.programmes.models import Programme
from network.programmes.queries import takes_part
from network.programmes.rules import open_for

State = Call.State
Kind = Stage.Kind
BEFORE_CLOSING = (State.DRAFT, State.PUBLISHED)
NOT_YOURS = _("Only coordinators of the incubator, its administrators and the programme's managers can do this.")


def can_make(user: User, programme: Programme, incubator: Organisation) -> Verdict:
    """Whoever runs the incubator's calls in the programme."""
    if not may_make(user, programme, incubator):
        return Refused(NOT_YOURS, code="not-a-coordinator")
    return open_for(programme, "calls")


def can_run(user: User, call: Call) -> Verdict:
    """Whoever runs this call."""
    return ALLOWED if runs(user, call) else Refused(NOT_YOURS, code="not-a-coordinator")


def can_work_on(user: User, application: Application) -> Verdict:
    """Whoever runs the call, unless they have a conflict with the application."""
    if not (verdict := can_run(user, application.call)):
        return verdict
    if is_shut_out(user, application):
        return Refused(_("A conflict of interest is declared, so this application is closed to you. Another coordinator works on it."), code="conflict")
    return ALLOWED


def can_change(user: User, call: Call) -> Verdict:
    """Texts and dates change until the call is cancelled or archived, or its programme is."""
    if not (verdict := can_run(user, call)) or not (verdict := open_for(call.programme)):
        return verdict
    if call.state not in BEFORE_CLOSING:
        return Conflict(_("This call is over. You can make a new one from it."), code="state")
    return ALLOWED


def can_publish(user: User, call: Call) -> Verdict:
    """Once; what it needs besides is said by the service."""
    if not (verdict := can_run(user, call)) or not (verdict := open_for(call.programme, "calls")):
        return verdict
    if call.state != State.DRAFT:
        return Conflict(_("This call has been published already."), code="state")
    if call.closes_at <= clock.now():
        return Conflict(_("Its closing time has passed. Choose a later one first."), code="past")
    return ALLOWED


def can_cancel(user: User, call: Call) -> Verdict:
    """While nobody has a place."""
    if not (verdict := can_change(user, call)):
        return verdict
    if call.applications.filter(stage__kind__in=[Kind.ACCEPTED, Kind.CONFIRMED]).exists():
        return Conflict(_("Somebody has been accepted already, so this call cannot be cancelled any more."), code="accepted")
    return ALLOWED


def can_archive(user: User, call: Call) -> Verdict:
    """Once it has closed, or was cancelled."""
    if not (verdict := can_run(user, call)) or not (verdict := open_for(call.programme)):
        return verdict
    if call.state == State.CANCELLED or (call.state == State.PUBLISHED and call.closes_at <= clock.now()):
        return ALLOWED
    return Conflict(_("Only a call that has closed can be archived."), code="state")


def can_reopen(user: User, call: Call) -> Verdict:
    """Out of the archive again."""
    if not (verdict := can_run(user, call)) or not (verdict := open_for(call.programme)):
        return verdict
    if call.state != State.ARCHIVED or call.published_at is None:
        return Conflict(_("Only an archived call can be taken out of the archive."), code="state")
    return ALLOWED


def can_apply(user: User, call: Call, company: Organisation) -> Verdict:
    """Any member of a company that takes part in the programme, while the call is open."""
    if not company.is_company:
        return Refused(_("Only companies and cooperatives apply."), code="not-a-company")
    if not is_member(user, company):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if not takes_part(company, call.programme):
        return Conflict(_("The company does not take part in this programme yet."), code="not-taking-part")
    if not (verdict := open_for(call.programme, "calls")):
        return verdict
    return is_open(call)


def is_open(call: Call) -> Verdict:
    """Whether drafts are taken in at this instant; who comes late learns when it closed, on the reader's clock and on the call's."""
    now = clock.now()
    if call.state == State.CANCELLED:
        return Conflict(_("This call was cancelled."), code="cancelled")
    if call.state != State.PUBLISHED:
        return Conflict(_("This call takes no applications now."), code="state")
    if now < call.opens_at:
        words = _("This call opens on %(when)s.") % {"when": both_words(call.opens_at, call.time_zone)}
        return Conflict(words, code="not-open-yet", opens_at=call.opens_at.isoformat(), zone=call.time_zone)
    if now >= call.closes_at:
        words = _("This call closed on %(when)s, so nothing more can be handed in.") % {"when": both_words(call.closes_at, call.time_zone)}
        return Conflict(words, code="closed", closed_at=call.closes_at.isoformat(), zone=call.time_zone)
    return ALLOWED


def has_the_pen(application: Application) -> bool:
    """Whether the stage lets who applies write."""
    return Role.APPLICANT in application.stage.edited_by


def asked_now(application: Application) -> InformationRequest | None:
    """What a coordinator asked for and still waits for, while the pen is with the applicant."""
    if not has_the_pen(application):
        return None
    if hasattr(application, "asked_now"):
        return next(iter(application.asked_now), None)
    return application.information_requests.filter(closed_at=None).first()


def can_write(user: User, application: Application) -> Verdict:
    """Who applies writes while the stage hands them the pen: a draft before closing, more information until its own date."""
    if not Application.objects.filter(applied_by(user), pk=application.pk).exists():
        return Refused(_("Only those who apply can do this."), code="not-an-applicant")
    if not has_the_pen(application):
        return Conflict(_("The application is handed in, so its answers stand."), code="handed-in")
    return in_time(application) if (verdict := open_for(application.call.programme)) else verdict


def in_time(application: Application) -> Verdict:
    """Whether what is written can still be handed in: until the call closes, later parts and more information until their own date."""
    asked = asked_now(application)
    if asked is not None:
        if clock.now() >= asked.due_at:
            late = _("More information could be sent until %(when)s. Write to the incubator if you still want to send some.")
            return Conflict(
                late % {"when": both_words(asked.due_at, application.call.time_zone)},
                code="closed",
                closed_at=asked.due_at.isoformat(),
                zone=application.call.time_zone,
            )
        return ALLOWED
    if application.submitted_at is not None and application.stage.kind != Kind.DRAFT:
        return ALLOWED if application.call.state == State.PUBLISHED else Conflict(_("This call takes no applications now."), code="state")
    return is_open(application.call)


def can_submit(user: User, application: Application) -> Verdict:
    """Somebody of the company, while it can be written."""
    if not speaks_for(user, application):
        return Refused(_("Only people of the company hand the application in. Whoever was asked in writes with them."), code="not-a-member")
    return can_write(user, application)


def can_withdraw(user: User, application: Application) -> Verdict:
    """Somebody of the company, until it is decided."""
    if not speaks_for(user, application):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if ways.withdraw(application) is None:
        return Conflict(_("The application cannot be withdrawn any more."), code="state")
    return open_for(application.call.programme)


def can_confirm(user: User, application: Application) -> Verdict:
    """Somebody of the company, while the place is kept for them."""
    if not speaks_for(user, application):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if ways.confirm(application) is None:
        return Conflict(_("No place waits for your answer."), code="state")
    return place_is_kept(application)


def place_is_kept(application: Application) -> Verdict:
    """The days to confirm a place are not over."""
    until = application.confirm_by
    if until is None or clock.now() < until:
        return ALLOWED
    return Conflict(_("The place was kept for you until %(when)s. Write to the incubator.") % {"when": instant_words(until)}, code="too-late")


def can_reopen_application(user: User, application: Application) -> Verdict:
    """A withdrawn one, before the call closes."""
    if not speaks_for(user, application):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if ways.take_up(application) is None:
        return Conflict(_("Only a withdrawn application can be taken up again."), code="state")
    return is_open(application.call) if (verdict := open_for(application.call.programme)) else verdict


def can_ask_information(user: User, application: Application) -> Verdict:
    """Whoever runs the call, where the stage has a way that hands the pen back."""
    if not (verdict := can_work_on(user, application)) or not (verdict := open_for(application.call.programme)):
        return verdict
    if asked_now(application) is not None:
        return Conflict(_("More information has been asked for already."), code="state")
    if ways.hand_back(application) is None:
        return Conflict(_("At this stage no more information can be asked for."), code="state")
    return ALLOWED


def can_ask_in(user: User, application: Application) -> Verdict:
    """People of the company choose who writes with them, while the application is alive."""
    if not speaks_for(user, application):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if application.stage.kind in (Kind.WITHDRAWN, Kind.DECLINED):
        return Conflict(_("This application is closed."), code="state")
    return open_for(application.call.programme)
