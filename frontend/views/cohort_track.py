"""Who is on track in a cohort and who is stuck, words to send, and matching the whole cohort."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.cohort_words import told
from frontend.forms.cohorts import CohortNoteForm, TrackRulesForm, WholeMatchForm
from frontend.views.cohorts import tabs
from mentoring.cohorts import notes, queries, rules, services, whole_match
from mentoring.cohorts.models import Cohort
from mentoring.cohorts.track import standing_of, standings
from mentoring.matching.models import MatchRun
from mentoring.requests.models import MentoringRequest


@login_required
@require_GET
def track(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every company: on track, or stuck and why, with a way to write to it."""
    found = queries.run_cohort_for(request.user, pk)
    rows = standings(found)
    context = {
        "cohort": found,
        "tabs": tabs(found, "cohort-track"),
        "stuck": [(row, [told(reason) for reason in row.reasons]) for row in rows if row.is_stuck],
        "on_track": [row for row in rows if not row.is_stuck],
        "rules": list(queries.rules_of(found)),
        "may": rules.can_change(request.user, found),
    }
    return render(request, "cohorts/track.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def track_rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What counts as stuck."""
    found = queries.run_cohort_for(request.user, pk)
    form = TrackRulesForm(request.POST if request.method == "POST" else None, rules=list(queries.rules_of(found)))
    if request.method == "POST" and form.is_valid() and form.perform(services.set_rules, cohort=found, by=request.user, given=form.given()):
        messages.success(request, _("Saved."))
        return redirect("cohort-track", pk)
    may = rules.can_change(request.user, found)
    return render(request, "cohorts/rules.html", {"form": form, "cohort": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A ready text to a company, to read over and send."""
    found = queries.run_cohort_for(request.user, pk)
    row = queries.member_of(found, member)
    may = rules.can_change_member(request.user, row)
    languages = notes.languages_of(row)
    standing = standing_of(found, row)
    asked = request.GET.get("reason", "")
    reason = next((it for it in (standing.reasons if standing else ()) if not asked or it.kind == asked), None)
    context = {"cohort": found, "member": row, "may": may, "languages": languages, "reason": told(reason) if reason else "", "people": queries.along_of(row)}
    if not may or not languages:
        return render(request, "cohorts/note.html", context, status=200 if may else may.status)
    ready = {} if request.method == "POST" else {"texts": notes.drafts(member=row, by=request.user, reason=reason), "reason": reason.kind if reason else ""}
    form = CohortNoteForm(request.POST if request.method == "POST" else None, languages=languages, initial=ready)
    if request.method == "POST" and form.is_valid() and form.perform(notes.send, member=row, by=request.user, **form.said()):
        messages.success(request, _("Sent to %(people)s.") % {"people": ", ".join(str(person) for person in form.result)})
        return redirect("cohort-track", pk)
    return render(request, "cohorts/note.html", context | {"form": form}, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which companies look for somebody, and starting a run over them."""
    found = queries.run_cohort_for(request.user, pk)
    target = _target(request)
    form = WholeMatchForm(request.POST if request.method == "POST" else None, initial={"target": target, "aim": MatchRun.Aim.EXACT})
    if request.method == "POST" and form.is_valid() and form.perform(whole_match.start, cohort=found, by=request.user, **form.cleaned_data):
        return redirect("match-run", form.result.pk)
    return _match_page(request, found, form, target)


def _target(request: HttpRequest) -> str:
    """Mentors or incubators: the switch of the page."""
    return MentoringRequest.Target.INCUBATOR if request.GET.get("target") == "incubator" else MentoringRequest.Target.MENTOR


def _match_page(request: HttpRequest, found: Cohort, form: WholeMatchForm, target: str) -> HttpResponse:
    rows = whole_match.seekers(found, target)
    missing = [row for row in rows if row.place in (whole_match.Place.NONE, whole_match.Place.DRAFT)]
    context = {
        "cohort": found,
        "tabs": tabs(found, "cohort-match"),
        "switch": [(label, f"?target={value}", value == target) for value, label in MentoringRequest.Target.choices],
        "target": target,
        "runs": whole_match.runs_over(request.user, found),
        "rows": rows,
        "missing": missing,
        "looking": sum(row.place == whole_match.Place.LOOKING for row in rows),
        "form": form,
        "may": whole_match.can_start(request.user, found),
        "may_ask": whole_match.can_ask(request.user, found, target),
    }
    return render(request, "cohorts/match.html", context, status=form.status)


@login_required
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask all companies without an open request to write one."""
    target = _target(request)
    asked = whole_match.ask(cohort=queries.run_cohort_for(request.user, pk), by=request.user, target=target)
    words = ngettext("%(count)d company is asked to write a request.", "%(count)d companies are asked to write a request.", len(asked))
    messages.success(request, words % {"count": len(asked)})
    return redirect(f"{reverse('cohort-match', args=[pk])}?target={target}")
