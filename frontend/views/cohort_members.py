"""Which companies are in a cohort, and who comes along for each."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.cohorts import AddCompanyForm, CohortPeopleForm, TakeOutForm
from frontend.views.cohorts import tabs
from mentoring.cohorts import members, queries, rules
from mentoring.cohorts.models import Cohort


@login_required
@require_GET
def companies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For whoever runs it: who is in, who could come in, who has left."""
    return _page(request, queries.run_cohort_for(request.user, pk))


def _page(request: HttpRequest, found: Cohort, *, adding: AddCompanyForm | None = None, leaving: tuple[UUID, TakeOutForm] | None = None) -> HttpResponse:
    pk, form = leaving or (None, None)
    inside = [(member, form if form and member.pk == pk else TakeOutForm(prefix=str(member.pk))) for member in queries.members_in(found)]
    context = {
        "cohort": found,
        "tabs": tabs(found, "cohort-members"),
        "inside": inside,
        "former": list(queries.former_members(found)[:50]),
        "confirmed": list(queries.places_confirmed(found)[:200]),
        "adding": adding or AddCompanyForm(companies=queries.companies_to_add(found)[:500]),
        "may": rules.can_change(request.user, found),
    }
    shown = adding or form
    return render(request, "cohorts/members.html", context, status=shown.status if shown else 200)


@login_required
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A company of the programme comes in; those who speak for it come along."""
    found = queries.run_cohort_for(request.user, pk)
    form = AddCompanyForm(request.POST, companies=queries.companies_to_add(found)[:500])
    if form.is_valid() and form.perform(members.take_in, cohort=found, by=request.user, company=form.cleaned_data["company"]):
        messages.success(request, _("%(company)s is in. You can change who comes along.") % {"company": form.result.company})
        return redirect("cohort-members", pk)
    return _page(request, found, adding=form)


@login_required
@require_POST
def take_confirmed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who confirmed a place in the call comes in."""
    made = members.take_in_confirmed(cohort=queries.run_cohort_for(request.user, pk), by=request.user)
    words = ngettext("%(count)d company has come in.", "%(count)d companies have come in.", len(made)) % {"count": len(made)}
    messages.success(request, words)
    return redirect("cohort-members", pk)


@login_required
@require_POST
def take_out(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A company leaves the cohort."""
    found = queries.run_cohort_for(request.user, pk)
    row = queries.member_of(found, member)
    form = TakeOutForm(request.POST, prefix=str(row.pk))
    if form.is_valid() and form.perform(members.take_out, member=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("%(company)s is not in the cohort any more, and its people are told.") % {"company": row.company})
        return redirect("cohort-members", pk)
    return _page(request, found, leaving=(row.pk, form))


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Who comes along for a company: said by its own people, or by whoever runs the cohort."""
    found = queries.cohort_for(request.user, pk)
    row = queries.member_to_people(request.user, found, member)
    offered = list(queries.people_to_choose(row.company))
    along = [str(person.pk) for person in queries.along_of(row)]
    form = CohortPeopleForm(request.POST if request.method == "POST" else None, people=offered, initial={"people": along})
    if request.method == "POST" and form.is_valid() and form.perform(members.set_people, member=row, by=request.user, people=form.chosen):
        messages.success(request, _("Saved. Who comes along from now on is told."))
        return redirect("cohort-members" if found.is_run else "cohort", pk)
    may = rules.can_choose_people(request.user, row)
    return render(request, "cohorts/people.html", {"form": form, "cohort": found, "member": row, "may": may}, status=form.status if may else may.status)
