"""Programmes: which there are, joining one, and what its managers set."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.programmes import AppointmentForm, JoinForm, PartnerForm, ProgrammeForm, ProgrammeSettingsForm, SharingForm
from frontend.keyset import page_of
from frontend.navigation import own_name
from mentoring.calls.queries import calls_of
from mentoring.cohorts.queries import cohorts_of
from mentoring.profiles.queries import joinable_by
from mentoring.referrals.queries import any_in as between
from network.organisations.queries import companies_of, members_by_organisation, organisation_for, organisations_visible_to
from network.programmes import planning, queries, rules, services


@login_required
def programmes(request: HttpRequest) -> HttpResponse:
    """One's programmes, and those that are open."""
    mine = list(queries.programmes_visible_to(request.user))
    others = queries.open_programmes().exclude(pk__in=[programme.pk for programme in mine])
    context = {
        "mine": mine,
        "page": page_of(others, request, "sort_key", "id"),
        "may_create": rules.can_create(request.user),
        "companies": companies_of(request.user),
        "mentors": set(joinable_by(request.user)),
    }
    waiting = list(queries.waiting_of(request.user))
    asked = {row.programme_id for row in waiting}
    context |= {"waiting": waiting, "asked": asked, "may_ask": queries.own_other_kinds(request.user).exists()}
    return render(request, "programmes/list.html", context)


@login_required
def programme(request: HttpRequest, pk: str) -> HttpResponse:
    """A programme: its partners, who to turn to, and for its people what was agreed."""
    found = queries.programme_for(request.user, pk)
    inside = queries.is_coordinator(request.user, found) or request.user.is_staff
    context = {
        "programme": found,
        "calls": list(calls_of(request.user, found)[:12]),
        "cohorts": list(cohorts_of(request.user, found)[:12]),
        "partners": queries.partners_of(found),
        "appointments": queries.appointments_in(found),
        "may_manage": rules.can_manage(request.user, found),
        "may_coordinate": rules.can_coordinate(request.user, found),
        "sharing": queries.sharing_visible_to(request.user, found),
        "page": page_of(queries.participations_visible_to(request.user, found), request, *queries.COMPANIES_BY_NAME) if inside else None,
        "opens": set(organisations_visible_to(request.user).filter(partnerships__programme=found).values_list("pk", flat=True)),
        "between": between(request.user, found),
        "targets": queries.targets_of(found),
        "components": planning.components_of(found),
        "may_match": rules.open_for(found, "match-runs"),
        "chosen_bases": [basis["label"] for basis in planning.bases_of(found) if basis["is_chosen"]],
        "languages": [own_name(code) for code in found.languages],
        "own": queries.participations_in(found).filter(organisation__in=companies_of(request.user).values("pk")),
    }
    return render(request, "programmes/detail.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Set up a programme."""
    if not (verdict := rules.can_create(request.user)):
        raise verdict
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.perform(services.create_programme, by=request.user, **form.cleaned_data):
        messages.success(request, _("The programme is set up. Add its partners next."))
        return redirect("programme-manage", pk=form.result.pk)
    return render(request, "programmes/new.html", {"form": form}, status=form.status)


@login_required
def join(request: HttpRequest, pk: str) -> HttpResponse:
    """Take one's company into an open programme."""
    found = queries.open_programme_for(pk)
    companies = companies_of(request.user).exclude(participations__programme=found, participations__ended_at=None)
    form = JoinForm(request.POST if request.method == "POST" else None, companies=companies, incubators=queries.incubators_of(found))
    if len(companies) == 1:
        form.fields["company"].initial = str(companies[0].pk)
    if form.is_valid() and form.perform(services.join, by=request.user, programme=found, **form.cleaned_data):
        messages.success(request, _("You take part in %(programme)s now.") % {"programme": found})
        return redirect("programme", pk=found.pk)
    return render(request, "programmes/join.html", {"form": form, "programme": found, "companies": companies}, status=form.status)


@login_required
@require_POST
def leave(request: HttpRequest, pk: str, company: str) -> HttpResponse:
    """End a company's part."""
    found = queries.programme_for(request.user, pk)
    services.leave(by=request.user, programme=found, company=organisation_for(request.user, company))
    messages.success(request, _("The company no longer takes part."))
    return redirect("programmes")


@login_required
def manage(request: HttpRequest, pk: str) -> HttpResponse:
    """Settings, partners, people and sharing, each a form of its own; `part` says which was sent."""
    found = queries.programme_for(request.user, pk)
    if not (verdict := rules.can_manage(request.user, found)):
        raise verdict
    partners = queries.partner_organisations(found)
    part = request.POST.get("part", "")
    forms = _forms(request, found, partners, part)
    if (form := forms.get(part)) and form.is_valid() and _perform(request, found, part, form):
        messages.success(request, _("It is kept."))
        return redirect("programme-manage", pk=found.pk)
    context = {
        "programme": found,
        "forms": forms,
        "partners": queries.partners_of(found),
        "appointments": queries.appointments_in(found),
        "sharing": queries.sharing_in(found),
        "waiting": queries.waiting_in(request.user, found),
    }
    return render(request, "programmes/manage.html", context, status=form.status if form else 200)


def _forms(request: HttpRequest, found: queries.Programme, partners: list, part: str) -> dict:
    def data(name: str) -> object:
        return request.POST if part == name else None

    people = members_by_organisation(partners)
    candidates = [o for o in organisations_visible_to(request.user) if not o.is_company and o not in partners]
    return {
        "settings": ProgrammeSettingsForm(data("settings"), initial=ProgrammeSettingsForm.initial_of(found), prefix="settings"),
        "partner": PartnerForm(data("partner"), organisations=[*candidates, *partners], prefix="partner"),
        "appointment": AppointmentForm(data("appointment"), partners=people, prefix="appointment"),
        "sharing": SharingForm(data("sharing"), givers=partners, receivers=partners, prefix="sharing"),
    }


def _perform(request: HttpRequest, found: queries.Programme, part: str, form: object) -> bool:
    values = form.appointed() if part == "appointment" else form.cleaned_data
    service = {
        "settings": services.update_settings,
        "partner": services.add_partner,
        "appointment": services.appoint,
        "sharing": services.agree_sharing,
    }[part]
    return form.perform(service, by=request.user, programme=found, **values)


@login_required
@require_POST
def end_partner(request: HttpRequest, pk: str, partner: str) -> HttpResponse:
    """End an organisation's part."""
    found = queries.programme_for(request.user, pk)
    services.remove_partner(by=request.user, partner=queries.partner_in(found, partner))
    return redirect("programme-manage", pk=pk)


@login_required
@require_POST
def end_appointment(request: HttpRequest, pk: str, appointment: str) -> HttpResponse:
    """Take a person's rights back."""
    found = queries.programme_for(request.user, pk)
    services.end_appointment(by=request.user, appointment=queries.appointment_in(found, appointment))
    return redirect("programme-manage", pk=pk)


@login_required
@require_POST
def end_sharing(request: HttpRequest, pk: str, agreement: str) -> HttpResponse:
    """Take a sharing agreement back."""
    found = queries.programme_for(request.user, pk)
    services.end_sharing(by=request.user, agreement=queries.sharing_one(request.user, found, agreement))
    return redirect("programme", pk=pk)
