"""Who hears what of a call. Mails are rendered in each reader's language, instants in the reader's zone and in the call's."""

from collections.abc import Sequence

from django.urls import reverse

from mentoring.calls.models import Application, Call, InformationRequest, Role
from mentoring.calls.people import applicants_of
from network.accounts.models import User
from network.forms.questions import Question, questions_of
from network.notifications.services import notify, supersede
from network.vocabulary.labels import label_of

AT_ONCE = 500  # rows that one query brings


def handed_in(application: Application, by: User) -> None:
    """The receipt, to all who apply: when it was handed in, and by whom. Coordinators see it on their board."""
    supersede(application, ["call.closing", "application.information", "application.information-due"])
    facts = {"by": str(by), "at": application.submitted_at.isoformat(), "times": application.submissions.count()}
    _tell(application, "application.receipt", facts, occurrence=str(facts["times"]))


def information_asked(application: Application, asked: InformationRequest) -> None:
    """More information is asked for: the words, which questions, until when."""
    facts = {"words": asked.words, "due": asked.due_at.isoformat(), "by": str(asked.asked_by)}
    named = [question for question in questions_of(application.form.questions) if question.key in asked.questions]
    _tell(application, "application.information", facts, named, occurrence=str(asked.pk), page="application-write")


def information_due(application: Application, asked: InformationRequest) -> None:
    """One day is left to send what was asked for."""
    _tell(application, "application.information-due", {"due": asked.due_at.isoformat()}, occurrence=str(asked.pk), page="application-write")


def closing(application: Application, days: int) -> None:
    """The call closes soon, and there is a draft."""
    closes_at = application.call.closes_at.isoformat()
    _tell(application, "call.closing", {"closes": closes_at, "days": days}, occurrence=f"{closes_at}:{days}", page="application-write")


def closing_moved(call: Call) -> None:
    """A published call closes at another time: to those who have a draft."""
    for application in _alive(call).filter(stage__edited_by__contains=[Role.APPLICANT]).iterator(AT_ONCE):
        supersede(application, ["call.closing"])
        closes_at = call.closes_at.isoformat()
        _tell(application, "call.moved", {"closes": closes_at}, occurrence=closes_at, page="application-write")


def cancelled(call: Call) -> None:
    """It was called off: to everybody who has an application, with the reason."""
    for application in _alive(call).iterator(AT_ONCE):
        supersede(application, ["call.closing", "call.moved"])
        _tell(application, "call.cancelled", {"reason": call.cancelled_because}, page="call")


def _alive(call: Call):
    rows = call.applications.exclude(stage__kind__in=["withdrawn", "declined"]).select_related("call__incubator", "company")
    return rows.defer(*Application.HEAVY)


def _tell(application: Application, kind: str, facts: dict, named: Sequence[Question] = (), *, occurrence: str = "1", page: str = "application") -> None:
    """To all who apply. `named` are questions, told in the reader's language."""
    call = application.call
    url = reverse(page, args=[call.pk if page == "call" else application.pk])
    for person in applicants_of(application):
        context = facts | {"call": label_of(call.titles, person.language), "company": application.company.name, "incubator": call.incubator.name}
        context |= {"named": [label_of(question.labels, person.language) for question in named]} if named else {}
        notify(to=person, kind=kind, about=application, occurrence=occurrence, context=context | {"call_zone": call.time_zone}, url=url)
