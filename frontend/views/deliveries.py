"""The administrator's page of mail that went out, and of mail whose fate is not known."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.keyset import page_of
from network.notifications import queries, resolving
from network.notifications.models import Delivery


@login_required
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What needs a decision first, then everything by state."""
    rows = queries.deliveries_visible_to(request.user)
    state = request.GET.get("state", "")
    unclear = list(rows.filter(state__in=queries.UNCLEAR)[:50])
    for row in unclear:
        row.allowed = resolving.can_resolve(request.user, row)
    page = page_of(rows.filter(state=state) if state in Delivery.State.values else rows, request)
    return render(
        request,
        "deliveries/list.html",
        {"unclear": unclear, "page": page, "state": state, "states": Delivery.State.choices, "stalled": queries.stalled().count()},
    )


@login_required
@require_POST
def delivery_arrived(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It arrived."""
    row = queries.delivery_for(request.user, pk)
    resolving.mark_arrived(delivery_id=row.pk, by=request.user)
    messages.success(request, _("Noted: the mail to %(address)s arrived.") % {"address": row.address})
    return redirect("deliveries")


@login_required
@require_POST
def delivery_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send it again."""
    row = resolving.send_again(delivery_id=queries.delivery_for(request.user, pk).pk, by=request.user)
    if row.state == Delivery.State.SUPERSEDED:
        messages.info(request, _("Something newer has gone to %(address)s, so this one stays here.") % {"address": row.address})
    else:
        messages.success(request, _("The mail to %(address)s is sent again in a moment.") % {"address": row.address})
    return redirect("deliveries")
