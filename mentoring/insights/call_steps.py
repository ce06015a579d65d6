"""What calls and applications ask of a person: part of "your next steps"."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from mentoring.calls.models import Application, Call, InformationRequest, Role, Stage
from mentoring.calls.people import applied_by, calls_run_by, shut_to
from mentoring.calls.queries import calls_open_to
from mentoring.cohorts.queries import sessions_to_record
from mentoring.insights.step import Step
from network.accounts.models import User
from network.core import clock
from network.organisations.queries import companies_of

CLOSING_SOON = timedelta(days=3)


def applicants_steps(user: User) -> Iterator[Step]:
    """A place to confirm, information that was asked for, drafts to hand in before the call closes, and a call that is open."""
    theirs = Q(stage__edited_by__contains=[Role.APPLICANT], call__state=Call.State.PUBLISHED) | Q(stage__kind=Stage.Kind.ACCEPTED, confirm_by__gt=clock.now())
    speaks = ExpressionWrapper(Q(company__in=companies_of(user).values("pk")), output_field=BooleanField())  # who was asked in writes, and no more
    rows = Application.objects.filter(applied_by(user)).filter(theirs).annotate(speaks=speaks).exclude(speaks=False, stage__kind=Stage.Kind.ACCEPTED)
    rows = list(rows.select_related("call", "company", "stage").order_by("call__closes_at")[:6])
    asked = {row.application_id: row for row in InformationRequest.objects.filter(application__in=[row.pk for row in rows], closed_at=None)}
    now = clock.now()
    for row in rows:
        if row.stage.kind == Stage.Kind.ACCEPTED:
            yield Step("confirm-place", row.pk, {"call": row.call.titles, "due": row.confirm_by}, due=row.confirm_by, urgent=True)
        elif row.pk in asked and asked[row.pk].due_at > now:
            yield Step("send-information", row.pk, {"call": row.call.titles, "due": asked[row.pk].due_at}, due=asked[row.pk].due_at, urgent=True)
        elif row.stage.kind == Stage.Kind.DRAFT and row.call.opens_at <= now < row.call.closes_at:
            soon = row.call.closes_at - now <= CLOSING_SOON
            names = {"call": row.call.titles, "company": row.company.name, "due": row.call.closes_at}
            yield Step("finish-application" if row.speaks else "write-along", row.pk, names, due=row.call.closes_at, urgent=soon and row.speaks)
    begun = Application.objects.filter(applied_by(user)).values("call")
    for call in calls_open_to(user).filter(opens_at__lte=now).exclude(pk__in=begun)[:2]:
        yield Step("apply-to-call", call.pk, {"call": call.titles, "due": call.closes_at}, due=call.closes_at)


def runners_steps(user: User) -> Iterator[Step]:
    """Applications that have come in and wait to be looked at, and calls that are not published yet."""
    # What stands where its applicant has put it: nobody has moved it since it was handed in.
    fresh = Application.objects.filter(call__in=calls_run_by(user), call__state=Call.State.PUBLISHED, stage__kind=Stage.Kind.OPEN)
    fresh = fresh.exclude(stage__edited_by__contains=[Role.APPLICANT]).exclude(pk__in=shut_to(user))
    waiting = fresh.filter(in_stage_since=F("submitted_at")).values("call", "call__titles").annotate(count=Count("pk")).order_by("call")
    for row in waiting[:3]:
        yield Step("look-at-applications", row["call"], {"call": row["call__titles"], "count": row["count"]})
    for session in sessions_to_record(user)[:2]:
        names = {"title": session.title, "cohort": session.cohort.names, "starts": session.starts_at}
        yield Step("record-cohort-session", session.pk, names, due=session.ends_at)
    for call in calls_run_by(user).filter(state=Call.State.DRAFT, made_by=user).order_by("-id")[:2]:
        yield Step("publish-call", call.pk, {"call": call.titles})
