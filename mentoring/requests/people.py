"""Who speaks for whom in a request: the company's people, the one who is asked, the programme's coordinators."""

from collections.abc import Collection
from uuid import UUID

from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.organisations.models import Membership
from network.organisations.queries import administrators_of, is_member, members_of


def speakers_for(organisation) -> list[User]:
    """Those who speak for an organisation: its administrators, or all of it where there is none."""
    return list(administrators_of(organisation)) or list(members_of(organisation))


def contact_of(request: MentoringRequest) -> User:
    """The person behind a request: who wrote it, or an administrator when that person has left."""
    if is_member(request.created_by, request.company):
        return request.created_by
    return next(iter(speakers_for(request.company)), request.created_by)


def contacts_of(requests: Collection[MentoringRequest]) -> dict[UUID, User]:
    """`contact_of` for many requests, by their keys, in one query. The requests come with `created_by`."""
    rows = Membership.objects.filter(organisation__in={it.company_id for it in requests}, state=Membership.State.ACTIVE)
    members: dict[UUID, list[Membership]] = {}
    for row in rows.select_related("person").order_by("person__sort_key", "person_id"):
        members.setdefault(row.organisation_id, []).append(row)
    return {it.pk: _contact(it, members.get(it.company_id, [])) for it in requests}


def _contact(request: MentoringRequest, members: list[Membership]) -> User:
    if any(row.person_id == request.created_by_id for row in members):
        return request.created_by
    active = [row for row in members if row.person.is_active]
    speakers = [row for row in active if row.role == Membership.Role.ADMINISTRATOR] or active
    return speakers[0].person if speakers else request.created_by


def people_asked(choice: Choice) -> list[User]:
    """Who gets the question: the mentor, or those who speak for the incubator."""
    return [choice.mentor.person] if choice.mentor else speakers_for(choice.incubator.organisation)


def answers_for(user: User, profile: MentorProfile | IncubatorProfile) -> bool:
    """Whether the person may answer for this mentor or incubator."""
    if isinstance(profile, MentorProfile):
        return profile.person_id == user.pk
    return is_member(user, profile.organisation)
