"""Who hears that an application was moved. Applicants hear of what changes for them, in their words for it; staff see it in their list."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.calls.guards import Attempt
from mentoring.calls.models import Application, Move, Role, Stage
from mentoring.calls.people import applicants_of, told_of
from network.accounts.models import User
from network.notifications.services import notify, reading_language
from network.vocabulary.labels import label_of

KINDS = {Stage.Kind.ACCEPTED: "application.accepted", Stage.Kind.DECLINED: "application.declined"}
TOLD = (Role.COORDINATOR, Role.REVIEWER)


def tell(line: Move, attempt: Attempt) -> None:
    """Tell the applicant of a move that others made, and the coordinators of one that the applicant made."""
    if attempt.role == Role.APPLICANT:
        _tell_staff(line)
    elif line.is_told:
        _tell_applicant(line, attempt.words)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one applicant will be told of a move: the mail's kind, what it is made from, and where it leads."""

    person: User
    kind: str
    context: dict[str, object]
    url: str


def drafts(application: Application, target: Stage, words: str, *, confirm_by: datetime | None, people: list[User] | None = None) -> list[Draft]:
    """What the applicants are told when the application comes to `target`; whoever reads letters before they leave reads these.

    `people` are its applicants where the caller has found those of many applications at once.
    """
    kind = KINDS.get(target.kind, "application.returned" if Role.APPLICANT in target.edited_by else "application.moved")
    said = {"words": words, "confirm_by": _iso(confirm_by)}
    url = f"/applications/{application.pk}/"
    readers = applicants_of(application) if people is None else people
    return [Draft(person, kind, _facts(application, person, target.applicant_labels) | said, url) for person in readers]


def _tell_applicant(line: Move, words: str) -> None:
    for draft in drafts(line.application, line.target, words, confirm_by=line.application.confirm_by):
        _notify(draft.person, draft.kind, line, draft.context, draft.url)


def _tell_staff(line: Move) -> None:
    """In the list only: a call may have hundreds of applications, and its board shows them."""
    for person in told_of(line.application):
        context = _facts(line.application, person, line.target.staff_labels)
        _notify(person, "application.changed", line, context, f"/calls/{line.application.call_id}/board/{line.application_id}/", channels=("page",))


def _notify(person: User, kind: str, line: Move, context: dict, url: str, **options: object) -> None:
    notify(to=person, kind=kind, about=line.application, occurrence=str(line.pk), context=context, url=url, **options)


def _facts(application: Application, reader: User, labels: dict) -> dict:
    language = reading_language(reader.languages)
    call = application.call
    return {
        "company": application.company.name,
        "call": label_of(call.titles, language),
        "incubator": call.incubator.name,
        "stage": label_of(labels, language),
    }


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""
