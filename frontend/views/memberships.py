"""The people of an organisation: who comes in, what they may do, who leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from frontend.forms.organisations import InviteForm, RoleForm
from frontend.forms.people import ClaimForm
from frontend.views.people import sign_in
from network.accounts.queries import has_sign_in
from network.core.errors import Invalid, NotVisible, require
from network.organisations import invitations, joining
from network.organisations.queries import invitation_for, membership_for, organisation_for
from network.organisations.rules import can_edit


@login_required
@require_POST
def answer(request: HttpRequest, pk: str, verb: str) -> HttpResponse:
    """Let somebody in who asked, or not."""
    if verb not in {"accept", "decline"}:
        raise NotVisible
    membership = joining.answer(by=request.user, membership=membership_for(request.user, pk), accept=verb == "accept")
    text = _("%(name)s is a member now.") if verb == "accept" else _("%(name)s was told that you said no.")
    messages.success(request, text % {"name": membership.person})
    return redirect("organisation-detail", pk=membership.organisation_id)


@login_required
@require_POST
def role(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a member administrator, or the other way round."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: [str(e) for e in errors] for name, errors in form.errors.items()})
    membership = joining.change_role(by=request.user, membership=membership_for(request.user, pk), role=form.cleaned_data["role"])
    messages.success(request, _("The role is changed."))
    return redirect("organisation-detail", pk=membership.organisation_id)


@login_required
@require_POST
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """Leave, or let a member go."""
    membership = joining.end(by=request.user, membership=membership_for(request.user, pk))
    if membership.person_id == request.user.pk:
        messages.success(request, _("You are no longer in %(organisation)s.") % {"organisation": membership.organisation})
        return redirect("home")
    messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.person})
    return redirect("organisation-detail", pk=membership.organisation_id)


@login_required
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask a colleague in by mail."""
    organisation = organisation_for(request.user, pk)
    require(can_edit(request.user, organisation))
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"language": request.user.language})
    if form.is_valid() and form.perform(invitations.invite, by=request.user, organisation=organisation, **form.cleaned_data):
        messages.success(request, _("A mail is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect("organisation-detail", pk=organisation.pk)
    return render(request, "organisations/invite.html", {"form": form, "organisation": organisation}, status=form.status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Take an invitation back."""
    invitation = invitations.withdraw(by=request.user, invitation=invitation_for(request.user, pk))
    messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return redirect("organisation-detail", pk=invitation.organisation_id)


@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a colleague's mail. Open to visitors: who has no sign-in makes one here, since the link proves the mailbox."""
    invitation = invitations.invitation_of(token)
    if not request.user.is_authenticated and not has_sign_in(invitation.email):
        return _newcomer(request, invitation, token)
    if request.method == "POST" and request.user.is_authenticated:
        invitations.accept(by=request.user, token=token)
        messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": invitation.organisation})
        return redirect("organisation-detail", pk=invitation.organisation_id)
    return render(request, "organisations/invited.html", {"invitation": invitation})


def _newcomer(request: HttpRequest, invitation: invitations.ColleagueInvitation, token: str) -> HttpResponse:
    form = ClaimForm(
        request.POST if request.method == "POST" else None, initial={"languages": [invitation.language], "country": invitation.organisation.country}
    )
    if form.is_valid() and form.perform(invitations.accept_as_newcomer, token=token, **form.cleaned_data):
        sign_in(request, form.result)
        messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": invitation.organisation})
        return redirect("organisation-detail", pk=invitation.organisation_id)
    return render(request, "organisations/invited.html", {"invitation": invitation, "form": form}, status=form.status)
