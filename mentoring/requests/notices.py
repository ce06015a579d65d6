"""Who hears what of a request. Mails are rendered in each reader's language; nobody learns a rank.

Only those who were asked hear that a request is closed. The company hears of every step.
"""

from collections.abc import Iterable

from mentoring.mentorships.models import Mentorship
from mentoring.requests import people
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.notifications.services import notify, supersede
from network.programmes.queries import coordinators_of
from network.vocabulary.labels import label_of
from network.vocabulary.languages import language_name


def asked(choice: Choice) -> None:
    """The question itself, to the mentor or the incubator."""
    for person in people.people_asked(choice):
        _tell([person], "request.asked", choice, context=_summary(choice, person), url=_choice(choice))


def reminder(choice: Choice) -> None:
    """A reminder to whoever has to answer: the one asked, or the company when a question is open."""
    occurrence = f"{choice.questions}-{choice.reminders}"
    context = _facts(choice) | {"number": choice.reminders, "question": choice.question}
    if choice.state == Choice.State.QUESTION:
        _tell(company_people(choice.request), "request.question-reminder", choice, occurrence=occurrence, context=context, url=_request(choice.request))
    else:
        _tell(people.people_asked(choice), "request.reminder", choice, occurrence=occurrence, context=context, url=_choice(choice))


def question(choice: Choice) -> None:
    """The mentor's question, to the company."""
    supersede(choice, ["request.asked", "request.reminder"])
    context = _facts(choice) | {"question": choice.question}
    _tell(company_people(choice.request), "request.question", choice, occurrence=choice.questions, context=context, url=_request(choice.request))


def replied(choice: Choice) -> None:
    """The company's reply, to the one asked."""
    supersede(choice, ["request.question", "request.question-reminder"])
    context = _facts(choice) | {"question": choice.question, "reply": choice.reply}
    _tell(people.people_asked(choice), "request.reply", choice, occurrence=choice.questions, context=context, url=_choice(choice))


def no_reply(choice: Choice) -> None:
    """The company did not reply in its days; the one asked can decide without."""
    supersede(choice, ["request.question", "request.question-reminder"])
    _tell(people.people_asked(choice), "request.no-reply", choice, occurrence=choice.questions, context=_facts(choice), url=_choice(choice))


def accepted(choice: Choice, mentorship: Mentorship) -> None:
    """Nothing is to be answered any more. The good news itself comes from the mentorship, to both.

    When a coordinator brought the two together, both also read the reason.
    """
    supersede(choice)
    if choice.asked_at is None:
        url, context = f"/mentorships/{mentorship.pk}/", _facts(choice) | {"reason": choice.proposal_reason}
        _tell(company_people(choice.request), "request.paired", choice, context=context, url=url)
        _tell([mentorship.mentor], "request.paired-mentor", choice, context=context, url=url)


def moved_on(choice: Choice, following: Choice | None) -> None:
    """Somebody declined, was silent, has no room or takes no part there any more; who is asked now. When nobody is left, `exhausted` says so instead."""
    supersede(choice)
    if following is None:
        return
    context = _facts(choice) | {"reason": choice.decline_reason, "why": choice.release_reason}
    context |= {"next": following.name, "next_due": following.answer_due_at.isoformat()}
    kind = {Choice.State.DECLINED: "request.declined", Choice.State.EXPIRED: "request.expired"}.get(choice.state, "request.full")
    _tell(company_people(choice.request), kind, choice, context=context, url=_request(choice.request))


def closed(choice: Choice) -> None:
    """It is closed, and nothing is expected any more: to one who was asked."""
    supersede(choice)
    context = _facts(choice) | {"why": choice.release_reason or choice.state}
    _tell(people.people_asked(choice), "request.closed", choice, context=context, url=_choice(choice))


def exhausted(request: MentoringRequest) -> None:
    """Nobody could take it: what the company can do now."""
    last = request.choices.order_by("-rank").values_list("pk", flat=True).first()
    context = {"target": request.target, "programme": request.programme.name}
    _tell(company_people(request), "request.exhausted", request, occurrence=str(last), context=context, url=_request(request))


def approval_wanted(request: MentoringRequest) -> None:
    """The programme approves before anybody is asked: to its coordinators."""
    last = request.choices.order_by("-rank").values_list("pk", flat=True).first()
    context = {"company": request.company.name, "programme": request.programme.name, "target": request.target}
    _tell(coordinators_of(request.programme), "request.approval", request, occurrence=str(last), context=context, url=_request(request))


def refused(choice: Choice, following: Choice | None) -> None:
    """A coordinator did not let somebody be asked: to the company, with the reason."""
    context = _facts(choice) | {"reason": choice.decline_reason, "next": following.name if following else ""}
    _tell(company_people(choice.request), "request.refused", choice, context=context, url=_request(choice.request))


def proposed(choice: Choice) -> None:
    """A coordinator proposes somebody: to the company, with the reason."""
    context = _facts(choice) | {"reason": choice.proposal_reason, "by": str(choice.proposed_by)}
    _tell(company_people(choice.request), "request.proposed", choice, context=context, url=_request(choice.request))


def reassigned(choice: Choice, following: Choice | None) -> None:
    """A coordinator has somebody else asked: to the company, with the reason."""
    if following is None:
        return
    context = _facts(choice) | {"reason": choice.proposal_reason, "by": str(choice.proposed_by), "next": following.name}
    _tell(company_people(choice.request), "request.reassigned", choice, context=context, url=_request(choice.request))


def company_people(request: MentoringRequest) -> list[User]:
    """Who reads for the company: the person behind the request."""
    return [people.contact_of(request)]


def _tell(to: Iterable[User], kind: str, about: Choice | MentoringRequest, *, context: dict, url: str, occurrence: object = "1") -> None:
    notify(to=list(to), kind=kind, about=about, occurrence=str(occurrence), context=context, url=url)


def _facts(choice: Choice) -> dict:
    """What most of these texts name: the two sides, and until when somebody can answer."""
    return {
        "company": choice.request.company.name,
        "name": choice.name,
        "target": choice.request.target,
        "programme": choice.request.programme.name,
        "due": choice.answer_due_at.isoformat() if choice.answer_due_at else "",
    }


def _summary(choice: Choice, reader: User) -> dict:
    """The request for the one asked, with labels in that reader's language."""
    request = choice.request
    return _facts(choice) | {
        "place": request.company.place,
        "goal": request.goal,
        "needs": [label_of(row.need.labels, reader.language) for row in request.needs.select_related("need")],
        "languages": [language_name(row.language, reader.language) for row in request.languages.all()],
        "hours": float(request.hours_per_month),
    }


def _choice(choice: Choice) -> str:
    return f"/asked/{choice.pk}/"


def _request(request: MentoringRequest) -> str:
    return f"/requests/{request.pk}/"
