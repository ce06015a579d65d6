"""Minutes of advice: one line of the ledger for each entry, a correction is a new line."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.plans import rules
from mentoring.plans.models import Advice, DevelopmentPlan, ProgressReport
from mentoring.plans.services import locked, note
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.once import made_before, own_key
from network.ledger import services as ledger
from network.ledger.models import SupportRecord
from network.organisations.models import Organisation
from network.organisations.queries import administrators_of, organisations_of

LONGEST = 720  # minutes of one entry
OLDEST = timedelta(days=366)


@transaction.atomic
def log(
    *,
    plan: DevelopmentPlan,
    by: User,
    minutes: int,
    about: str,
    given_at: datetime | None = None,
    report: ProgressReport | None = None,
    once: UUID | None = None,
) -> Advice:
    """Write down advice that was given, with its line in the ledger. The same `once` again gives what was written down. Raises Invalid."""
    plan = locked(plan)
    require(rules.can_log_advice(by, plan))
    said = {"minutes": minutes, "about": about.strip(), "report_id": report.pk if report else None} | ({"given_at": given_at} if given_at else {})
    if made := made_before(Advice, once, plan_id=plan.pk, adviser_id=by.pk, **said):
        return made
    given_at = given_at or clock.now()
    _check(minutes, about, given_at, least=1)
    if report is not None and report.plan_id != plan.pk:
        raise Invalid({"report": [_("This report is not one of the plan's.")]})
    made = Advice.objects.create(**own_key(once), plan=plan, report=report, adviser=by, given_at=given_at, minutes=minutes, about=about.strip())
    ledger.record(
        source=made, programme=plan.programme, receiver=plan.company, receiver_person=administrators_of(plan.company).first(), provider_person=by,
        provider=_provider(plan, by), kind=SupportRecord.Kind.ADVICE, starts_at=given_at, minutes=minutes, by=by,
    )  # fmt: skip
    note(plan, "advice", by, report=report, words=made.about)
    return made


@transaction.atomic
def correct(*, advice: Advice, by: User, minutes: int) -> Advice:
    """Write down other minutes (0: it was not given). The ledger gets a line that names the one it corrects."""
    plan = locked(advice.plan_id)
    advice = Advice.objects.select_for_update(of=("self",), no_key=True).get(pk=advice.pk)  # two corrections at once follow each other
    advice.plan = plan
    require(rules.can_correct_advice(by, advice))
    _check(minutes, advice.about, advice.given_at, least=0)
    if minutes == advice.minutes:
        raise Invalid({"minutes": [_("That is what was written down.")]})
    advice.minutes = minutes
    advice.save(update_fields=["minutes"])
    attendance = SupportRecord.Attendance.ATTENDED if minutes else SupportRecord.Attendance.MISSED
    ledger.correct(source=advice, receiver=plan.company, by=by, minutes=minutes, attendance=attendance)
    note(plan, "advice-corrected", by, words=advice.about)
    return advice


def _provider(plan: DevelopmentPlan, adviser: User) -> Organisation | None:
    """On whose behalf the adviser advises: the plan's incubator, or their own partner of the programme."""
    partners = plan.programme.partners.values("organisation")
    own = organisations_of(adviser).filter(pk__in=partners)
    return own.filter(pk=plan.incubator_id).first() or own.order_by("pk").first()


def _check(minutes: int, about: str, given_at: datetime, *, least: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not least <= minutes <= LONGEST:
        wrong["minutes"] = [_("Give the minutes as a number from %(least)d to %(most)d.") % {"least": least, "most": LONGEST}]
    if not about.strip() or len(about) > 300:
        wrong["about"] = [_("Say in a few words what it was about.")]
    if not clock.now() - OLDEST <= given_at <= clock.now() + timedelta(minutes=5):
        wrong["given_at"] = [_("Choose a time within the last year.")]
    if wrong:
        raise Invalid(wrong)
