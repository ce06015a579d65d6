"""Requests and choices that a person may see."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import Choice, MentoringRequest, RequestNeed
from mentoring.requests.whole import CHOICES, WITH, whole, with_short_rows
from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.models import Organisation
from network.organisations.queries import companies_of, one_of, organisations_of
from network.programmes.models import Partner, Programme
from network.programmes.queries import coordinated_by, open_programmes, programmes_of_company

NOT_A_PROGRAMME = _("The company cannot ask in this programme.")
ASKED_STATES = (Choice.State.ASKED, Choice.State.QUESTION)


def programmes_for(company: Organisation) -> QuerySet[Programme]:
    """Programmes in which a company can ask: those it takes part in, and open ones, which it joins by asking."""
    return (programmes_of_company(company) | open_programmes()).distinct().order_by("sort_key", "pk")


def likely_programme(company: Organisation) -> Programme | None:
    """Where a new request begins: the programme that the company takes part in, else the open one that fits it.

    Of several the one that serves most of its country, its region and its sectors, in that order; among equals the company chooses.
    """
    rows = list(programmes_of_company(company)) or list(open_programmes())
    if len(rows) < 2:
        return next(iter(rows), None)
    partners = Partner.objects.filter(programme__in=rows)
    here = Q(regions=company.region_id) | Q(organisation__region=company.region_id) | Q(organisation__incubator_profile__regions=company.region_id)
    regional = set(partners.filter(here, organisation__country=company.country).values_list("programme", flat=True)) if company.region_id else set()
    sectors = company.sectors.values("pk")
    akin = set(partners.filter(organisation__incubator_profile__sectors__in=sectors).values_list("programme", flat=True))
    fits = {row.pk: (company.country in row.countries, row.pk in regional, row.pk in akin) for row in rows}
    best = max(fits.values())
    found = [row for row in rows if fits[row.pk] == best]
    return found[0] if len(found) == 1 and any(best) else None


def requests_visible_to(user: User) -> QuerySet[MentoringRequest]:
    """Requests of the person's companies, and, once they are more than drafts, of the programmes they coordinate."""
    return with_details(_visible_to(user))


def _visible_to(user: User) -> QuerySet[MentoringRequest]:
    own = Q(company__in=companies_of(user))
    coordinated = Q(programme__in=coordinated_by(user)) & ~Q(state=MentoringRequest.State.DRAFT)
    return MentoringRequest.objects.filter(own | coordinated)


def with_details(requests: QuerySet[MentoringRequest]) -> QuerySet[MentoringRequest]:
    """What pages and the API show of a request, in a constant number of queries."""
    needs = Prefetch("needs", RequestNeed.objects.select_related("need"))
    return requests.select_related(*WITH).prefetch_related(needs, "languages", CHOICES, "company__sectors")


def request_for(user: User, pk: UUID) -> MentoringRequest:
    """One visible request. Raises NotVisible."""
    return whole(one_of(with_short_rows(_visible_to(user)), pk))


# Codes that would tell a company of a mentor's wish not to work with it; it reads `not_now` of everybody who takes no request.
TAKES_NO_REQUEST = frozenset({"blocked_by_candidate", "declared_conflict", "not_accepting", "paused"})


def told_release(choice: Choice, *, knows: bool) -> str:
    """Why a choice was let go, as a code: the true one for who `knows`, a coordinator."""
    return "not_now" if choice.release_reason in TAKES_NO_REQUEST and not knows else choice.release_reason


def coordinates(user: User) -> set[UUID]:
    """The keys of the programmes that the person coordinates, to look many up in."""
    return set(coordinated_by(user).values_list("pk", flat=True))


def own_requests(user: User) -> QuerySet[MentoringRequest]:
    """Requests of the person's companies, newest first."""
    return with_details(MentoringRequest.objects.filter(company__in=companies_of(user))).order_by("-pk")


def choices_asked_of(user: User) -> QuerySet[Choice]:
    """What the person was asked, as a mentor or for an incubator. Choices that were never asked stay unknown."""
    mine = Q(mentor__person=user) | Q(incubator__organisation__in=organisations_of(user).values("pk"))
    asked = Choice.objects.filter(mine, asked_at__isnull=False)
    return asked.select_related(
        "mentor__person", "incubator__organisation", "request__company__region", "request__programme", "request__created_by"
    ).prefetch_related("request__needs__need", "request__languages", "request__company__sectors")


def company_met(user: User, pk: UUID) -> Organisation:
    """A company that asked the person as a mentor, or that they work or worked with. Raises NotVisible."""
    asked = Choice.objects.filter(mentor__person=user, asked_at__isnull=False).values("request__company")
    worked = Mentorship.objects.filter(mentor=user).values("company")
    return one_of(Organisation.objects.filter(Q(pk__in=asked) | Q(pk__in=worked)), pk)


def open_choices_of(user: User) -> QuerySet[Choice]:
    """What waits for the person's answer, the most urgent first."""
    return choices_asked_of(user).filter(state__in=ASKED_STATES).order_by("answer_due_at", "pk")


def choice_asked_of(user: User, pk: UUID) -> Choice:
    """One choice that the person was asked. Raises NotVisible."""
    return _one(choices_asked_of(user), pk)


def choice_for(user: User, pk: UUID) -> Choice:
    """A choice that the person chose, coordinates or was asked. Raises NotVisible."""
    seen = Q(request__in=requests_visible_to(user).values("pk")) | Q(pk__in=choices_asked_of(user).values("pk"))
    return _one(
        Choice.objects.filter(seen).select_related(
            "mentor__person", "incubator__organisation", "request__company", "request__programme", "request__created_by"
        ),
        pk,
    )


def _one(choices: QuerySet[Choice], pk: UUID) -> Choice:
    if (found := choices.filter(pk=pk).first()) is None:
        raise NotVisible
    return found


def pending_choice(request: MentoringRequest) -> Choice | None:
    """Who is being asked now, among the prefetched choices."""
    return next((choice for choice in request.choices.all() if choice.is_pending), None)


def closed_choices_of(user: User) -> QuerySet[Choice]:
    """What the person was asked and is not asked any more, newest first."""
    return choices_asked_of(user).exclude(state__in=ASKED_STATES).order_by("-pk")


def mentorship_of(request: MentoringRequest) -> Mentorship | None:
    """What came of an accepted request."""
    if request.state != MentoringRequest.State.ACCEPTED:
        return None
    return Mentorship.objects.filter(request_id=request.pk).order_by("-pk").first()


def handed_over(request: MentoringRequest) -> Mentorship | None:
    """The last mentorship of a request that a coordinator took from its mentor, for another one to go on with."""
    rows = Mentorship.objects.filter(request_id=request.pk, state=Mentorship.State.ENDED, end_reason=Mentorship.EndReason.HANDED_OVER)
    return rows.order_by("-pk").first()


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    count = MentoringRequest.objects.filter(programme=programme, state=MentoringRequest.State.ASKING).count()
    return [gettext("Requests that are being asked: %(count)d") % {"count": count}] if count else []
