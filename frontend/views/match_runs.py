"""Match runs: which there are, starting one, and the workspace in which a coordinator works on it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from frontend.charts import Bar, Bars
from frontend.forms.match_runs import REST, AgainForm, PublishForm, StartForm
from frontend.keyset import page_of
from frontend.views.coordination import frame
from mentoring.cohorts.whole_match import cohorts_of
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.runs import publishing, rules, services, workspace
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import wording as run_wording
from mentoring.matching.weights.queries import used_by
from mentoring.requests.models import MentoringRequest
from network.core.errors import DomainError

WORDS_BESIDE = 1.4  # the fullest bar leaves so much room for its words
SHOWN_LOADS, LISTED_LOADS = 20, 500  # bars in the picture, lines of the table; the fullest stand first

SHOWN_KEPT = 50  # pairs that were kept for a run on the rest; the others are found by looking at a pair


@login_required
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The runs of the programmes that the reader coordinates, newest first, and a way to start one in each."""
    page = page_of(run_queries.runs_visible_to(request.user), request)
    over = cohorts_of(request.user, page.rows)
    rows = [(run, over.get(run.pk, [])) for run in page]
    context = {"page": page, "rows": rows, "programmes": workspace.programmes_to_match(request.user)}
    return render(request, "matching/runs.html", frame(request, "match-runs") | context)


@login_required
def new(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Start a run, knowing how many wait and how many places are free."""
    found = workspace.programme_to_match(request.user, programme)
    form = StartForm(request.POST if request.method == "POST" else None, initial={"target": MentoringRequest.Target.MENTOR, "aim": MatchRun.Aim.EXACT})
    if form.is_valid() and form.perform(services.start, programme=found, by=request.user, **form.cleaned_data):
        return redirect("match-run", pk=form.result.pk)
    rooms = [(label, workspace.room_in(found, target)) for target, label in MentoringRequest.Target.choices]
    costs = [(label, [_aim_said(asdict(it)) for it in room.aims]) for label, room in rooms if room.aims]
    return render(request, "matching/new.html", {"form": form, "programme": found, "rooms": rooms, "costs": costs}, status=form.status)


def _aim_said(figures: dict[str, Any]) -> dict[str, Any]:
    """What an aim comes to, in words."""
    label = MatchRun.Aim(figures["aim"]).label
    counted = {key: figures[key] for key in ("served", "total", "blocking")}
    return {"label": label} | counted | {key: workspace.fit_of(figures[key]) for key in ("worst", "median")}


@login_required
@require_GET
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The workspace of a run; its bar alone when it refreshes itself."""
    found = run_queries.run_for(request.user, pk)
    if request.htmx and not request.htmx.boosted:
        answer = render(request, "matching/bar.html", {"run": found, "at_work": at_work(found)})
        if not at_work(found):
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "matching/run.html", _workspace(request, found))


def at_work(found: MatchRun) -> bool:
    """Whether a worker solves or publishes the run, or will as soon as it can."""
    return found.state in rules.UNDER_WAY or (found.state == MatchRun.State.PUBLISHING and not rules.is_stuck(found))


def _workspace(request: HttpRequest, found: MatchRun, again: AgainForm | None = None) -> dict[str, Any]:
    by_hand, kept = _set_by_hand(found)
    context = {
        "run": found,
        "cohorts": cohorts_of(request.user, [found]).get(found.pk, []),
        "under_way": found.state in rules.UNDER_WAY,
        "at_work": at_work(found),
        "weighed": used_by(found),
        "can_go_on": rules.can_go_on(request.user, found),
        "fault": run_wording.fault(found.fault) if found.fault else "",
        "again": again or AgainForm(initial={"aim": found.aim}),
        "can_publish": rules.can_publish(request.user, found),
        "can_cancel": rules.can_cancel(request.user, found),
        "can_discard": rules.can_discard(request.user, found),
        "can_rerun": rules.can_rerun(request.user, found),
        "pins": by_hand,
        "kept": kept,
        "kept_requests": {it.request_id for it in kept},
        "kept_shown": kept[:SHOWN_KEPT],
    }
    return context | (_result(request, found) if found.summary else {})


def _set_by_hand(found: MatchRun) -> tuple[list[Pin], list[Pin]]:
    """Pairs set with a reason, and those that were kept for a run on the rest."""
    pins = list(run_queries.pins_of(found))
    return [it for it in pins if it.reason or it.kind == Pin.Kind.FORBID], [it for it in pins if not it.reason and it.kind == Pin.Kind.PIN]


def _result(request: HttpRequest, found: MatchRun) -> dict[str, Any]:
    """What came out: figures in words, who got whom and why, who got nobody and why, and the load."""
    page = page_of(workspace.pairs_shown(found), request, "points", "id")
    lines = workspace.lines_of(page.rows)
    for match in page.rows:
        match.lines = lines[match.pk]
        match.tone, match.words = workspace.fit_of(match.points)
    left = page_of(run_queries.unmatched_of(found), request, "id", name="left")
    for match in left.rows:
        match.why = workspace.why_nobody(match)
    return {
        "figures": found.summary,
        "worst": workspace.fit_of(found.summary["worst"]),
        "median": workspace.fit_of(found.summary["median"]),
        "aims": [_aim_said(it) for it in (found.summary, found.summary["other"])] if found.summary.get("other") else [],
        "left_out": [(match, run_wording.left_out(match.left_out)) for match in run_queries.left_out_of(found)] if found.published_at else [],
        "without": found.summary["companies"] - found.summary["served"],
        "page": page,
        "left": left,
        "shortage": workspace.shortage(found),
        "load": load_of(found),
    }


def load_of(found: MatchRun) -> Bars:
    """The load of each candidate as a picture with its table, the fullest first."""
    rows = run_queries.load_of(found)
    bars = [Bar(workspace.name_of(row.profile), row.before + row.new, words=_load_words(row)) for row in rows[:LISTED_LOADS]]
    top = WORDS_BESIDE * max((bar.value or 0 for bar in bars), default=1)
    return Bars(title=_("Companies of each"), bars=bars[:SHOWN_LOADS], top=top, columns=(_("Name"), _("Companies")), beside=bars[SHOWN_LOADS:])


def _load_words(row: run_queries.Row) -> str:
    if not row.new:
        return str(row.before)
    if not row.before:
        return ngettext("%(new)d, new", "%(new)d, all new", row.new) % {"new": row.new}
    words = ngettext("%(all)d, of them %(new)d new", "%(all)d, of them %(new)d new", row.before + row.new)
    return words % {"all": row.before + row.new, "new": row.new}


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a run that is being worked out."""
    return _done(request, services.cancel, pk, _("The run is stopped. Nobody was told anything."))


@login_required
@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a run aside."""
    return _done(request, services.discard, pk, _("The run is put aside. Nobody was told anything."))


def _done(request: HttpRequest, deed: Any, pk: UUID, words: str) -> HttpResponse:
    found = run_queries.run_for(request.user, pk)
    try:
        deed(run=found, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)
    return redirect("match-run", pk=pk)


@login_required
@require_POST
def go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on publishing where it has stopped."""
    return _done(request, publishing.go_on, pk, _("Publishing goes on. Nobody is told twice."))


@login_required
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who will be told what, and with the coordinator's words publish the run."""
    found = run_queries.run_for(request.user, pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.perform(publishing.publish, run=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The run is being published. You may leave the page; the work goes on."))
        return redirect("match-run", pk=pk)
    context = {"run": found, "form": form, "can_publish": rules.can_publish(request.user, found), "told": workspace.told_by(found)}
    return render(request, "matching/publish.html", context, status=form.status)


@login_required
@require_POST
def rerun(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a run again: with what was set by hand, or on the rest."""
    found, form = run_queries.run_for(request.user, pk), AgainForm(request.POST)
    if form.is_valid():
        keep = workspace.pairs_shown(found).values_list("request", flat=True) if form.cleaned_data["scope"] == REST else ()
        if form.perform(services.rerun, run=found, by=request.user, inputs=form.cleaned_data["inputs"], keep=keep, aim=form.cleaned_data["aim"]):
            return redirect("match-run", pk=form.result.pk)
    return render(request, "matching/run.html", _workspace(request, found, form), status=form.status)
