"""Whether what is about to be changed still stands as the person saw it: a form carries a mark of it, so that nobody's words are lost unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _

from network.core.errors import Conflict


class Overwritten(Conflict):
    """Somebody else has changed it since it was read. `now` is how it stands by field, `mark` is what a form that shows that carries."""

    code = "version"

    def __init__(self, now: Mapping[str, Any], mark: object, **details: object) -> None:
        words = _(
            "This was changed since you opened it. What you typed is still here, and where it differs you read how it stands now. Save again to keep yours."
        )
        super().__init__(words, **details)
        self.now, self.mark = dict(now), str(mark)


def mark_of(row: Model, names: Iterable[str]) -> str:
    """A short mark of the values of these fields, as they are kept."""
    return _digest(_values(row, names))


def require_seen(row: Model, names: Iterable[str], was: str) -> None:
    """Raise Overwritten when the row, locked and not yet changed, has another mark than `was`. Empty: whoever writes says nothing of what they saw."""
    now = _values(row, names)
    if was and was != _digest(now):
        raise Overwritten(now, _digest(now))


def _values(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:16]
