"""Calls and applications that a person may see, each with the side on which they stand."""

from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields import CharField
from django.utils.translation import gettext as _

from mentoring.calls.models import Application, Call, CoApplicant, FormVersion, InformationRequest, Move, Role, Stage, StageTransition, Submission
from mentoring.calls.people import applied_by, calls_run_by, coordinated_by, makers_choices, pairs_run_by, reviewed_by
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible
from network.organisations.models import Organisation
from network.organisations.queries import companies_of, one_of
from network.programmes.models import Participation, Partner, Programme

State = Call.State


def calls_visible_to(user: User) -> QuerySet[Call]:
    """Calls that the person runs; published ones of programmes in which their company takes part; and those they apply to."""
    programmes = Participation.objects.filter(organisation__in=companies_of(user).values("pk"), ended_at=None).values("programme")
    applied = Application.objects.filter(applied_by(user)).values("call")
    seen = pairs_run_by(user, "programme", "incubator") | Q(state=State.PUBLISHED, programme__in=programmes) | Q(pk__in=applied)
    return Call.objects.filter(seen).select_related("programme", "incubator")


def call_for(user: User, pk: UUID | str) -> Call:
    """One visible call. Raises NotVisible."""
    return one_of(calls_visible_to(user), pk)


def run_call_for(user: User, pk: UUID | str) -> Call:
    """A call that the person runs. Raises NotVisible."""
    return one_of(calls_run_by(user).select_related("programme", "incubator"), pk)


def calls_run(user: User) -> QuerySet[Call]:
    """Calls that the person runs, with how many applications were handed in."""
    handed_in = Count("applications", filter=Q(applications__submitted_at__isnull=False))
    return calls_run_by(user).select_related("programme", "incubator").annotate(handed_in=handed_in)


def calls_open_to(user: User) -> QuerySet[Call]:
    """Published calls that are open or will be, of the programmes of the person's companies."""
    programmes = Participation.objects.filter(organisation__in=companies_of(user).values("pk"), ended_at=None).values("programme")
    coming = Call.objects.filter(state=State.PUBLISHED, closes_at__gt=clock.now(), programme__in=programmes)
    return coming.select_related("programme", "incubator").order_by("closes_at", "id")


def calls_of(user: User, programme: Programme) -> QuerySet[Call]:
    """What a programme's page lists: its calls that the reader sees, those that close last first."""
    return calls_visible_to(user).filter(programme=programme).exclude(state=State.ARCHIVED).order_by("-closes_at", "-id")


def pairs_for(user: User) -> QuerySet[Partner]:
    """Programme and incubator of a new call, to choose from."""
    return makers_choices(user)


def pair_for(user: User, pk: UUID | str) -> Partner:
    """One of them. Raises NotVisible."""
    return one_of(makers_choices(user), pk)


def stages_of(call: Call) -> QuerySet[Stage]:
    """The stages in order. The caller has authorised reading the call."""
    return call.stages.order_by("position", "id")


def newest_form(call: Call) -> FormVersion | None:
    """The questions as they stand. The caller has authorised reading the call."""
    return call.forms.order_by("-number").first()


def with_details(rows: QuerySet[Application]) -> QuerySet[Application]:
    """What pages and the API show of an application, in a constant number of queries."""
    ways = StageTransition.objects.select_related("target").order_by("target__position", "id")
    asked = InformationRequest.objects.filter(closed_at=None).select_related("asked_by")
    people = CoApplicant.objects.filter(removed_at=None).select_related("person").order_by("id")
    return rows.select_related("call__programme", "call__incubator", "company__region", "stage", "form", "edited_by", "made_by").prefetch_related(
        Prefetch("stage__ways_out", ways), Prefetch("information_requests", asked, to_attr="asked_now"), Prefetch("co_applicants", people, to_attr="asked_in")
    )


def applications_visible_to(user: User) -> QuerySet[Application]:
    """Applications with the reader's `role` towards each: what they apply with, what they coordinate, what they review.

    Coordinators and reviewers see an application while its stage is one that they see, and no conflict that they declared shuts
    them out. Who reviews learns no names where
    the call is blind: whoever shows a row to a reviewer takes it through `shown_to` of its page or serializer.
    """
    run = coordinated_by(user) & Q(stage__seen_by__contains=[Role.COORDINATOR])
    review = Q(pk__in=reviewed_by(user), stage__seen_by__contains=[Role.REVIEWER])
    role = Case(
        When(applied_by(user), then=Value(Role.APPLICANT)), When(run, then=Value(Role.COORDINATOR)), default=Value(Role.REVIEWER), output_field=CharField()
    )
    rows = Application.objects.filter(applied_by(user) | run | review).annotate(role=role)
    return with_details(rows)


def application_for(user: User, pk: UUID | str, *roles: Role) -> Application:
    """One visible application; of these roles, where some are named. Raises NotVisible."""
    found = one_of(applications_visible_to(user), pk)
    if roles and found.role not in roles:
        raise NotVisible
    return found


def own_applications(user: User) -> QuerySet[Application]:
    """What the person applies with, newest first."""
    return with_details(Application.objects.filter(applied_by(user)).annotate(role=Value(Role.APPLICANT, output_field=CharField()))).order_by("-id")


def applications_run_by(user: User) -> QuerySet[Application]:
    """What the person coordinates and may see."""
    run = coordinated_by(user) & Q(stage__seen_by__contains=[Role.COORDINATOR])
    return with_details(Application.objects.filter(run).annotate(role=Value(Role.COORDINATOR, output_field=CharField())))


def applications_to(call: Call, user: User) -> QuerySet[Application]:
    """The applications to a call that the person coordinates, those that were handed in last first."""
    return applications_run_by(user).filter(call=call).order_by("-submitted_at", "-id")


def companies_to_apply_with(user: User, call: Call) -> QuerySet[Organisation]:
    """The person's companies that take part in the call's programme and have not begun an application."""
    taking_part = Participation.objects.filter(organisation=OuterRef("pk"), programme=call.programme_id, ended_at=None)
    begun = Application.objects.filter(company=OuterRef("pk"), call=call)
    return companies_of(user).filter(Exists(taking_part), ~Exists(begun))


def own_company_for(user: User, pk: UUID | str) -> Organisation:
    """One of the person's companies. Raises NotVisible."""
    return one_of(companies_of(user), pk)


def own_applications_to(call: Call, user: User) -> QuerySet[Application]:
    """What the person applies with to one call."""
    return own_applications(user).filter(call=call)


def submissions_of(application: Application) -> list[Submission]:
    """Every time it was handed in, newest first. The caller has authorised reading the application."""
    return list(application.submissions.select_related("form", "made_by").order_by("-number"))


def moves_of(application: Application) -> list[Move]:
    """Its way so far, newest first. The caller has authorised reading the application."""
    return list(application.moves.select_related("source", "target", "made_by").order_by("-id"))


def co_applicant_of(application: Application, pk: UUID | str) -> CoApplicant:
    """Somebody who was asked in and not removed. Raises NotVisible."""
    return one_of(application.co_applicants.filter(removed_at=None), pk)


def drafts_of(call: Call) -> QuerySet[Application]:
    """Applications that applicants write at: who builds the form learns how many answers a change meets, never which."""
    return Application.objects.filter(call=call, stage__edited_by__contains=[Role.APPLICANT]).select_related("form")


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING). A call that was put away holds nothing up."""
    published = Call.objects.filter(programme=programme, state=State.PUBLISHED)
    waiting = Application.objects.filter(call__in=published.filter(closes_at__lte=clock.now()).values("pk"))
    undecided = waiting.filter(Q(stage__kind__in=[Stage.Kind.OPEN, Stage.Kind.ACCEPTED]) | Q(pending__isnull=False)).count()
    ahead = published.filter(closes_at__gt=clock.now()).count()
    found = [_("Calls that have not closed: %(count)d") % {"count": ahead}] if ahead else []
    return found + ([_("Applications that are not decided: %(count)d") % {"count": undecided}] if undecided else [])
