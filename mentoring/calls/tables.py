"""Applications as a table: sorted, exported, counted. What is shown to whom is the board's to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mentoring.calls.board import Card, Viewer, card_of
from mentoring.calls.models import Application, Call, Move, Stage, Submission
from mentoring.calls.people import shut_to
from mentoring.calls.reading import terms_of, words_of
from network.core import sheets
from network.core.errors import Conflict
from network.forms.questions import Kind, Question, questions_of
from network.vocabulary.countries import country_name
from network.vocabulary.labels import label_of, place_label_of

# What a table can be sorted by; the last field tells equals apart.
SORTS = MappingProxyType(
    {
        "number": ("call__sort_key", "number", "id"),
        "name": ("company__sort_key", "id"),
        "stage": ("stage__position", "number", "id"),
        "time": ("in_stage_since", "id"),
    }
)
LARGEST_BOOK = 50_000_000  # bytes of answers as they are kept, about twice as many characters: what a spreadsheet still opens
AT_ONCE = 500  # rows that an export reads with one query
WRITTEN_AT_ONCE = 50  # the same with their answers, of which each may be as long as a form allows


@dataclass(frozen=True, slots=True)
class Reached:
    """How many applications ever came to a stage, and how many stand there now."""

    stage: Stage
    ever: int
    now: int

    @property
    def label(self) -> str:
        """What staff call the stage."""
        return label_of(self.stage.staff_labels)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks and has asked: the questions of each version by key, and those that an export has columns for."""

    columns: tuple[Question, ...]
    versions: dict[UUID, dict[str, Question]]


def order_of(sort: str, *, is_blind: bool = False) -> tuple[str, ...]:
    """The ordering of that name; of a blind call the order of names would tell them."""
    return SORTS["number"] if sort not in SORTS or (is_blind and sort == "name") else SORTS[sort]


def funnel_of(viewer: Viewer) -> list[Reached]:
    """For each stage of the call: from the history, and those that began in a stage they never moved to.

    Without what a conflict closes to the reader: the difference to the board would tell where it stands.
    """
    counted = Application.objects.filter(call=viewer.call).exclude(pk__in=shut_to(viewer.user))
    moves = Move.objects.filter(application__in=counted).values_list("target").annotate(count=Count("application", distinct=True)).order_by()
    here = counted.values_list("stage").annotate(count=Count("pk")).order_by()
    came = Move.objects.filter(application=OuterRef("pk"), target=OuterRef("stage"))
    begun = counted.filter(~Exists(came)).values_list("stage").annotate(count=Count("pk")).order_by()
    left = Move.objects.filter(application=OuterRef("pk"), source__kind=Stage.Kind.DRAFT)
    written = counted.filter(Exists(left)).count()
    ever, now, first = dict(moves), dict(here), dict(begun)
    found = []
    for stage in Stage.objects.filter(call=viewer.call).order_by("position", "id"):
        count = ever.get(stage.pk, 0) + first.get(stage.pk, 0)
        if stage.kind == Stage.Kind.DRAFT:
            count = max(count, written + now.get(stage.pk, 0))
        found.append(Reached(stage, count, now.get(stage.pk, 0)))
    return found


def on_the_road(reached: Sequence[Reached]) -> list[Reached]:
    """The stages of the picture: where an application begins, and those that applicants are told of beforehand."""
    return [one for one in reached if one.stage.kind == Stage.Kind.DRAFT or one.stage.future_labels]


def asked_in(call: Call) -> Asked:
    """The questions of all versions of the call's form, the newest first. Files have no column: they are opened in the application."""
    versions = {form.pk: {question.key: question for question in questions_of(form.questions)} for form in call.forms.order_by("-number")}
    columns = {key: question for form in reversed(versions.values()) for key, question in form.items() if question.kind != Kind.FILE}
    order = dict.fromkeys(key for form in versions.values() for key in form)
    return Asked(tuple(columns[key] for key in order if key in columns), versions)


def exported(rows: QuerySet[Application], kind: str, *, is_blind: bool, title: str, with_call: bool = False, asked: Asked | None = None) -> Iterator[bytes]:
    """The applications as a file of that kind, piece by piece, in the reader's language and zone. Of a blind call without all that names a company.

    With `asked`, which is for who runs the call, a column more for each question: what was handed in last.
    """
    header = [*([_("Call"), _("Incubator")] if with_call else []), _("No.")]
    header += [] if is_blind else [_("Company"), _("Country"), _("Region"), _("Place"), _("Sectors"), _("Name of the application")]
    header += [_("Stage"), _("Held decision"), _("Days in the stage"), _("In the stage since"), _("Handed in")]
    header += [label_of(question.labels) for question in asked.columns] if asked else []
    lines = _lines(rows, is_blind=is_blind, with_call=with_call, asked=asked)
    if kind == "csv":  # leaves while it is read; a workbook is packed when its last row is known
        return sheets.streamed(header, lines)
    if asked and _written(rows) > LARGEST_BOOK:
        raise Conflict(_("These answers are too many for an Excel file. Take them as CSV, or choose fewer applications first."), code="too-large")
    return sheets.pieces(sheets.written(kind, header, lines, title=title))


def _written(rows: QuerySet[Application]) -> int:
    """How many bytes the answers of these applications take where they are kept, packed; none of them is read."""
    size = Func(F("answers"), function="pg_column_size", output_field=IntegerField())
    handed_in = Submission.objects.filter(application__in=rows.order_by().values("pk"))
    return handed_in.aggregate(all=Sum(size))["all"] or 0


def _lines(rows: QuerySet[Application], *, is_blind: bool, with_call: bool, asked: Asked | None) -> Iterator[list[sheets.Cell]]:
    """In the language and zone of the moment. Each lot is read by queries of its own: the file leaves from thread to thread, which no cursor could follow."""
    if not is_blind:
        rows = rows.prefetch_related("company__sectors")
    keys = list(rows.values_list("pk", flat=True))
    if asked:
        last = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
        rows = rows.annotate(handed_in=Subquery(last.values("answers")[:1]), handed_in_form=Subquery(last.values("form")[:1]))
    language, zone, terms = translation.get_language(), timezone.get_current_timezone(), cache(terms_of)

    def lot(among: list[UUID]) -> list[list[sheets.Cell]]:
        with translation.override(language), timezone.override(zone):
            found = {row.pk: row for row in rows.filter(pk__in=among)}
            return [_line(found[pk], is_blind=is_blind, with_call=with_call, asked=asked, terms=terms) for pk in among if pk in found]

    size = WRITTEN_AT_ONCE if asked else AT_ONCE
    return (line for start in range(0, len(keys), size) for line in lot(keys[start : start + size]))


def _line(row: Application, *, is_blind: bool, with_call: bool, asked: Asked | None, terms: Any) -> list[sheets.Cell]:
    card = card_of(row, is_blind=is_blind)
    line: list[sheets.Cell] = [row.call.title, row.call.incubator.name] if with_call else []
    line.append(card.number)
    if not is_blind:
        line += _names(card, row)
    line += [label_of(row.stage.staff_labels), card.held, card.days, _instant(card.since), _instant(card.submitted_at)]
    if asked:
        questions, given = asked.versions.get(row.handed_in_form, {}), row.handed_in or {}
        line += [_answer(questions.get(column.key), given.get(column.key), terms) for column in asked.columns]
    return line


def _answer(question: Question | None, given: Any, terms: Any) -> sheets.Cell:
    if question is None or given is None:
        return None
    return given if question.kind == Kind.NUMBER else words_of(question, given, terms)


def _names(card: Card, row: Application) -> list[sheets.Cell]:
    sectors = ", ".join(sorted(sector.label for sector in row.company.sectors.all()))
    return [card.name, country_name(card.country), place_label_of(dict(card.region)), card.place, sectors, card.called]


def _instant(instant) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M") if instant else ""
