"""The matrix: the engine's pool in small whole numbers, with what is needed to bring it up to another day or to other facts.

Columns are mentors in the order of their keys. The first rows of `units` are the 168 hours of the week: they follow from
the `schedule` of each mentor and from the week, since clocks change. Nothing that belongs to one company is in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.criteria import KEYS
from mentoring.matching.engine.facts import HOURS_IN_WEEK, week_in_utc
from mentoring.matching.engine.pool import PER_CANDIDATE, Pool
from mentoring.matching.matrix.changes import Version

HOURS = tuple(f"hours:{hour}" for hour in range(HOURS_IN_WEEK))
NEVER = np.iinfo(np.int32).max
# Every array with its type, and for tables the names of its rows. Units are at most 60.
TABLES = {"units": "features", "levels": "languages", "serves": "areas"}
TYPES: Mapping[str, str] = {
    "keys": "S36",
    "units": "i1",
    "answered": "i1",
    "levels": "i1",
    "serves": "?",
    "home": "U2",
    "accepting": "?",
    "paused": "?",
    "returns": "?",
    "places": "i4",
    "limited": "?",
    "active": "i4",
    "hours_left": "f8",
    "lots": "u8",
    "schedule": "i4",
    "turns": "i4",
}
Schedule = tuple[str, tuple[int, ...], str, str]  # zone, working days, first and last hour as ISO times


class Keys(Sequence[str]):
    """The keys as text, one by one: a hundred thousand texts would take longer to make than the list."""

    def __init__(self, keys: NDArray[np.bytes_]) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, at):
        found = self.keys[at]
        return found.decode() if isinstance(found, bytes) else Keys(found)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Arrays of one version. `days` are the local days by zone for which it holds, `monday` begins its week (both as ordinals).

    `turns` is the first local day on which a mentor's facts may be others without anybody changing them.
    """

    version: Version
    days: dict[str, int]
    monday: int
    features: tuple[str, ...]
    languages: tuple[str, ...]
    areas: tuple[str, ...]
    schedules: tuple[Schedule, ...]
    arrays: Mapping[str, NDArray]

    def __len__(self) -> int:
        return len(self.arrays["keys"])

    @property
    def keys(self) -> Keys:
        """The mentors' keys."""
        return Keys(self.arrays["keys"])

    def pool(self, bans: Mapping[str, Mapping[str, Iterable[str]]]) -> Pool:
        """The engine's pool for one company. `bans` are the keys of mentors that a rule about a company bars, by rule and company.

        Only for ranking: its numbers are too small to be multiplied as they are.
        """
        found = Pool(
            keys=self.keys,
            features=self.features,
            languages=self.languages,
            areas=self.areas,
            bans={},
            **{name: self.arrays[name] for name in PER_CANDIDATE},
        )
        return replace(found, bans={rule: {one: found.columns_of(keys) for one, keys in by.items()} for rule, by in bans.items()})

    def columns_of(self, keys: Collection[str]) -> NDArray[np.intp]:
        """Where some keys stand; those that are not here are passed over."""
        wanted = np.array(sorted(keys), "S36")
        at = np.searchsorted(self.arrays["keys"], wanted)
        here = at < len(self)
        here[here] = self.arrays["keys"][at[here]] == wanted[here]
        return at[here]

    def turned(self, days: Mapping[str, int]) -> list[str]:
        """The mentors whose facts may be others on other days than those that the matrix holds for."""
        today = np.array([days[zone] for zone, *_ in self.schedules], np.int32)
        return [key.decode() for key in self.arrays["keys"][self.arrays["turns"] <= today[self.arrays["schedule"]]]] if len(self) else []

    def in_week(self, monday: int) -> "Matrix":
        """The same with the working hours as they fall in another week."""
        hours = hours_of(self.schedules, monday)
        if np.array_equal(hours, hours_of(self.schedules, self.monday)):
            return replace(self, monday=monday)
        units, answered = self.arrays["units"].copy(), self.arrays["answered"].copy()
        set_hours(units, answered, hours, self.arrays["schedule"])
        return replace(self, monday=monday, arrays={**self.arrays, "units": units, "answered": answered})

    def changed(self, fresh: "Matrix", gone: Collection[str] = ()) -> "Matrix":
        """This matrix with some mentors made anew, added or taken out. Of the same week."""
        both = (self, fresh)
        names = {of: merged(getattr(it, of) for it in both) for of in (*TABLES.values(), "schedules")}
        ours, theirs = (it.laid_out(names) for it in both)
        at = np.searchsorted(ours["keys"], theirs["keys"])
        if not len(self.columns_of(gone)) and len(at) and at[-1] < len(self) and np.array_equal(ours["keys"][at], theirs["keys"]):
            arrays = {name: ours[name].copy() if ours[name] is self.arrays[name] else ours[name] for name in TYPES}
            for name, values in arrays.items():
                values[..., at] = theirs[name]
        else:
            stay = np.ones(len(self), bool)
            stay[self.columns_of([*gone, *Keys(theirs["keys"])])] = False
            keys = np.concatenate([ours["keys"][stay], theirs["keys"]])
            order = np.argsort(keys, kind="stable")
            arrays = {name: np.concatenate([ours[name][..., stay], theirs[name]], axis=-1)[..., order] for name in TYPES}
        return replace(self, **names, arrays=arrays)

    def laid_out(self, names: Mapping[str, tuple]) -> dict[str, NDArray]:
        """The arrays on longer lists of names: tables get empty rows, schedules other numbers."""
        arrays = dict(self.arrays)
        for table, of in TABLES.items():
            if (own := getattr(self, of)) != names[of]:
                place = {name: row for row, name in enumerate(names[of])}
                wider = np.zeros((len(names[of]), len(self)), arrays[table].dtype)
                wider[[place[name] for name in own]] = arrays[table]
                arrays[table] = wider
        if self.schedules != names["schedules"]:
            number = {schedule: at for at, schedule in enumerate(names["schedules"])}
            arrays["schedule"] = np.array([number[it] for it in self.schedules], np.int32)[arrays["schedule"]]
        return arrays


def made(pool: Pool, version: Version, days: dict[str, int], monday: int, schedules: Sequence[Schedule], turns: Sequence[int]) -> Matrix:
    """A matrix of a few candidates, each with its schedule and turn, in the order of the pool."""
    kinds = merged([schedules])
    number = {schedule: at for at, schedule in enumerate(kinds)}
    schedule = np.array([number[it] for it in schedules], np.int32)
    features = HOURS + tuple(name for name in pool.features if not name.startswith("hours:"))
    units = np.zeros((len(features), len(pool)), "i1")
    place = {name: row for row, name in enumerate(features)}
    units[[place[name] for name in pool.features]] = pool.units
    answered = pool.answered.astype("i1")
    set_hours(units, answered, hours_of(kinds, monday), schedule)
    own = {"keys": np.array(pool.keys, "S36"), "units": units, "answered": answered, "schedule": schedule, "turns": np.array(turns, np.int32)}
    arrays = {name: own[name] if name in own else getattr(pool, name).astype(kind) for name, kind in TYPES.items()}
    return Matrix(version, days, monday, features, pool.languages, pool.areas, kinds, arrays)


def together(parts: Sequence[Matrix]) -> Matrix:
    """Parts of one version without a common mentor, in the order of their keys, as one."""
    names = {of: merged(getattr(it, of) for it in parts) for of in (*TABLES.values(), "schedules")}
    arrays = {}
    laid = [it.laid_out(names) for it in parts]
    for name in TYPES:
        arrays[name] = np.concatenate([it.pop(name) for it in laid], axis=-1)
    days = {zone: day for it in parts for zone, day in it.days.items()}
    return replace(parts[0], **names, days=days, arrays=arrays)


def hours_of(schedules: Sequence[Schedule], monday: int) -> NDArray[np.int8]:
    """Hours of the week x schedules: 1 where it works in the week that begins on that day."""
    found = np.zeros((HOURS_IN_WEEK, len(schedules)), "i1")
    for at, (zone, days, start, end) in enumerate(schedules):
        found[sorted(week_in_utc(zone, date.fromordinal(monday), days, time.fromisoformat(start), time.fromisoformat(end))), at] = 1
    return found


def set_hours(units: NDArray, answered: NDArray, hours: NDArray[np.int8], schedule: NDArray[np.int32]) -> None:
    """Write everybody's working hours, and who has told any."""
    units[:HOURS_IN_WEEK] = hours[:, schedule]
    answered[KEYS.index("hours")] = hours.any(axis=0)[schedule]


def merged(lists: Iterable[Sequence]) -> tuple:
    """Everything that stands in any of them, once, in the order in which it is met."""
    return tuple(dict.fromkeys(it for found in lists for it in found))
