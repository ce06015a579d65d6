"""The signed address with which a paused mentor comes back; `coming_back` reads it."""

from django.core import signing
from django.urls import reverse

from mentoring.profiles.models import MentorPause

SALT = "mentoring.come-back"


def link_of(pause: MentorPause) -> str:
    """The address that the mail carries."""
    return reverse("mentor-back", args=[signing.dumps(str(pause.pk), salt=SALT)])
