"""Which companies are in a cohort, and who comes along for each. The company stays while its people change."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.calls.models import Application
from mentoring.cohorts import calendar_entries, notices, rules, talks
from mentoring.cohorts.models import Cohort, CohortMember, CohortPerson
from mentoring.cohorts.queries import places_confirmed
from mentoring.cohorts.services import locked
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.organisations.models import Organisation
from network.organisations.queries import administrators_of, members_of, successors_in

LONGEST_REASON = 500


@transaction.atomic
def take_in(*, cohort: Cohort, company: Organisation, by: User, people: Collection[UUID] | None = None) -> CohortMember:
    """Add a company; without `people` those who speak for it come along. Raises Refused, Conflict and Invalid."""
    cohort = locked(cohort)
    require(rules.can_take_in(by, cohort, company))
    return added(cohort, company, _chosen(company, people) if people is not None else list(administrators_of(company)), by)


@transaction.atomic
def take_in_confirmed(*, cohort: Cohort, by: User) -> list[CohortMember]:
    """Add every company that confirmed a place in the cohort's call and has not been in. Those that left the programme stay out."""
    cohort = locked(cohort)
    require(rules.can_change(by, cohort))
    return [made for application in places_confirmed(cohort) if (made := taken_from(application, cohort, by)) is not None]


def taken_from(application: Application, cohort: Cohort, by: User | None) -> CohortMember | None:
    """The company of a confirmed application, in a locked cohort; None where it does not fit. Whoever wrote the application comes along."""
    if not rules.fits(cohort, application.company):
        return None
    people = list(administrators_of(application.company))
    if application.made_by_id not in {person.pk for person in people}:
        people += members_of(application.company).filter(pk=application.made_by_id)
    return added(cohort, application.company, people, by, application=application)


def added(cohort: Cohort, company: Organisation, people: Iterable[User], by: User | None, *, application: Application | None = None) -> CohortMember:
    """One more company in a locked cohort."""
    member = CohortMember.objects.create(cohort=cohort, company=company, application=application, joined_at=clock.now())
    _come_along(member, list(people)[: rules.MOST_PEOPLE], by)
    return member


@transaction.atomic
def take_out(*, member: CohortMember, by: User, reason: str = "") -> CohortMember:
    """The company leaves; its people are out of conversation and calendar from this moment. What they took part in stays. Raises Refused and Conflict."""
    cohort = locked(member.cohort)
    member = _locked(member)
    require(rules.can_change_member(by, member))
    if len(reason := reason.strip()) > LONGEST_REASON:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]})
    return gone(cohort, member, by, reason=reason)


def gone(cohort: Cohort, member: CohortMember, by: User | None, *, reason: str = "") -> CohortMember:
    """One company less in a locked cohort."""
    people = [row.person for row in member.people.filter(left_at=None).select_related("person")]
    member.left_at, member.left_because = clock.now(), reason
    member.save(update_fields=["left_at", "left_because"])
    member.people.filter(left_at=None).update(left_at=member.left_at)
    _go(cohort, people, by)
    if cohort.state == Cohort.State.RUNNING:
        notices.company_left(member, {person.pk: person for person in [*people, *administrators_of(member.company)]}.values(), by=by)
    return member


@transaction.atomic
def set_people(*, member: CohortMember, by: User, people: Collection[UUID]) -> CohortMember:
    """Say who comes along for the company: its own people, or whoever runs the cohort, choose. Raises Refused, Conflict and Invalid."""
    cohort = locked(member.cohort)
    member = _locked(member)
    require(rules.can_choose_people(by, member))
    wanted = {person.pk: person for person in _chosen(member.company, people)}
    present = {row.person_id: row for row in member.people.filter(left_at=None).select_related("person")}
    leaving = [row for pk, row in present.items() if pk not in wanted]
    for row in leaving:
        row.left_at = clock.now()
        row.save(update_fields=["left_at"])
    _go(cohort, [row.person for row in leaving], by)
    _come_along(member, [person for pk, person in wanted.items() if pk not in present], by)
    return member


def person_left(member: CohortMember, person: User, by: User | None) -> User | None:
    """A person is no longer of the company, in a locked cohort. Who comes instead, where they were the only one."""
    cohort = member.cohort
    member.people.filter(person=person, left_at=None).update(left_at=clock.now())
    _go(cohort, [person], by)
    rest = member.people.filter(left_at=None, person__is_active=True).values_list("person", flat=True)
    if rest.exists():
        return None
    successor = next(iter(successors_in(member.company, but=[person.pk])), None)
    if successor is not None:
        _come_along(member, [successor], by)
    return successor


def _come_along(member: CohortMember, people: list[User], by: User | None) -> None:
    CohortPerson.objects.bulk_create(CohortPerson(member=member, person=person, joined_at=clock.now()) for person in people)
    if member.cohort.state == Cohort.State.RUNNING and people:
        talks.bring_in(member.cohort, people, by)
        calendar_entries.invite_to_all(member.cohort, people, by)
        notices.joined(member.cohort, people, by=by)


def _go(cohort: Cohort, people: list[User], by: User | None) -> None:
    talks.let_out(cohort, people, by)
    calendar_entries.call_off_for(cohort, people, by)


def _chosen(company: Organisation, people: Collection[UUID]) -> list[User]:
    wanted = set(people)
    if not wanted:
        raise Invalid({"people": [_("Choose at least one person.")]})
    if len(wanted) > rules.MOST_PEOPLE:
        raise Invalid({"people": [_("At most %(most)d people come along.") % {"most": rules.MOST_PEOPLE}]})
    found = list(members_of(company).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise Invalid({"people": [_("Choose people of the company.")]})
    return found


def _locked(member: CohortMember) -> CohortMember:
    """After the cohort's lock: as it is now."""
    return CohortMember.objects.select_related("company", "cohort__programme", "cohort__incubator", "cohort__conversation", "cohort__announcements").get(
        pk=member.pk
    )
