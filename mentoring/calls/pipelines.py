"""The pipeline of a call, read from its rows and written to them. An edit that would strand a running application is refused whole."""

from collections import Counter
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from mentoring.calls import watching, wording
from mentoring.calls.guards import all_guards
from mentoring.calls.models import Application, Call, Role, Stage, StageTransition
from mentoring.calls.people import calls_run_by, runs
from mentoring.calls.pipeline import Pipeline, Problem, Standing, Way, problems
from mentoring.calls.pipeline import Stage as StageData
from mentoring.calls.templates import TEMPLATES
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused, Verdict, require
from network.organisations.queries import one_of
from network.programmes.rules import open_for

APART = 1000  # positions are moved out of the way before they are set: each is unique within its call


def pipeline_of(call: Call) -> Pipeline:
    """The call's stages and ways as data."""
    stages = Stage.objects.filter(call=call).order_by("position", "id")
    ways = StageTransition.objects.filter(call=call).select_related("source", "target").order_by("source__position", "target__position", "id")
    return Pipeline(tuple(map(_stage_data, stages)), tuple(map(_way_data, ways)))


def standing_of(call: Call) -> Standing:
    """Where the call's applications stand now, and which decisions are held."""
    rows = Application.objects.filter(call=call).values_list("stage__key", "stage__kind").annotate(count=Count("pk")).order_by()
    held = Application.objects.filter(call=call, pending__isnull=False).values_list("pending__source__key", "pending__verb", "pending__target__key")
    return Standing({key: count for key, _kind, count in rows}, {key: kind for key, kind, _count in rows}, Counter(held))


def problems_of(call: Call) -> list[Problem]:
    """What is wrong with the call's pipeline as it stands; a call without problems can be published."""
    return problems_with(call, pipeline_of(call))


def problems_with(call: Call, pipeline: Pipeline) -> list[Problem]:
    """What would be wrong if the call had this pipeline now."""
    return problems(pipeline, standing_of(call), guards=all_guards())


def can_edit(by: User, call: Call) -> Verdict:
    """Those who run the call, until it is cancelled or archived."""
    if not runs(by, call):
        return Refused(_("Only coordinators of the call can do this."), code="not-a-coordinator")
    if call.state in (Call.State.CANCELLED, Call.State.ARCHIVED):
        return Conflict(_("The call is closed for good: its pipeline stays as it was."), code="state")
    return open_for(call.programme)


@transaction.atomic
def set_pipeline(*, call: Call, pipeline: Pipeline, by: User, seen: str = "") -> Pipeline:
    """Put another pipeline in place of the call's own. Stages with the same key stay the same stage.

    `seen` is the version (`version_of`) that the editor began with. Raises Conflict where somebody else has changed it since,
    Invalid with the problems by place (`stages.2`, `ways.0`, `""`).
    """
    # The race: a move under way while its stage is removed. Moves hold this lock too, until they have committed.
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    require(can_edit(by, call))
    if seen and seen != version_of(pipeline_of(call)):
        raise Conflict(_("Somebody else has changed the pipeline meanwhile. Look at it anew, then make your change."), code="changed-meanwhile")
    if found := problems_with(call, pipeline):
        raise Invalid(wording.by_place(found), code="pipeline")
    put(call, pipeline)
    watching.show_all(call)
    return pipeline_of(call)


def put(call: Call, pipeline: Pipeline) -> None:
    """Write the stages and ways, without asking who may or whether they hold: for services that have."""
    _write_ways(call, pipeline, _write_stages(call, pipeline))


def apply_template(*, call: Call, key: str, by: User) -> Pipeline:
    """Begin with a ready pipeline. Raises Invalid for a key that there is not."""
    if key not in TEMPLATES:
        raise Invalid({"template": [_("Choose one of the ready pipelines.")]})
    return set_pipeline(call=call, pipeline=TEMPLATES[key].pipeline, by=by)


def copy_pipeline(*, call: Call, source: UUID | str, by: User) -> Pipeline:
    """Begin with the pipeline of an earlier call that the person runs. Raises NotVisible."""
    return set_pipeline(call=call, pipeline=pipeline_of(one_of(calls_run_by(by), source)), by=by)


def calls_to_copy(by: User, call: Call) -> list[Call]:
    """Earlier calls with a pipeline that the person can copy, newest first."""
    if not runs(by, call):
        raise NotVisible
    rows = calls_run_by(by).exclude(pk=call.pk).filter(stages__isnull=False).distinct()
    return list(rows.select_related("incubator").order_by("-pk")[:50])


def entry_of(call: Call) -> Stage:
    """The stage in which an application begins. Raises Conflict for a call without one."""
    found = Stage.objects.filter(call=call, kind=Stage.Kind.DRAFT).order_by("position", "id").first()
    if found is None:
        raise Conflict(_("This call has no stage in which an application begins."), code="no-entry")
    return found


def version_of(pipeline: Pipeline) -> str:
    """A fingerprint that is another one as soon as anything differs."""
    return sha256(repr(pipeline).encode()).hexdigest()[:16]


def _stage_data(row: Stage) -> StageData:
    return StageData(row.key, row.kind, row.staff_labels, row.applicant_labels, row.future_labels, frozenset(row.seen_by), frozenset(row.edited_by), row.part)


def _way_data(row: StageTransition) -> Way:
    return Way(row.verb, row.source.key, row.target.key, row.labels, frozenset(row.takers), tuple(row.requires), row.is_decision)


def _write_stages(call: Call, pipeline: Pipeline) -> dict[str, Stage]:
    rows = {row.key: row for row in Stage.objects.filter(call=call)}
    gone = [row.pk for key, row in rows.items() if pipeline.stage(key) is None]
    StageTransition.objects.filter(call=call, source__in=gone).delete()
    StageTransition.objects.filter(call=call, target__in=gone).delete()
    Stage.objects.filter(pk__in=gone).update(removed_at=clock.now())
    Stage.objects.filter(call=call).update(position=F("position") + APART)
    for position, data in enumerate(pipeline.stages):
        row = rows.get(data.key) or Stage(call=call, key=data.key)
        row.position, row.kind, row.part = position, data.kind, data.part
        row.staff_labels, row.applicant_labels, row.future_labels = _said(data.staff), _said(data.applicant), _said(data.future)
        row.seen_by, row.edited_by = _in_order(data.seen_by), _in_order(data.edited_by)
        row.save()
        rows[data.key] = row
    return rows


def _write_ways(call: Call, pipeline: Pipeline, stages: dict[str, Stage]) -> None:
    """Ways are known by source and verb; held decisions point to their row, which therefore stays."""
    rows = {(row.source.key, row.verb): row for row in StageTransition.objects.filter(call=call).select_related("source")}
    wanted = {(way.source, way.verb): way for way in pipeline.ways}
    StageTransition.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in wanted]).delete()
    changed = [row.pk for key, row in rows.items() if key in wanted and row.target_id != stages[wanted[key].target].pk]
    StageTransition.objects.filter(pk__in=changed).delete()  # written anew: two that change places would meet
    for key, way in wanted.items():
        row = rows.get(key)
        if row is None or row.pk in changed:
            row = StageTransition(call=call, source=stages[way.source], verb=way.verb)
        row.target, row.labels, row.is_decision = stages[way.target], _said(way.labels), way.is_decision
        row.takers, row.requires = _in_order(way.takers), list(way.requires)
        row.save()


def _said(labels) -> dict[str, str]:
    return {code: text.strip() for code, text in labels.items() if text.strip()}


def _in_order(roles: frozenset[str]) -> list[str]:
    return [role.value for role in Role if role in roles]
