"""With whom one does not want to work: on the other one's page, and in the settings to see and take back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.profiles import ApartForm, MentorApartForm
from frontend.keyset import page_of
from mentoring.profiles import queries, rules
from mentoring.requests.apart import declare_interest, keep_apart, lift
from mentoring.requests.queries import company_met
from network.core.errors import NotVisible
from network.organisations.queries import companies_of


@login_required
def apart(request: HttpRequest) -> HttpResponse:
    """What the reader and their companies wished; for coordinators also the pairs of their programmes."""
    page = page_of(queries.blocks_visible_to(request.user), request)
    own = {block.pk for block in queries.own_blocks(request.user).filter(pk__in=[block.pk for block in page])}
    shared = ("coordinator", "interest")
    rows = [(block, block.pk in own or (block.side in shared and bool(rules.can_lift(request.user, block)))) for block in page]
    return render(request, "people/apart.html", {"page": page, "rows": rows})


@login_required
def from_mentor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A company does not want to be brought together with a mentor."""
    profile = queries.mentor_for(request.user, pk)
    companies = list(companies_of(request.user).order_by("sort_key", "pk"))
    if not companies or profile.person_id == request.user.pk:
        raise NotVisible
    form = ApartForm(request.POST if request.method == "POST" else None, companies=companies)
    if form.is_valid() and form.perform(keep_apart, mentor=profile.person, by=request.user, **form.cleaned_data):
        messages.success(request, _("Noted. You are not brought together any more; nobody tells the other side."))
        return redirect("apart")
    return render(request, "people/keep_apart.html", {"form": form, "name": profile.person, "back": profile.pk}, status=form.status)


@login_required
def from_company(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A mentor does not want to be asked for a company again."""
    company = company_met(request.user, pk)
    form = MentorApartForm(request.POST if request.method == "POST" else None, companies=[company])
    service = declare_interest if form.is_valid() and form.cleaned_data.pop("interest") else keep_apart
    if form.is_valid() and form.perform(service, mentor=request.user, by=request.user, **form.cleaned_data):
        messages.success(request, _("Noted. You are not brought together any more; nobody tells the other side."))
        return redirect("apart")
    return render(request, "people/keep_apart.html", {"form": form, "name": company}, status=form.status)


@login_required
@require_POST
def lift_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's wish back."""
    lift(block=queries.block_for(request.user, pk), by=request.user)
    messages.success(request, _("Taken back. You can be brought together again."))
    return redirect("apart")
