"""Changing what counts how much in a programme: a new version, with who and why. Earlier versions stay as they are."""

from collections.abc import Mapping, Sequence
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.matching import rules
from mentoring.matching.engine.facts import Weights
from mentoring.matching.models import Weighting
from mentoring.matching.weights.queries import USUAL, differences, weighed
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, Text, require
from network.programmes.models import Programme

MOST = 100.0  # of one weight: more says nothing more, and a mistyped figure is found
MOST_NEEDS = 5  # places of importance that a request has
LONGEST_REASON = 1000


@transaction.atomic
def set_weights(*, programme: Programme, by: User, weights: Mapping[str, object], importance: Sequence[object], reason: str, based_on: int) -> Weighting:
    """Keep a new version that holds from now on; runs and lists that were made before keep theirs.

    `based_on` is the number of the version that was looked at. Raises Invalid for what cannot rank, for no reason given
    and for no change; Conflict (`stale`) when somebody has saved another version meanwhile.
    """
    require(rules.can_weigh(by, programme))
    found = checked(weights, importance)
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": [_("Say why. The reason is kept with the new version.")]})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]})
    # Of two who save at once the second waits here, then sees the first's version and is refused.
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    now = weighed(programme)
    if now.number != based_on:
        raise _stale(now.version)
    if not differences(now.weights, found):
        raise Invalid({"": [_("These are the weights that hold now, so there is nothing to keep.")]})
    return Weighting.objects.create(
        programme=programme, number=now.number + 1, weights=found.by_criterion(), importance=list(found.importance), reason=reason, by=by
    )


def _stale(version: Weighting | None) -> Conflict:
    if version is None:
        return Conflict(_("There is no such version of the weights. Open the page again."), code="stale")
    words = _("%(name)s has saved version %(number)d since you opened this page. Look at it first, then make your change again.")
    return Conflict(words % {"name": version.by, "number": version.number}, code="stale", number=version.number)


def checked(weights: Mapping[str, object], importance: Sequence[object]) -> Weights:
    """Weights of what was typed or sent; the first need counts 1. Raises Invalid by criterion, by `need-2` for the second need, or for the whole."""
    known = USUAL.by_criterion()
    errors: dict[str, list[Text]] = {str(name): [_("This criterion is not known.")] for name in weights if name not in known}
    found, shares = {}, []
    for name in known:
        try:
            found[name] = number(weights[name]) if name in weights else known[name]
        except ValueError as wrong:
            errors[name] = [wrong.args[0]]
    if not 1 <= len(importance) <= MOST_NEEDS:
        errors["importance"] = [_("Give between one and %(most)d numbers.") % {"most": MOST_NEEDS}]
    for rank, given in enumerate(importance, start=1):
        try:
            shares.append(share(given, shares[-1] if shares else None))
        except ValueError as wrong:
            errors[f"need-{rank}"] = [wrong.args[0]]
    if errors:
        raise Invalid(errors)
    if not any(found.values()):
        raise Invalid({"": [_("At least one weight has to be above zero. With none, nobody could be put in order.")]})
    return Weights(**found, importance=tuple(round(it / shares[0], 6) for it in shares))


def number(given: object) -> float:
    """A weight from what was typed, with a comma or a point. Raises ValueError with a sentence."""
    value = _read(given)
    if value < 0:
        raise ValueError(_("A weight cannot be below zero. Give 0 for what is not to count."))
    if value > MOST:
        raise ValueError(_("Give %(most)d at most.") % {"most": MOST})
    return value


def share(given: object, before: float | None) -> float:
    """How much a need counts, no more than the one before it. Raises ValueError with a sentence."""
    value = _read(given)
    if value <= 0:
        raise ValueError(_("Every need counts something: give more than zero."))
    if value > (MOST if before is None else before):
        raise ValueError(_("A later need cannot count more than the one before it."))
    return value


def _read(given: object) -> float:
    try:
        value = float("" if isinstance(given, bool) or given is None else given.replace(",", ".") if isinstance(given, str) else given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        value = float("nan")
    if not isfinite(value):
        raise ValueError(_("Give a number, like 2 or 0.5."))
    return value
