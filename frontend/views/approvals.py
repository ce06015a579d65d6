"""For administrators: who waits for approval, and what happened to an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.addresses import address_of
from frontend.keyset import page_of
from network.audit import queries as audit
from network.organisations.queries import organisation_for, waiting_for_approval
from network.organisations.services import approve as approve_organisation
from network.programmes.queries import programmes_visible_to
from network.programmes.rules import can_create


@login_required
def approvals(request: HttpRequest) -> HttpResponse:
    """Organisations that wait, the programmes, and where else an administrator looks."""
    if not (verdict := can_create(request.user)):
        raise verdict
    page = page_of(waiting_for_approval(request.user), request, "id")
    context = {"page": page, "programmes": programmes_visible_to(request.user), "deliveries_url": address_of("deliveries")}
    return render(request, "approvals/list.html", context)


@login_required
@require_POST
def approve(request: HttpRequest, pk: str) -> HttpResponse:
    """Approve an organisation; its administrators get a mail."""
    organisation = approve_organisation(by=request.user, organisation=organisation_for(request.user, pk))
    messages.success(request, _("%(name)s is approved, and its administrators are told.") % {"name": organisation})
    return redirect("approvals")


@login_required
def history(request: HttpRequest, pk: str) -> HttpResponse:
    """What was changed on an organisation and its memberships, by whom and why."""
    organisation = organisation_for(request.user, pk)
    page = page_of(audit.history_of(request.user, organisation), request, *audit.NEWEST)
    return render(request, "approvals/history.html", {"organisation": organisation, "page": page, "events": audit.told(page.rows)})
