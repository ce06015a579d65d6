"""Who hears that a run was published: each company of its proposal, each candidate once, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import translation

from mentoring.matching import wording
from mentoring.matching.kept import explanation_of
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.names import names
from mentoring.requests.people import contacts_of, speakers_for
from network.accounts.models import User
from network.notifications.services import notify, reader_of

REASONS_TOLD = 3


def proposed(run: MatchRun, matches: Sequence[Match]) -> None:
    """To the company of every pair, with the reasons that weigh most; never a fit or a place."""
    contacts = contacts_of([match.request for match in matches])
    whys: dict[str, dict] = {}
    for match in matches:
        reader = contacts[match.request_id]
        context = _facts(run) | {"name": match.name, "company": match.request.company.name, "why": _why(match, reader, whys), "reason": _reason(match)}
        notify(to=reader, kind="match.proposed", about=match, context=context, url=f"/requests/{match.request_id}/shortlist/")


def suggested(run: MatchRun, matches: Iterable[Match]) -> None:
    """To each candidate once: the companies, never a fit or a place."""
    companies: dict[User, list[str]] = defaultdict(list)
    for match in matches:
        for person in _people_of(match):
            companies[person].append(match.request.company.name)
    for person, found in companies.items():
        notify(to=person, kind="match.suggested", about=run, context=_facts(run) | {"companies": sorted(found)}, url="/asked/")


def _facts(run: MatchRun) -> dict:
    return {"programme": run.programme.name, "target": run.target, "by": str(run.published_by)}


def _reason(match: Match) -> str:
    return match.choice.proposal_reason if match.choice else ""


def _why(match: Match, reader: User, labels: dict) -> list[str]:
    """The reasons that weigh most, in the words of the company's reader."""
    language = reader_of(reader).language
    with translation.override(language):
        if language not in labels:
            labels[language] = names()
        criteria = sorted(explanation_of(match.choice.explanation).criteria, key=lambda it: -it.contribution)[:REASONS_TOLD]
        lines = [wording.line(criterion, labels[language]) for criterion in criteria if criterion.contribution > 0]
        return [f"{line.label}: {line.words}" for line in lines]


def _people_of(match: Match) -> list[User]:
    return [match.mentor.person] if match.mentor else speakers_for(match.incubator.organisation)
