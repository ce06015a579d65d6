"""Organisations: one's own, those one may see, registering and editing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.organisations import EditOrganisationForm, IdentifierForm, InviteForm, NewOrganisationForm, RoleForm
from network.core.errors import Invalid
from network.organisations import rules
from network.organisations.joining import ask_to_join_by_identifier
from network.organisations.queries import administrators_of, invitations_of, memberships_visible_to, my_memberships, organisation_for
from network.organisations.services import IdentifierTaken, edit, register
from network.programmes.queries import programmes_of_company, programmes_visible_to
from network.vocabulary.countries import country_name


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own organisations; straight to it where there is one."""
    memberships = list(my_memberships(request.user))
    if not memberships:
        return redirect("onboarding")
    if len(memberships) == 1 and memberships[0].state == "active":
        return redirect("organisation-detail", pk=memberships[0].organisation_id)
    return render(request, "organisations/mine.html", {"memberships": memberships})


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """An organisation, its people, and for its administrators what can be done."""
    organisation = organisation_for(request.user, pk)
    may_edit = rules.can_edit(request.user, organisation)
    memberships = memberships_visible_to(request.user).filter(organisation=organisation, state__in=["active", "asked"])
    administrators = administrators_of(organisation).count()
    rows = [
        {
            "membership": m,
            "may_end": rules.can_end_among(request.user, m, may_edit=may_edit, administrators=administrators),
            "form": RoleForm(initial={"role": m.role}, auto_id=f"id_{m.pk}_%s"),
        }
        for m in memberships.order_by("state", "person__sort_key", "id")
    ]
    context = {
        "organisation": organisation,
        "country": country_name(organisation.country),
        "may_edit": may_edit,
        "may_approve": rules.can_approve(request.user, organisation) if request.user.is_staff else None,
        "members": [row for row in rows if row["membership"].state == "active"],
        "asking": [row for row in rows if row["membership"].state == "asked"] if may_edit else [],
        "invitations": invitations_of(organisation) if may_edit else [],
        "invite": InviteForm(initial={"language": request.user.language}) if may_edit else None,
        "programmes": programmes_visible_to(request.user).filter(pk__in=programmes_of_company(organisation).values("pk")),
    }
    return render(request, "organisations/detail.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Register an organisation; where its identifier is here already, offer to ask to join."""
    form = NewOrganisationForm(request.POST if request.method == "POST" else None, initial={"country": request.user.country, "place": request.user.place})
    taken = False
    if form.is_valid():
        try:
            organisation = register(by=request.user, **form.cleaned_data)
        except IdentifierTaken as refusal:
            taken = True
            form.refuse(refusal)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": organisation})
            return redirect("organisation-detail", pk=organisation.pk)
    return render(request, "organisations/new.html", {"form": form, "taken": taken}, status=form.status)


@login_required
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join the organisation with this identifier."""
    form = IdentifierForm(request.POST)
    if form.is_valid() and form.perform(ask_to_join_by_identifier, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your question is with the organisation's administrators. You get a mail when they have answered."))
        return redirect("onboarding")
    return render(request, "organisations/join.html", {"form": form}, status=form.status)


@login_required
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Edit what an organisation says about itself."""
    organisation = organisation_for(request.user, pk)
    if not (verdict := rules.can_edit(request.user, organisation)):
        raise verdict
    form = EditOrganisationForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_valid() and form.perform(edit, by=request.user, organisation=organisation, **form.changes()):
        messages.success(request, _("The organisation is up to date."))
        return redirect("organisation-detail", pk=organisation.pk)
    return render(request, "organisations/edit.html", {"form": form, "organisation": organisation}, status=form.status)
