"""When a mentor takes nothing new, or less: entered ahead, ended, and set when requests stay without an answer."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.profiles import rules
from mentoring.profiles.links import link_of
from mentoring.profiles.models import MentorPause, MentorProfile
from mentoring.profiles.seasons import LONGEST_YEARLY, away_on
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.notifications.services import notify
from network.programmes.models import Programme
from network.programmes.queries import coordinators_of

MOST_UNANSWERED = 3  # in a row; then the mentor is not asked until they are back
MOST_PAUSES = 20
Kind = MentorPause.Kind


@transaction.atomic
def add_pause(
    *,
    profile: MentorProfile,
    by: User,
    starts_on: date,
    ends_on: date | None = None,
    reason: str = "",
    kind: str = Kind.OTHER,
    hours: Decimal | None = None,
    yearly: bool = False,
) -> MentorPause:
    """Take nothing new between two days, both included, or fewer hours a month (`hours`); every year with `yearly`.

    Without an end it lasts until it is lifted. Raises Invalid.
    """
    require(rules.can_edit_mentor(by, profile))
    profile = locked(profile)
    _check(starts_on, ends_on, clock.today(by.time_zone), kind, hours, yearly)
    if profile.pauses.exclude(ends_on__lt=clock.today(by.time_zone), yearly=False).count() >= MOST_PAUSES:
        raise Invalid({"starts_on": [_("You have entered %(most)d times already. End one you do not need any more.") % {"most": MOST_PAUSES}]})
    return MentorPause.objects.create(
        profile=profile, starts_on=starts_on, ends_on=ends_on, reason=reason[:200], kind=kind or Kind.OTHER, hours=hours, yearly=yearly
    )


def _check(starts_on: date, ends_on: date | None, today: date, kind: str, hours: Decimal | None, yearly: bool) -> None:
    errors: dict[str, list] = {}
    if ends_on is not None and ends_on < max(starts_on, today):
        errors["ends_on"] = [_("The last day lies before the first one, or in the past.")]
    elif yearly and ends_on is None:
        errors["ends_on"] = [_("What comes back every year needs a last day.")]
    elif yearly and ends_on is not None and ends_on - starts_on > LONGEST_YEARLY:
        errors["ends_on"] = [_("What comes back every year lasts eleven months at most.")]
    if starts_on < today - timedelta(days=1):
        errors["starts_on"] = [_("A pause begins today or later.")]
    if kind and kind not in (set(Kind.values) - {Kind.SILENCE}):
        errors["kind"] = [_("Choose from the list.")]
    if hours is not None and not 0 < hours <= 160:
        errors["hours"] = [_("More than 0, and up to 160 hours a month. Leave it empty to take nothing new.")]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def lift_pause(*, pause: MentorPause, by: User) -> None:
    """End a pause now: one that runs ends with yesterday, one that is to come or comes back every year falls away.

    What is over stays as it was. Whoever was paused for not answering begins to be counted anew.
    """
    require(rules.can_edit_mentor(by, pause.profile))
    locked(pause.profile)
    yesterday = clock.today(by.time_zone) - timedelta(days=1)
    if pause.yearly or pause.starts_on > yesterday:
        pause.delete()
    elif pause.ends_on is None or pause.ends_on > yesterday:
        pause.ends_on = yesterday
        pause.save(update_fields=["ends_on"])
    if pause.kind == Kind.SILENCE:
        answered(pause.profile)


@transaction.atomic
def not_answered(*, profile: MentorProfile, programme: Programme) -> MentorPause | None:
    """Count a request that ran out without an answer; after three in a row the mentor is paused, and told how to come back.

    What runs out while the mentor is away is not counted.
    The race: two requests run out at once. Both go through the lock of the profile's row, so that the third is seen once.
    """
    profile = locked(profile)
    today = clock.today(profile.person.time_zone)
    if away_on(profile.pauses.all(), today):
        return None
    MentorProfile.objects.filter(pk=profile.pk).update(unanswered=profile.unanswered + 1)
    if profile.unanswered + 1 < MOST_UNANSWERED:
        return None
    pause = MentorPause.objects.create(profile=profile, starts_on=today, kind=Kind.SILENCE)
    context = {"name": str(profile.person), "programme": programme.name, "number": MOST_UNANSWERED}
    notify(to=profile.person, kind="mentor.paused", about=pause, context=context, url=link_of(pause))
    notify(to=list(coordinators_of(programme)), kind="mentor.silent", about=pause, context=context, url=f"/mentors/{profile.pk}/")
    return pause


def answered(profile: MentorProfile) -> None:
    """One answer, whatever it says, begins the count anew."""
    MentorProfile.objects.filter(pk=profile.pk, unanswered__gt=0).update(unanswered=0)


def locked(profile: MentorProfile) -> MentorProfile:
    """The profile under its lock: acceptances that count its hours, and changes of its seasons, stand one after the other."""
    return MentorProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
