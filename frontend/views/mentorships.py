"""The pages of a mentorship: what was agreed, its sessions, its end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.mentorships import AgreementForm, ClosingForm, ContactForm, EndForm
from frontend.keyset import page_of
from frontend.views.pair import Pair
from mentoring.followups import queries as followups
from mentoring.mentorships import contacts, queries, rules, services, session_rules
from mentoring.mentorships.models import Mentorship
from network.core.errors import require
from network.organisations.queries import members_of
from network.programmes.queries import is_coordinator


@login_required
def mentorships(request: HttpRequest) -> HttpResponse:
    """The reader's own mentorships, and those of their organisations."""
    own, ended = queries.own_mentorships(request.user), Mentorship.State.ENDED
    page = page_of(own.filter(state=ended), request, "-ended_at", "-id")
    context = {
        "running": [(mentorship, Pair.of(mentorship, request.user)) for mentorship in own.exclude(state=ended)],
        "ended": [(mentorship, Pair.of(mentorship, request.user)) for mentorship in page],
        "page": page,
        "colleagues": page_of(queries.mentorships_of_colleagues(request.user), request, name="colleagues"),
        "waiting": queries.answers_wanted_from(request.user),
    }
    return render(request, "mentorships/list.html", context)


@login_required
def mentorship(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mentorship."""
    found = queries.mentorship_for(request.user, pk)
    return render(request, "mentorships/detail.html", _detail(request, found))


@login_required
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the agreement. The version that was read travels along, so that nobody overwrites what they have not seen."""
    found = queries.mentorship_for(request.user, pk)
    may = rules.can_edit_agreement(request.user, found)
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=AgreementForm.of(found))
    if request.method == "POST" and form.is_valid() and form.perform(services.edit_agreement, mentorship=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The agreement is changed. It holds when both of you have accepted this version."))
        return redirect("mentorship", found.pk)
    context = {"mentorship": found, "pair": Pair.of(found, request.user), "form": form, "may": may}
    return render(request, "mentorships/agreement.html", context, status=form.status)


@login_required
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept the version that was shown."""
    found = queries.mentorship_for(request.user, pk)
    version = request.POST.get("version", "")
    done = services.accept_agreement(mentorship=found, by=request.user, version=int(version) if version.isdigit() and len(version) < 6 else 0)
    if done.company_agreed_at and done.mentor_agreed_at:
        messages.success(request, _("Both of you have accepted. You can book your first session now."))
    else:
        messages.success(request, _("You have accepted. We have asked the other one to do the same."))
    return redirect("mentorship", found.pk)


@login_required
@require_POST
def pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause."""
    services.pause(mentorship=queries.mentorship_for(request.user, pk), by=request.user)
    messages.success(request, _("The mentorship is paused. The other one has been told."))
    return redirect("mentorship", pk)


@login_required
@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on."""
    services.resume(mentorship=queries.mentorship_for(request.user, pk), by=request.user)
    messages.success(request, _("The mentorship goes on. The other one has been told."))
    return redirect("mentorship", pk)


@login_required
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it: says what happens then, asks for a word, and leads to the closing questions."""
    found = queries.mentorship_for(request.user, pk)
    form = EndForm(request.POST if request.method == "POST" else None, is_party=bool(rules.side_of(request.user, found)))
    if request.method == "POST" and form.is_valid() and form.perform(services.end_mentorship, mentorship=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The mentorship has ended."))
        return redirect("mentorship-closing" if form.result.started_at and rules.side_of(request.user, found) else "mentorship", pk)
    context = {"mentorship": found, "pair": Pair.of(found, request.user), "form": form, "may": rules.can_end(request.user, found)}
    return render(request, "mentorships/end.html", context, status=form.status)


@login_required
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who acts for the company from now on."""
    found = queries.mentorship_for(request.user, pk)
    people = [person for person in members_of(found.company).order_by("sort_key") if person.pk not in (found.contact_id, found.mentor_id)]
    form = ContactForm(request.POST if request.method == "POST" else None, people=people)
    may = rules.can_appoint(request.user, found)
    if request.method == "POST":
        require(may)
    if form.is_valid() and form.perform(contacts.appoint, mentorship=found, by=request.user, person=form.cleaned_data["person"]):
        messages.success(request, _("%(name)s acts for the company now. Both have been told.") % {"name": form.cleaned_data["person"]})
        return redirect("mentorship", pk)
    return render(request, "mentorships/contact.html", {"mentorship": found, "form": form, "may": may, "people": people}, status=form.status)


@login_required
def closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Three questions at the end, for the coordinator alone."""
    found = queries.mentorship_for(request.user, pk)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.perform(services.answer_closing_survey, mentorship=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Thank you. Your answers went to the coordinator."))
        return redirect("mentorship", pk)
    context = {"mentorship": found, "pair": Pair.of(found, request.user), "form": form, "may": rules.can_close(request.user, found)}
    return render(request, "mentorships/closing.html", context, status=form.status)


def _detail(request: HttpRequest, found) -> dict:
    user = request.user
    coordinates = is_coordinator(user, found.programme)
    past = list(queries.past_sessions(found)[:50])
    still_open = list(queries.open_sessions(found))
    over = [session for session in still_open if session_rules.has_ended(session)]
    context = {
        "mentorship": found,
        "pair": Pair.of(found, user),
        "coming": [session for session in still_open if session not in over],
        "over": over,
        "past": past,
        "can": {
            name: getattr(rules, f"can_{name}")(user, found)
            for name in ("agree", "edit_agreement", "pause", "resume", "end", "hand_over", "appoint", "propose", "close")
        },
        "coordinates": coordinates,
    }
    if coordinates:
        context["feedback"] = list(queries.feedback_visible_to(user).filter(session__mentorship=found))
        context["surveys"] = list(queries.surveys_visible_to(user).filter(mentorship=found))
        context["answers"] = list(followups.answers_about(user, [found.pk, *[s.pk for s in past]]))
    return context
