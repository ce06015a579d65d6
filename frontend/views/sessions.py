"""The pages of a session: propose, choose, move, call off."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.sessions import LENGTHS, CancelForm, ProposeForm, slots_of
from frontend.views.pair import Pair
from mentoring.mentorships import queries, rules, session_notices, session_rules, sessions
from mentoring.mentorships.models import Mentorship, Session
from network.core import clock
from network.core.errors import DomainError, Invalid
from network.invitations.queries import answers_of

USUAL = 45


@login_required
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer the other one up to five times."""
    mentorship = queries.mentorship_for(request.user, pk)
    form = _form(request, mentorship, {"minutes": _minutes(request)})
    may = rules.can_propose(request.user, mentorship)
    if request.method == "POST" and form.is_valid():
        done = form.perform(
            sessions.propose, mentorship=mentorship, by=request.user, plan=form.plan, times=form.all_times, message=form.cleaned_data["message"]
        )
        if done:
            messages.success(request, _("Your times are on their way. As soon as one is chosen, both calendars get it."))
            return redirect("session", form.result.pk)
    return _propose_page(request, form, mentorship, may)


@login_required
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose other times for a session."""
    found = queries.session_for(request.user, pk)
    form = _form(request, found.mentorship, ProposeForm.of(found), session=found)
    may = session_rules.can_move(request.user, found)
    if request.method == "POST" and form.is_valid():
        done = form.perform(sessions.move, session=found, by=request.user, plan=form.plan, times=form.all_times, message=form.cleaned_data["message"])
        if done:
            messages.success(request, _("Your new times are on their way."))
            return redirect("session", pk)
    return _propose_page(request, form, found.mentorship, may, session=found)


@login_required
def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One session."""
    return _page(request, queries.session_for(request.user, pk))


@login_required
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a time. Where it went to somebody else meanwhile, the page says so and shows what is free now."""
    found = queries.session_for(request.user, pk)
    try:
        sessions.accept(session=found, by=request.user, time=_chosen(request.POST.get("time", "")))
    except DomainError as refusal:
        return _page(request, queries.session_for(request.user, pk), refusal)
    messages.success(request, _("It stands. The invitation to both calendars is on its way."))
    return redirect("session", pk)


@login_required
@require_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave it at the time that stands."""
    found = queries.session_for(request.user, pk)
    try:
        sessions.keep(session=found, by=request.user)
    except DomainError as refusal:
        return _page(request, queries.session_for(request.user, pk), refusal)
    messages.success(request, _("It stays at its time."))
    return redirect("session", pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call it off."""
    found = queries.session_for(request.user, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, cancel_form=form)
    sessions.cancel(session=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The session is called off. The other one has been told."))
    return redirect("mentorship", found.mentorship_id)


def _form(request: HttpRequest, mentorship: Mentorship, initial: dict, *, session: Session | None = None) -> ProposeForm:
    minutes = request.POST.get("minutes") or initial["minutes"]
    slots = queries.suggestions(mentorship, minutes=int(minutes) if str(minutes).isdigit() and 10 <= int(minutes) <= 480 else USUAL, but=session)
    return ProposeForm(request.POST if request.method == "POST" else None, initial=initial, slots=slots, pair=Pair.of(mentorship, request.user))


def _minutes(request: HttpRequest) -> int:
    asked = request.GET.get("minutes", "")
    return int(asked) if asked in {str(length) for length, _label in LENGTHS} else USUAL


def _propose_page(request: HttpRequest, form: ProposeForm, mentorship: Mentorship, may: object, *, session: Session | None = None) -> HttpResponse:
    context = {"form": form, "mentorship": mentorship, "pair": form.pair, "may": may, "session": session}
    if session is not None and session.starts_at is not None:
        context["ends_at"] = session_notices.ends_at(session)
    return render(request, "sessions/propose.html", context, status=form.status)


def _chosen(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid({"time": [_("Choose one of the proposed times.")]}) from None


def _page(request: HttpRequest, found: Session, refusal: DomainError | None = None, cancel_form: CancelForm | None = None) -> HttpResponse:
    user, now = request.user, clock.now()
    may = session_rules.can_accept(user, found)
    beside = " ".join(map(str, refusal.errors.pop("time", []))) if isinstance(refusal, Invalid) and may else ""  # its field is on the page
    may_read = bool(session_rules.can_read_notes(user, found))
    verbs = ("accept", "move", "keep", "cancel", "record", "contest", "give_feedback")
    context = {
        "session": found,
        "mentorship": found.mentorship,
        "pair": Pair.of(found.mentorship, user),
        "ends_at": session_notices.ends_at(found) if found.starts_at else None,
        "times": [(time, time.starts_at > now) for time in found.times.all()],
        "can": {verb: getattr(session_rules, f"can_{verb}")(user, found) for verb in verbs},
        "begun": session_rules.has_begun(found),
        "may_read": may_read,
        "contest_until": found.recorded_at + session_rules.CONTEST_FOR if found.recorded_at else None,
        "feedback": list(queries.feedback_visible_to(user).filter(session=found)),
        "guests": list(answers_of(found)) if found.starts_at else [],
        "refusal": _sentence(refusal),
        "time_error": beside,
        "fresh": slots_of(refusal),
        "cancel_form": cancel_form or CancelForm(),
    }
    status = refusal.status if refusal is not None else cancel_form.status if cancel_form else 200
    return render(request, "sessions/detail.html", context, status=status)


def _sentence(refusal: DomainError | None) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(str(text) for texts in refusal.errors.values() for text in texts)
    return str(refusal) if refusal is not None else ""  # not `if refusal`: a refusal counts as False
