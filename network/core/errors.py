"""What the domain says when something cannot be done, in words a person can read.

Services and rules raise or return these; pages and the API turn them into answers. They are the
only errors that are shown: everything else is a fault of ours.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Base of what a person is told. `code` is stable, `message` is in the reader's language."""

    status = 409
    code = "domain-error"

    def __init__(self, message: Text, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class Refused(DomainError):
    """Visible, but not allowed. A rule returns it (it counts as False); `require` raises it."""

    status = 403
    code = "refused"

    def __bool__(self) -> bool:
        return False


class Conflict(Refused):
    """The state, the capacity or the slot does not allow it (any more)."""

    status = 409
    code = "conflict"


class Invalid(DomainError):
    """Input that cannot be taken. `errors` maps field names to sentences; `""` is the whole form."""

    status = 400
    code = "invalid"

    def __init__(self, errors: Mapping[str, Sequence[Text]], *, code: str | None = None) -> None:
        super().__init__(_("Some of what you filled in needs a change."), code=code)
        self.errors = {field: list(sentences) for field, sentences in errors.items()}


class NotVisible(DomainError):
    """There is no such thing for this person: existence is not given away."""

    status = 404
    code = "not-found"

    def __init__(self, message: Text = "") -> None:
        super().__init__(message or _("We could not find that, or it is not yours to see."))


class Allowed:
    """The verdict of a rule that permits; truthy, and without a reason."""

    message = ""

    def __bool__(self) -> bool:
        return True


ALLOWED: Final = Allowed()
Verdict = Allowed | Refused


def require(verdict: Verdict) -> None:
    """Raise the refusal that a rule returned, or do nothing."""
    if isinstance(verdict, Refused):
        raise verdict
