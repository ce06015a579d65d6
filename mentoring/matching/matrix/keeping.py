"""The mentors of a programme as arrays, as they are at this moment; made, brought up to date, kept and shared.

Whoever asks reads one line from the database: the version of now and who changed since the version they hold. Nobody: what
they hold is right. Somebody: those alone are read anew, and the matrix with them becomes the next version for every process
of this machine. A transaction that has written something sees its own changes, and keeps nothing for others.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace

from mentoring.matching.matrix import changes, files
from mentoring.matching.matrix.arrays import Matrix
from mentoring.matching.matrix.changes import Seen
from mentoring.matching.matrix.gathering import Moment, gathered
from mentoring.profiles.models import MentorApproval
from network.programmes.models import Programme

PATIENCE = 60.0  # seconds to wait for another process that makes the whole matrix, before making it as well
STALE = 24 * 3600  # seconds after which a version is kept again though nobody changed, so that it never gets too old


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds of one programme, and of which database."""

    database: str
    matrix: Matrix


_held: dict[str, Held] = {}
_holding = threading.Lock()


def matrix_of(programme: Programme) -> Matrix:
    """The programme's mentors as they are now: whatever was committed before the call, and what this transaction wrote, is in it."""
    name, moment = name_of(programme), Moment.now()
    held = _held.get(name)
    seen = changes.seen(held.matrix.version if held else None)
    if held is None or not _holds(held.matrix, seen, moment) or held.database != seen.database:
        held, seen = _opened(name, seen, moment)
    if held is None:
        return _made(name, programme, seen, moment)
    if not _differs(held.matrix, seen, moment):
        return _remember(name, seen, replace(held.matrix, version=seen.version))
    kept, later = _opened(name, seen, moment)  # another process may have been there before
    if kept and kept.matrix.version.next > held.matrix.version.next:
        held, seen = kept, later
    return _brought_up(name, programme, held.matrix, seen, moment)


def name_of(programme: Programme) -> str:
    """Earlier feedback is a fact only where the programme lets it count."""
    return f"{programme.pk}-{'feedback' if programme.feedback_counts else 'plain'}"


def freshen() -> None:
    """Keep the matrix of every programme that has mentors, so that no reader waits for one to be made; sweep what is old."""
    for programme in Programme.objects.filter(pk__in=MentorApproval.objects.values("programme")):
        matrix = matrix_of(programme)
        seen = changes.seen()
        kept = files.read(files.path_of(seen.database, name_of(programme)))
        if kept and seen.version.at - kept.version.at > STALE:
            _publish(name_of(programme), matrix, seen)
    files.sweep()
    changes.forget()


def forget() -> None:
    """Hold nothing any more; the next one who asks opens the file."""
    _held.clear()


def _holds(matrix: Matrix, seen: Seen, moment: Moment) -> bool:
    """It is of the past of this database, and of no later day: the clock of the enacted past goes back."""
    return seen.follows(matrix.version) and moment.monday >= matrix.monday and all(moment.day(zone) >= day for zone, day in matrix.days.items())


def _differs(matrix: Matrix, seen: Seen, moment: Moment) -> bool:
    return bool(seen.changed) or matrix.monday != moment.monday or matrix.days != moment.days(matrix.days)


def _opened(name: str, seen: Seen, moment: Moment) -> tuple[Held | None, Seen]:
    """What is kept on this machine, and what changed since."""
    matrix = files.read(files.path_of(seen.database, name))
    if matrix is None or not _holds(matrix, seen, moment):
        return None, seen
    return Held(seen.database, matrix), changes.seen(matrix.version)


def _made(name: str, programme: Programme, seen: Seen, moment: Moment) -> Matrix:
    """The whole matrix, from all rows. One process makes it, the others wait for it."""
    if seen.writes:
        return gathered(programme, seen.version, moment)
    path = files.path_of(seen.database, name)
    with files.locked(path, wait=PATIENCE):
        moment = Moment.now()  # somebody may have been waited for, across midnight
        held, later = _opened(name, seen, moment)
        if held:
            return _brought_up(name, programme, held.matrix, later, moment)
        kept, matrix = files.read(path), gathered(programme, seen.version, moment)
        if kept and seen.follows(kept.version):
            return matrix  # of the enacted past: what is kept is of a later day
        files.sweep()
        return _remember(name, seen, files.write(path, matrix))


def _brought_up(name: str, programme: Programme, matrix: Matrix, seen: Seen, moment: Moment) -> Matrix:
    """The matrix with those read anew who changed, or whose facts are others on another day."""
    days = moment.days(matrix.days)
    asked = {*map(str, seen.changed), *(matrix.turned(days) if days != matrix.days else ())}
    found = replace(matrix.in_week(moment.monday), days=days, version=seen.version)
    fresh = gathered(programme, seen.version, moment, asked) if asked else None
    if fresh is not None and (len(fresh) or len(matrix.columns_of(asked))):
        found = _patched(found, fresh, asked)
    elif found.arrays is matrix.arrays:
        return _remember(name, seen, found)  # others changed, or a day began on which nobody turns
    return _publish(name, found, seen)


def _patched(matrix: Matrix, fresh: Matrix, asked: Collection[str]) -> Matrix:
    there = set(fresh.keys)
    changed = matrix.changed(fresh, [key for key in asked if key not in there])
    return replace(changed, days=matrix.days | fresh.days)


def _publish(name: str, matrix: Matrix, seen: Seen) -> Matrix:
    """The next version for every process of the machine. Who finds another one publishing serves what it has, and opens theirs next time."""
    if seen.writes:
        return matrix
    path = files.path_of(seen.database, name)
    with files.locked(path, wait=0) as mine:
        return _remember(name, seen, files.write(path, matrix)) if mine else matrix


def _remember(name: str, seen: Seen, matrix: Matrix) -> Matrix:
    if not seen.writes:
        with _holding:
            held = _held.get(name)
            if held is None or held.database != seen.database or held.matrix.version.next <= matrix.version.next:
                _held[name] = Held(seen.database, matrix)
    return matrix
