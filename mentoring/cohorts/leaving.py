"""What becomes of cohorts when a person leaves a company, or somebody leaves a programme. Named in the settings: those stand further down."""

from django.db import transaction

from mentoring.cohorts import members, notices, talks
from mentoring.cohorts.models import Cohort, CohortMember
from mentoring.cohorts.services import locked
from network.accounts.models import User
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.programmes.queries import takes_part

OPEN = (Cohort.State.DRAFT, Cohort.State.RUNNING)


@transaction.atomic
def member_left(*, organisation: Organisation, person: User, by: User | None) -> None:
    """Somebody is no longer of a company or an incubator: they are out of its cohorts' conversations and calendars in the same transaction.

    The company stays. Where they were the only one who came along, a colleague comes instead; whoever runs the cohort is told.
    """
    along = CohortMember.objects.filter(company=organisation, left_at=None, people__person=person, people__left_at=None)
    for pk in along.order_by("cohort", "pk").values_list("pk", flat=True).distinct():
        _passed_on(pk, person, by)
    for cohort in Cohort.objects.filter(incubator=organisation).exclude(conversation=None).order_by("pk"):
        talks.let_out(locked(cohort), [person], by)


def _passed_on(pk: object, person: User, by: User | None) -> None:
    row = CohortMember.objects.select_related("cohort").get(pk=pk)
    cohort = locked(row.cohort)
    member = CohortMember.objects.select_related("company").get(pk=pk)
    member.cohort = cohort
    successor = members.person_left(member, person, by)
    if cohort.state == Cohort.State.RUNNING:
        notices.person_left(member, person, successor)


@transaction.atomic
def programme_left(*, programme: Programme, **_who: object) -> None:
    """Somebody may have left the programme: companies that take no part any more are out of its cohorts, and so is whoever runs them no more."""
    for cohort in Cohort.objects.filter(programme=programme).order_by("pk"):
        cohort = locked(cohort)
        inside = cohort.members.filter(left_at=None).select_related("company").order_by("pk")
        for member in inside if cohort.state in OPEN else ():
            if not takes_part(member.company, programme):
                member.cohort = cohort
                members.gone(cohort, member, None)
        talks.settle(cohort)
