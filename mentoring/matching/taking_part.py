"""Who takes part in a run, and their facts, in a constant number of queries however many there are.

A request takes part while it looks for somebody and nobody is being asked: it is open, or nobody could take it; its
company takes part in the programme; and no run's proposal to it still waits for the company's answer. Drafts, requests
that are out, accepted and withdrawn ones do not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from mentoring.matching.engine.facts import Wish
from mentoring.matching.engine.inputs import Apart, Inputs, Promise
from mentoring.matching.facts import candidates_of, profiles_in, wish_from
from mentoring.matching.models import Match
from mentoring.profiles.models import Block, MentorProfile
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.people import contacts_of
from network.programmes.models import Participation, Programme

State = MentoringRequest.State
LOOKING = (State.OPEN, State.EXHAUSTED)
PENDING = (Choice.State.ASKED, Choice.State.QUESTION)
UNDECIDED = (Choice.State.WAITING, *PENDING)


def requests_taking_part(programme: Programme, target: str, companies: Collection[UUID] = ()) -> QuerySet[MentoringRequest]:
    """The requests that a new run of the programme is about; of these companies alone where some are named."""
    takes_part = Participation.objects.filter(programme=OuterRef("programme"), organisation=OuterRef("company"), ended_at=None)
    proposed = Match.objects.filter(request=OuterRef("pk"), choice__state__in=UNDECIDED)
    rows = MentoringRequest.objects.filter(Exists(takes_part), ~Exists(proposed), programme=programme, target=target, state__in=LOOKING)
    return rows.filter(company__in=companies) if companies else rows


def gathered(programme: Programme, target: str, companies: Collection[UUID] = ()) -> Inputs:
    """The facts of now of everybody who takes part."""
    requests = with_facts(requests_taking_part(programme, target, companies))
    profiles = profiles_in(programme.pk, target)
    return Inputs.of(
        wishes_of(requests),
        candidates_of(profiles, programme),
        promised_by(target, [profile.pk for profile in profiles]),
        tried(requests),
    )


def with_facts(requests: QuerySet[MentoringRequest]) -> list[MentoringRequest]:
    """Requests with everything that a wish is made of."""
    return list(requests.select_related("company", "created_by").prefetch_related("needs", "languages", "company__sectors").order_by("pk"))


def wishes_of(requests: Collection[MentoringRequest]) -> list[Wish]:
    """What many requests ask for."""
    contacts = contacts_of(requests)
    away = turned_away({it.company_id for it in requests})
    return [wish_from(it, contacts[it.pk], away[it.company_id]) for it in requests]


def turned_away(companies: Collection[UUID]) -> defaultdict[UUID, set[UUID]]:
    """The mentor profiles that each company does not want to work with."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    blocks = Block.objects.filter(organisation__in=companies, side=Block.Side.COMPANY)
    for company, profile in blocks.filter(person__mentor_profile__isnull=False).values_list("organisation", "person__mentor_profile"):
        found[company].add(profile)
    return found


def promised_by(target: str, profiles: Collection[UUID]) -> list[Promise]:
    """Places and hours that others may still take: somebody is asked, or a run's proposal waits for the company.

    A request with either takes no part in a run, so nothing is counted twice.
    """
    side = side_of(target)
    undecided = Q(state__in=PENDING) | Q(state=Choice.State.WAITING, request__state=State.OPEN) & Exists(Match.objects.filter(choice=OuterRef("pk")))
    rows = Choice.objects.filter(undecided, **{f"{side}__in": profiles}).order_by()
    counted = rows.values_list(side).annotate(places=Count("pk"), hours=Sum("request__hours_per_month"))
    return [Promise(str(pk), places, float(hours)) for pk, places, hours in counted]


def tried(requests: Iterable[MentoringRequest]) -> list[Apart]:
    """Pairs that came to nothing in the same request: declined, not answered, not approved, handed over."""
    over = Q(state__in=[Choice.State.DECLINED, Choice.State.EXPIRED]) | Q(state=Choice.State.RELEASED, release_reason__in=["refused", "handed-over"])
    rows = Choice.objects.filter(over, request__in=requests).values_list("request", "mentor", "incubator")
    return [Apart(str(request), str(mentor or incubator), "asked_before") for request, mentor, incubator in rows]


def side_of(target: str) -> str:
    """The field that names a candidate of this kind, in choices, matches and pins."""
    return "incubator" if target == MentoringRequest.Target.INCUBATOR else "mentor"


def candidate(profile: object) -> dict[str, object]:
    """A profile as the fields `mentor` and `incubator`."""
    return {"mentor": profile, "incubator": None} if isinstance(profile, MentorProfile) else {"mentor": None, "incubator": profile}
