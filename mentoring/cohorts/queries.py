"""Cohorts that a person may see, and what of them.

Whoever runs one sees all of it. A company's people see theirs once it has begun: its schedule, the other companies by name, and
who comes with each; never who is stuck. Access is asked of the membership each time, so whoever left the company sees it no more.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mentoring.calls.models import Application, Call, Stage
from mentoring.calls.people import makers_choices, pairs_run_by
from mentoring.cohorts.models import Cohort, CohortAttendance, CohortMember, CohortPerson, CohortSession, TrackRule
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Membership, Organisation
from network.organisations.queries import companies_of, members_of, one_of
from network.programmes.models import Participation, Partner, Programme

State = Cohort.State


def _run_by(user: User) -> Q:
    return pairs_run_by(user, "programme", "incubator")


def cohorts_visible_to(user: User) -> QuerySet[Cohort]:
    """Cohorts that the person runs, and those in which one of their companies is, each with `is_run` for this reader and how many are in."""
    mine = CohortMember.objects.filter(cohort=OuterRef("pk"), company__in=companies_of(user).values("pk"), left_at=None)
    is_run = Case(When(_run_by(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    size = Count("members", filter=Q(members__left_at=None), distinct=True)
    rows = Cohort.objects.filter(_run_by(user) | (~Q(state=State.DRAFT) & Q(Exists(mine))))
    return rows.select_related("programme", "incubator", "call").annotate(is_run=is_run, size=size)


def cohort_for(user: User, pk: UUID | str) -> Cohort:
    """One visible cohort. Raises NotVisible."""
    return one_of(cohorts_visible_to(user), pk)


def cohorts_run_by(user: User) -> QuerySet[Cohort]:
    """Cohorts that the person runs."""
    return Cohort.objects.filter(_run_by(user)).select_related("programme", "incubator", "call")


def run_cohort_for(user: User, pk: UUID | str) -> Cohort:
    """A cohort that the person runs. Raises NotVisible."""
    return one_of(cohorts_run_by(user), pk)


def cohorts_of(user: User, programme: Programme) -> QuerySet[Cohort]:
    """What a programme's page lists: its cohorts that the reader sees, the newest first."""
    return cohorts_visible_to(user).filter(programme=programme).order_by("-starts_on", "-id")


def cohorts_from(user: User, call: Call) -> QuerySet[Cohort]:
    """What a call's page lists: cohorts that take from it and that the reader sees, the newest first."""
    return cohorts_visible_to(user).filter(call=call).order_by("-starts_on", "-id")


def cohort_with(user: User, application: Application) -> Cohort | None:
    """The cohort into which a confirmed place led, once its company's people see it; the newest of several."""
    inside = CohortMember.objects.filter(cohort=OuterRef("pk"), company=application.company_id, left_at=None)
    return cohorts_visible_to(user).filter(Exists(inside), call=application.call_id).order_by("-starts_on", "-id").first()


def pairs_for(user: User) -> QuerySet[Partner]:
    """Programme and incubator of a new cohort, to choose from."""
    return makers_choices(user)


def calls_for(user: User, programme: Programme, incubator: Organisation) -> QuerySet[Call]:
    """Published calls of the incubator in the programme, from which a cohort can take its companies, the newest first."""
    rows = Call.objects.filter(pairs_run_by(user, "programme", "incubator"), programme=programme, incubator=incubator)
    return rows.filter(state__in=[Call.State.PUBLISHED, Call.State.ARCHIVED]).order_by("-closes_at", "-id")


def members_in(cohort: Cohort) -> QuerySet[CohortMember]:
    """The companies that are in, by name, each with the people who come along (`along`). The caller has authorised reading the cohort."""
    people = CohortPerson.objects.filter(left_at=None, person__is_active=True).select_related("person").order_by("person__sort_key", "id")
    rows = CohortMember.objects.filter(cohort=cohort, left_at=None).select_related("company__region", "cohort__programme", "cohort__incubator")
    return rows.prefetch_related(Prefetch("people", people, to_attr="along")).order_by("company__sort_key", "id")


def former_members(cohort: Cohort) -> QuerySet[CohortMember]:
    """The companies that have left, the last first. For whoever runs the cohort."""
    return CohortMember.objects.filter(cohort=cohort, left_at__isnull=False).select_related("company").order_by("-left_at", "-id")


def member_of(cohort: Cohort, pk: UUID | str) -> CohortMember:
    """One company of a cohort that was loaded for its reader, left or not. Raises NotVisible."""
    return one_of(CohortMember.objects.filter(cohort=cohort).select_related("company", "cohort__programme", "cohort__incubator"), pk)


def own_member(user: User, cohort: Cohort) -> CohortMember | None:
    """The reader's own company in the cohort, where there is one."""
    return members_in(cohort).filter(company__in=companies_of(user).values("pk")).first()


def people_to_choose(company: Organisation) -> QuerySet[User]:
    """Who can come along for a company: its people of now, by name. The caller has authorised reading the company's place."""
    return members_of(company)


def companies_to_add(cohort: Cohort) -> QuerySet[Organisation]:
    """Companies of the programme that are not in, those that the incubator follows first, then by name."""
    inside = CohortMember.objects.filter(cohort=cohort, left_at=None).values("company")
    parts = Participation.objects.filter(programme=cohort.programme_id, ended_at=None).exclude(organisation__in=inside)
    followed = Exists(parts.filter(organisation=OuterRef("pk"), incubator=cohort.incubator_id))
    return Organisation.objects.filter(pk__in=parts.values("organisation")).annotate(is_followed=followed).order_by("-is_followed", "sort_key", "id")


def company_to_add(cohort: Cohort, pk: UUID | str) -> Organisation:
    """One of them. Raises NotVisible."""
    return one_of(companies_to_add(cohort), pk)


def places_confirmed(cohort: Cohort) -> QuerySet[Application]:
    """Applications to the cohort's call whose place is confirmed, and whose company is not in and has not been."""
    ever = CohortMember.objects.filter(cohort=cohort).values("company")
    rows = Application.objects.filter(call=cohort.call_id, stage__kind=Stage.Kind.CONFIRMED) if cohort.call_id else Application.objects.none()
    return rows.exclude(company__in=ever).select_related("company", "made_by", "stage").order_by("number")


def sessions_of(cohort: Cohort) -> QuerySet[CohortSession]:
    """The schedule, in order. The caller has authorised reading the cohort."""
    return CohortSession.objects.filter(cohort=cohort).select_related("organiser", "cohort__programme", "cohort__incubator").order_by("starts_at", "id")


def sessions_visible_to(user: User) -> QuerySet[CohortSession]:
    """Sessions of visible cohorts."""
    rows = CohortSession.objects.filter(cohort__in=cohorts_visible_to(user).values("pk"))
    return rows.select_related("organiser", "cohort__programme", "cohort__incubator").order_by("starts_at", "id")


def session_for(user: User, pk: UUID | str) -> CohortSession:
    """One of them. Raises NotVisible."""
    return one_of(sessions_visible_to(user), pk)


def run_session_for(user: User, pk: UUID | str) -> CohortSession:
    """A session of a cohort that the person runs. Raises NotVisible."""
    return one_of(sessions_visible_to(user).filter(cohort__in=cohorts_run_by(user).values("pk")), pk)


def attendance_of(session: CohortSession) -> list[CohortAttendance]:
    """Who was there, by company. For whoever runs the cohort."""
    return list(session.attendance.select_related("member__company").prefetch_related("people").order_by("member__company__sort_key", "id"))


def own_attendance(session: CohortSession, user: User) -> list[CohortAttendance]:
    """What was written down of the reader's own companies."""
    mine = session.attendance.filter(member__company__in=companies_of(user).values("pk"))
    return list(mine.select_related("member__company").prefetch_related("people").order_by("id"))


def travellers_of(cohort: Cohort) -> QuerySet[User]:
    """The people who come along now: still of their company, and the company still in. By name."""
    active = Membership.objects.filter(organisation=OuterRef("member__company"), person=OuterRef("person"), state=Membership.State.ACTIVE)
    along = CohortPerson.objects.filter(Exists(active), member__cohort=cohort, member__left_at=None, left_at=None)
    return User.objects.filter(pk__in=along.values("person"), is_active=True)


def coming_sessions(user: User) -> QuerySet[CohortSession]:
    """Planned sessions ahead of the cohorts in which the person comes along or that they run, the next one first."""
    return sessions_visible_to(user).filter(state=CohortSession.State.PLANNED, ends_at__gt=clock.now())


def sessions_to_record(user: User) -> QuerySet[CohortSession]:
    """Sessions that are over, of running cohorts that the person runs, where nobody has written down who was there; the longest ago first."""
    rows = CohortSession.objects.filter(cohort__in=Cohort.objects.filter(_run_by(user), state=State.RUNNING).values("pk"))
    return rows.filter(state=CohortSession.State.PLANNED, ends_at__lte=clock.now()).select_related("cohort").order_by("starts_at", "id")


def rules_of(cohort: Cohort) -> QuerySet[TrackRule]:
    """What counts as stuck there. For whoever runs the cohort."""
    return cohort.rules.order_by("id")


@dataclass(frozen=True)
class Talks:
    """Whether the reader is in the cohort's conversation and its announcements now."""

    conversation: bool
    announcements: bool


def talks_of(user: User, cohort: Cohort) -> Talks:
    """In one query."""
    rooms = [pk for pk in (cohort.conversation_id, cohort.announcements_id) if pk]
    inside = set(user.participations.filter(conversation__in=rooms, left_seq=None).values_list("conversation", flat=True))
    return Talks(cohort.conversation_id in inside, cohort.announcements_id in inside)


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    count = Cohort.objects.filter(programme=programme, state=State.RUNNING).count()
    return [_("Cohorts that run: %(count)d") % {"count": count}] if count else []


def member_to_people(user: User, cohort: Cohort, pk: UUID | str) -> CohortMember:
    """A company whose people the reader may choose: any, for whoever runs the cohort; else one's own. Raises NotVisible."""
    rows = CohortMember.objects.filter(cohort=cohort).select_related("company", "cohort__programme", "cohort__incubator")
    if not Cohort.objects.filter(_run_by(user), pk=cohort.pk).exists():
        rows = rows.filter(company__in=companies_of(user).values("pk"), left_at=None)
    return one_of(rows, pk)


def along_of(member: CohortMember) -> list[User]:
    """Who comes along for a company now, by name. The caller has authorised reading the cohort."""
    rows = CohortPerson.objects.filter(member=member, left_at=None, person__is_active=True)
    return [row.person for row in rows.select_related("person").order_by("person__sort_key", "id")]
