"""What a programme's plans ask, by versions; and what a new version means before it is made.

A new version is asked of periods that have not begun. Reports that are being written keep theirs, unless the coordinator brings
them along: then answers whose question is gone stay with the report, beside the question as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mentoring.plans import defaults, rules
from mentoring.plans.models import DevelopmentPlan, PlanEntry, ProgressReport, TemplateVersion
from mentoring.plans.queries import newest_version
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.forms.building import read
from network.forms.questions import Question, as_data, questions_of
from network.forms.terms import known_terms
from network.forms.versions import Impact, carried, impact
from network.forms.wording import sentences
from network.programmes.models import Programme

Report = ProgressReport.State


@dataclass(frozen=True)
class DraftMet:
    """A report that is being written, and what the new version would mean for its answers."""

    report: ProgressReport
    impact: Impact


@dataclass(frozen=True)
class FormImpact:
    """What a new version of the report's form would change: for how many plans and reports, and for which drafts."""

    questions: Impact
    plans: int
    coming: int
    settled: int
    drafts: tuple[DraftMet, ...]

    @property
    def drafts_with_left_answers(self) -> tuple[DraftMet, ...]:
        """Drafts that hold answers which the new version does not ask or take."""
        return tuple(met for met in self.drafts if met.impact.left_behind or met.impact.unfit)


def version_of(programme: Programme) -> TemplateVersion:
    """What the programme asks now; the first time that is our own short form. Call it in a transaction."""
    newest = newest_version(programme)
    if newest is None:
        first = TemplateVersion(programme=programme, number=1, baseline=defaults.BASELINE, report=defaults.REPORT)
        TemplateVersion.objects.bulk_create([first], ignore_conflicts=True)  # two first plans at once: one form
        newest = newest_version(programme)
    return newest


def asked_now(programme: Programme) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Baseline and report as they are asked now, and the number of that version (0: ours, nothing was made yet)."""
    newest = newest_version(programme)
    return (newest.baseline, newest.report, newest.number) if newest else (defaults.BASELINE, defaults.REPORT, 0)


def look_ahead(*, programme: Programme, by: User, report: Any) -> FormImpact:
    """What a new version of the report's questions would mean, before it is made. Raises Invalid for a form that cannot be asked."""
    require(rules.can_change_form(by, programme))
    return _impact(programme, _read(report, "report"))


@transaction.atomic
def publish(*, programme: Programme, by: User, baseline: Any, report: Any, number: int, with_drafts: bool = False) -> TemplateVersion:
    """Make the next version from what `number` was. Periods that have not begun get it; drafts too when `with_drafts`.

    Raises Conflict when somebody has made one meanwhile, Invalid for a form that cannot be asked.
    """
    require(rules.can_change_form(by, programme))
    questions, first = _read(report, "report"), _read(baseline, "baseline")
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)  # two coordinators publish at once
    _baseline, _report, standing = asked_now(programme)
    if number != standing:
        raise Conflict(_("Somebody changed the form meanwhile. Here is how it stands now."), code="version", version=standing)
    made = TemplateVersion.objects.create(programme=programme, number=standing + 1, baseline=as_data(first), report=as_data(questions), made_by=by)
    met = _impact(programme, questions)
    _running(programme).filter(state=Report.DUE, starts_on__gt=clock.today()).update(version=made)
    if with_drafts:
        for draft in met.drafts:
            _bring_along(draft.report, made)
    rows = [PlanEntry(plan_id=pk, verb="form", person=by, person_name=str(by)[:120], note=str(made.number)) for pk in _plans(programme)]
    PlanEntry.objects.bulk_create(rows)
    return made


def _bring_along(draft: ProgressReport, made: TemplateVersion) -> None:
    """A draft gets the new version. Nothing that was answered is lost: what it cannot take is kept beside its old question."""
    report = ProgressReport.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if report.state not in ProgressReport.OPEN:  # handed in meanwhile: it keeps the form that it was written in
        return
    old = questions_of(report.version.report)
    taken = carried(report.answers, questions_of(made.report), known=known_terms)
    gone = [question for question in old if question.key in report.answers and question.key not in taken]
    kept = [{"question": data, "answer": report.answers[data["key"]], "version": report.version.number} for data in as_data(gone)]
    report.kept, report.answers, report.version, report.revision = [*report.kept, *kept], taken, made, report.revision + 1
    report.save(update_fields=["kept", "answers", "version", "revision"])


def _impact(programme: Programme, new: Sequence[Question]) -> FormImpact:
    _baseline, standing, _number = asked_now(programme)
    running = _running(programme)
    begun = running.filter(state__in=ProgressReport.OPEN, starts_on__lte=clock.today())
    drafts = begun.select_related("plan__company", "version").order_by("plan__company__sort_key", "number")
    return FormImpact(
        questions=impact(questions_of(standing), new, {}, known=known_terms),
        plans=len(_plans(programme)),
        coming=running.filter(state=Report.DUE, starts_on__gt=clock.today()).count(),
        settled=running.exclude(state__in=ProgressReport.OPEN).count(),
        drafts=tuple(DraftMet(row, impact(questions_of(row.version.report), new, row.answers, known=known_terms)) for row in drafts),
    )


def _running(programme: Programme) -> QuerySet[ProgressReport]:
    return ProgressReport.objects.filter(plan__programme=programme, plan__state=DevelopmentPlan.State.RUNNING)


def _plans(programme: Programme) -> list:
    return list(DevelopmentPlan.objects.filter(programme=programme, state=DevelopmentPlan.State.RUNNING).values_list("pk", flat=True))


def _read(data: Any, part: str) -> tuple[Question, ...]:
    questions, faults = read(data)
    if faults:
        raise Invalid(sentences(faults, prefix=f"{part}."))
    if any(question.kind == "file" for question in questions):
        raise Invalid({part: [_("Plans and their reports take no files.")]})
    return questions
