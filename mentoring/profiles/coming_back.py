"""The link in the mail to a mentor who was paused for not answering: whoever has the mail comes back with it, without signing in."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.profiles.links import SALT
from mentoring.profiles.models import MentorPause
from mentoring.profiles.pauses import lift_pause
from network.core import clock
from network.core.errors import NotVisible, Refused

VALID_FOR = timedelta(days=180)  # real time; a season is over by then


def pause_of(token: str) -> MentorPause | None:
    """The pause of a link; None when it is over. Raises NotVisible for a forged link, Refused for one that ran out."""
    try:
        key = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise Refused(_("This link has run out. Sign in and press “I am back” on your mentor profile."), code="link-expired") from None
    except signing.BadSignature:
        raise NotVisible(_("This link is not complete. Open it from the mail again, or copy all of it.")) from None
    pause = MentorPause.objects.select_related("profile__person").filter(pk=key).first()
    if pause is None:
        return None
    if not pause.profile.person.is_active:
        raise NotVisible
    over = pause.ends_on is not None and pause.ends_on < clock.today(pause.profile.person.time_zone)
    return None if over else pause


@transaction.atomic
def come_back(*, token: str) -> None:
    """End the pause of a link, as its mentor. Once more changes nothing. Raises as `pause_of`."""
    pause = pause_of(token)
    if pause is not None:
        lift_pause(pause=pause, by=pause.profile.person)
