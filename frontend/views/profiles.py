"""Mentors and incubators: whom one may see, one's own profile, pauses, approval."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.base import Form
from frontend.forms.profiles import DecisionForm, EndApprovalForm, IncubatorForm, MentorForm, PauseForm
from frontend.keyset import page_of
from frontend.times import zone_of, zone_words
from mentoring.profiles import approvals as approving
from mentoring.profiles import coming_back, pauses, queries, rules, services
from mentoring.profiles.models import MentorApproval
from mentoring.profiles.seasons import coming
from network.core import clock
from network.core.errors import NotVisible
from network.organisations.queries import companies_of, own_organisation_for
from network.programmes.queries import open_programme_for
from network.vocabulary.countries import country_name
from network.vocabulary.languages import language_name


def _shown(profile) -> dict:
    """A profile with its names in the reader's language."""
    person = getattr(profile, "person", None)
    owner = person or profile.organisation
    return {
        "profile": profile,
        "owner": owner,
        "country": country_name(owner.country),
        "languages": [(language_name(row.language), row.get_level_display()) for row in profile.spoken.all()],
        "pause": queries.pause_on(profile, clock.today(person.time_zone)) if person else None,
    }


@login_required
def mentors(request: HttpRequest) -> HttpResponse:
    """Mentors of the reader's programmes, by name."""
    page = page_of(queries.mentors_visible_to(request.user), request, *queries.MENTORS_BY_NAME)
    return render(request, "mentors/list.html", {"rows": [_shown(profile) for profile in page], "page": page})


@login_required
def mentor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mentor."""
    shown = _shown(queries.mentor_for(request.user, pk))
    context = {"for_company": companies_of(request.user).exists(), "zone": zone_words(zone_of(shown["owner"].time_zone))}
    return render(request, "mentors/detail.html", shown | context)


@login_required
def incubators(request: HttpRequest) -> HttpResponse:
    """Incubators of the reader's programmes, by name."""
    page = page_of(queries.incubators_visible_to(request.user), request, *queries.INCUBATORS_BY_NAME)
    return render(request, "incubators/list.html", {"rows": [_shown(profile) for profile in page], "page": page})


@login_required
def incubator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One incubator."""
    found = queries.incubator_for(request.user, pk)
    context = {"may": rules.can_edit_incubator(request.user, found.organisation), "for_company": companies_of(request.user).exists()}
    return render(request, "incubators/detail.html", _shown(found) | context)


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """One's own mentor profile: what one offers, pauses, programmes."""
    profile = queries.own_profile(request.user)
    form = MentorForm(request.POST if request.method == "POST" else None, initial=MentorForm.of(profile))
    if form.is_valid() and form.perform(services.save_mentor_profile, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your profile is saved."))
        return redirect("mentor-profile")
    return _own(request, profile, form=form)


def _own(request: HttpRequest, profile, *, form: MentorForm | None = None, pause: PauseForm | None = None) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    context = {
        "profile": profile,
        "form": form or MentorForm(initial=MentorForm.of(profile)),
        "pause_form": pause or PauseForm(initial={"starts_on": today}, prefix="pause"),
        "pauses": coming(profile.pauses.all(), today) if profile else [],
        "approvals": queries.approvals_of(profile) if profile else [],
        "programmes": queries.joinable(profile) if profile else [],
    }
    return render(request, "mentors/own.html", context, status=max(f.status for f in (form, pause) if f) if form or pause else 200)


@login_required
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Take nothing new for some days."""
    profile, form = queries.own_profile(request.user), PauseForm(request.POST, prefix="pause")
    if profile is None:
        raise NotVisible
    if form.is_valid() and form.perform(pauses.add_pause, profile=profile, by=request.user, **form.cleaned_data):
        messages.success(request, _("It is noted. What you said holds from the first day on."))
        return redirect("mentor-profile")
    return _own(request, profile, pause=form)


@login_required
@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a pause."""
    pauses.lift_pause(pause=queries.pause_of(request.user, pk), by=request.user)
    messages.success(request, _("Welcome back. You can be asked again."))
    return redirect("mentor-profile")


@never_cache
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, token: str) -> HttpResponse:
    """The link mailed to a mentor who was paused for not answering. GET shows, POST ends the pause: scanners follow links."""
    if request.method == "POST":
        coming_back.come_back(token=token)
        return redirect("mentor-back", token=token)
    return render(request, "mentors/back.html", {"pause": coming_back.pause_of(token), "token": token})


@login_required
@require_POST
def ask_approval(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask to mentor in a programme."""
    if (profile := queries.own_profile(request.user)) is None:
        raise NotVisible
    approving.ask_approval(profile=profile, by=request.user, programme=open_programme_for(pk))
    messages.success(request, _("The programme’s coordinators have your wish. We tell you when they have answered."))
    return redirect("mentor-profile")


@login_required
def approvals(request: HttpRequest) -> HttpResponse:
    """Mentors who wait for this coordinator's answer; with `?state=approved` those who were taken in."""
    holds = request.GET.get("state") == "approved"
    page = page_of(queries.approvals_that_hold(request.user) if holds else queries.approvals_to_decide(request.user), request, "id")
    rows = [_approval_row(approval, EndApprovalForm if holds else DecisionForm) for approval in page]
    return render(request, "mentors/approvals.html", {"rows": rows, "page": page, "holds": holds})


@login_required
@require_POST
def end_approval(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a programme as a mentor, or let a mentor of one's programme go."""
    approval = queries.approval_to_end(request.user, pk)
    row = _approval_row(approval, EndApprovalForm, request.POST)
    form = row["form"]
    own = approval.profile.person_id == request.user.pk
    if form.is_valid() and form.perform(approving.end_approval, approval=approval, by=request.user, **form.cleaned_data):
        messages.success(request, _("The approval has ended. Mentorships that run go on."))
    elif own:  # there is nothing to type on one's own page
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    else:
        return render(request, "mentors/approvals.html", {"rows": [row], "holds": True}, status=form.status)
    return redirect("mentor-profile") if own else redirect(f"{reverse('mentor-approvals')}?state=approved")


@login_required
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a mentor in, or not."""
    approval = queries.approval_for(request.user, pk)
    row = _approval_row(approval, DecisionForm, request.POST)
    form = row["form"]
    if form.is_valid() and form.perform(approving.decide_approval, approval=approval, by=request.user, **form.cleaned_data):
        messages.success(request, _("%(name)s has been told.") % {"name": approval.profile.person})
        return redirect("mentor-approvals")
    return render(request, "mentors/approvals.html", {"rows": [row]}, status=form.status)


def _approval_row(approval: MentorApproval, form: type[Form], data: QueryDict | None = None) -> dict:
    """A mentor as coordinators see one, with the form for the answer; each row's fields have names of their own in the page."""
    return _shown(approval.profile) | {"approval": approval, "form": form(data, auto_id=f"r-{approval.pk}-%s")}


@login_required
def own_incubator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The profile of one's incubator."""
    organisation = own_organisation_for(request.user, pk)
    profile = queries.profile_of_incubator(organisation)
    form = IncubatorForm(request.POST if request.method == "POST" else None, initial=IncubatorForm.of(profile))
    if form.is_valid() and form.perform(services.save_incubator_profile, by=request.user, organisation=organisation, **form.cleaned_data):
        messages.success(request, _("The profile is saved."))
        return redirect("incubator", form.result.pk)
    context = {"form": form, "organisation": organisation, "may": rules.can_edit_incubator(request.user, organisation)}
    return render(request, "incubators/edit.html", context, status=form.status)
