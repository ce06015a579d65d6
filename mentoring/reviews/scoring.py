"""From points to a ranking. Pure: no Django.

A review's total is the weighted mean of its points, each put on a scale from 0 to 100 by its criterion's least and most, so that
a criterion left open costs nothing and a call may mix scales. Across reviews the call chooses the mean or the median; both are
shown, since one hard reader moves the mean and not the median. Independent criteria are shown beside the total and never counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median


@dataclass(frozen=True, slots=True)
class Scale:
    """A criterion as the sums need it; `weight` above 0, points from `least` to `most`."""

    key: str
    weight: Fraction = Fraction(1)
    least: int = 0
    most: int = 5
    is_independent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the handed-in reviews of an application come to, 0 to 100; None where no review gives points."""

    count: int
    abstained: int = 0
    mean: Fraction | None = None
    median: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    beside: Mapping[str, Fraction] = field(default_factory=dict)

    def middle(self, name: str) -> Fraction | None:
        """The one of `mean` and `median` that the call ranks by."""
        return self.mean if name == "mean" else self.median


def on_scale(points: int, scale: Scale) -> Fraction:
    """Points as a share of what the criterion gives, 0 to 100."""
    return Fraction(points - scale.least, scale.most - scale.least) * 100


def total_of(points: Mapping[str, int], scales: Sequence[Scale]) -> Fraction | None:
    """One review's total, 0 to 100: the weighted mean of the criteria it answers. None when it answers none that counts."""
    counted = [scale for scale in scales if scale.key in points and not scale.is_independent]
    weights = sum((scale.weight for scale in counted), Fraction(0))
    if not weights:
        return None
    return sum((scale.weight * on_scale(points[scale.key], scale) for scale in counted), Fraction(0)) / weights


def standing_of(reviews: Sequence[Mapping[str, int]], scales: Sequence[Scale], *, abstained: int = 0) -> Standing:
    """All handed-in reviews of one application together."""
    totals = [total for total in (total_of(points, scales) for points in reviews) if total is not None]
    beside = {}
    for scale in scales:
        given = [on_scale(points[scale.key], scale) for points in reviews if scale.is_independent and scale.key in points]
        if given:
            beside[scale.key] = sum(given, Fraction(0)) / len(given)
    if not totals:
        return Standing(len(reviews), abstained, beside=beside)
    return Standing(len(reviews), abstained, sum(totals, Fraction(0)) / len(totals), median(totals), min(totals), max(totals), beside)


def ranks(values: Mapping[int, Fraction | None]) -> dict[int, int | None]:
    """Places from 1 on; equals share one and leave the next free (1, 2, 2, 4). None stays without a place."""
    places: dict[Fraction, int] = {}
    for place, value in enumerate(sorted((value for value in values.values() if value is not None), reverse=True), start=1):
        places.setdefault(value, place)
    return {key: None if value is None else places[value] for key, value in values.items()}
