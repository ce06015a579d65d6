"""Reading questions and answers, each for the person who asks."""

from itertools import count
from uuid import UUID

from django.db.models import Q, QuerySet

from mentoring.followups import links
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.queries import one_of
from network.programmes.models import Appointment, Programme
from network.programmes.queries import confided_to

State = FollowUp.State


def _coordinated(user: User) -> QuerySet:
    return Appointment.objects.filter(person=user, ended_at=None).values("programme")


def follow_ups_visible_to(user: User) -> QuerySet[FollowUp]:
    """One's own that were asked; for coordinators also those of their programmes, planned ones included."""
    seen = Q(person=user, state__in=[State.ASKED, State.ANSWERED]) | Q(rule__programme__in=_coordinated(user))
    return FollowUp.objects.filter(seen).select_related("rule__programme", "person", "check_in")


def follow_up_for(user: User, pk: UUID | str) -> FollowUp:
    """One question. Raises NotVisible."""
    return one_of(follow_ups_visible_to(user), pk)


def own_follow_ups(user: User) -> QuerySet[FollowUp]:
    """What the person was asked, newest first."""
    own = FollowUp.objects.filter(person=user, state__in=[State.ASKED, State.ANSWERED])
    return own.select_related("rule__programme", "check_in").order_by("-asked_at", "-id")


def check_ins_visible_to(user: User) -> QuerySet[CheckIn]:
    """Answers: one's own, and those given in programmes one coordinates."""
    seen = Q(follow_up__person=user) | Q(follow_up__rule__programme__in=confided_to(user))
    return CheckIn.objects.filter(seen).select_related("follow_up__rule__programme", "follow_up__person")


def check_in_for(user: User, pk: UUID | str) -> CheckIn:
    """One answer. Raises NotVisible."""
    return one_of(check_ins_visible_to(user), pk)


def answers_about(user: User, subject_ids: list[UUID]) -> QuerySet[CheckIn]:
    """Answers about some things, as far as the person may see them, newest first."""
    return check_ins_visible_to(user).filter(follow_up__subject_id__in=subject_ids).order_by("-answered_at")


def follow_up_by_link(token: str) -> FollowUp:
    """The question behind a signed address. Raises BadLink, or NotVisible when the question is gone."""
    found = FollowUp.objects.filter(pk=links.read(token)).select_related("rule__programme", "person", "check_in").first()
    if found is None:
        raise NotVisible
    return found


def rules_visible_to(user: User) -> QuerySet[FollowUpRule]:
    """The rules of programmes that the person coordinates."""
    return FollowUpRule.objects.filter(programme__in=_coordinated(user)).select_related("programme")


def rule_for(user: User, pk: UUID | str) -> FollowUpRule:
    """One rule. Raises NotVisible."""
    return one_of(rules_visible_to(user), pk)


def rule_by_key(user: User, programme: Programme, key: str) -> FollowUpRule:
    """One rule of a programme that the person coordinates. Raises NotVisible."""
    found = rules_visible_to(user).filter(programme=programme, key=key).first()
    if found is None:
        raise NotVisible
    return found


def rules_of(programme: Programme) -> QuerySet[FollowUpRule]:
    """The rules of an authorised programme, in the order of what happens."""
    return programme.follow_up_rules.order_by("event", "offset_days", "id")


def free_key(programme: Programme, event: str) -> str:
    """A key that no rule of the programme has yet."""
    taken = set(programme.follow_up_rules.values_list("key", flat=True))
    return next(key for key in (f"{event}-{number}" for number in count(2)) if key not in taken)
