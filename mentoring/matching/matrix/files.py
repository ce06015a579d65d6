"""A matrix as one file that processes map read-only: a header with the names, then the arrays one after the other.

A file is replaced as a whole, by rename; who has mapped the one before keeps it. Nothing is ever changed in place, so a file
is complete or it is not there. The folder stands for one database, one start of this machine and one state of the code:
whatever is in it was written by the same code about the same database, and is in the page cache or was lost with it, so
that nothing needs to wait for a disk.
"""

import fcntl
import json
import logging
import mmap
import os
import shutil
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.conf import settings

import mentoring
from mentoring.matching.engine.criteria import KEYS
from mentoring.matching.matrix.arrays import TABLES, TYPES, Matrix
from mentoring.matching.matrix.changes import GOOD, Version

MAGIC = b"mentors\n"
START = struct.Struct("<8sII")  # the magic, the length of the header and its check sum
ALIGNED = 64
BOOT = Path("/proc/sys/kernel/random/boot_id")

log = logging.getLogger(__name__)


def path_of(database: str, name: str) -> Path:
    """Where the matrix called `name` of a database is kept."""
    return settings.MATRIX_ROOT / sha256(f"{database}\n{_here()}".encode()).hexdigest()[:20] / f"{name}.matrix"


@cache
def _here() -> str:
    """This start of this machine, and the code that says what an array means."""
    code = sha256()
    for source in sorted(Path(mentoring.__file__).parent.rglob("*.py")):
        code.update(source.read_bytes())
    return f"{BOOT.read_text() if BOOT.exists() else ''}\n{np.__version__}\n{code.hexdigest()}"


def write(path: Path, matrix: Matrix) -> Matrix:
    """Keep a matrix in place of the one before; gives it as it is mapped. Where that cannot be, the matrix itself."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(_header(matrix))
            for name in TYPES:
                file.write(b"\0" * (-file.tell() % ALIGNED))
                file.write(np.ascontiguousarray(matrix.arrays[name]).data if matrix.arrays[name].size else b"")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        log.warning("The mentors' matrix could not be kept: %s", error)
        return matrix
    return read(path) or matrix


def _header(matrix: Matrix) -> bytes:
    told = {
        "version": [matrix.version.snapshot, matrix.version.at],
        "days": matrix.days,
        "monday": matrix.monday,
        "schedules": matrix.schedules,
        "columns": len(matrix),
    } | {names: getattr(matrix, names) for names in TABLES.values()}
    body = json.dumps(told, ensure_ascii=True).encode()
    return START.pack(MAGIC, len(body), zlib.crc32(body)) + body


def read(path: Path) -> Matrix | None:
    """The matrix that is kept; None when there is none, or what is there is not one."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            whole = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
        return _mapped(whole, size)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        log.warning("The mentors' matrix at %s is made anew: %s", path, error)
        return None


def _mapped(whole: mmap.mmap, size: int) -> Matrix:
    magic, length, check = START.unpack_from(whole)
    body = whole[START.size : START.size + length]
    if magic != MAGIC or zlib.crc32(body) != check:
        raise ValueError("it is of another format")
    told = json.loads(body)
    names = {of: tuple(told[of]) for of in TABLES.values()}
    arrays, at = {}, START.size + length
    for name, kind in TYPES.items():
        shape = _shape(name, names, told["columns"])
        at += -at % ALIGNED
        count = int(np.prod(shape))
        end = at + count * np.dtype(kind).itemsize
        if end > size:
            raise ValueError("it is cut off")
        arrays[name] = np.frombuffer(whole, kind, count, at).reshape(shape) if count else np.zeros(shape, kind)
        at = end
    schedules = tuple((zone, tuple(days), start, end) for zone, days, start, end in told["schedules"])
    return Matrix(Version(*told["version"]), told["days"], told["monday"], **names, schedules=schedules, arrays=arrays)


def _shape(name: str, names: dict[str, tuple], columns: int) -> tuple[int, ...]:
    if name in TABLES:
        return len(names[TABLES[name]]), columns
    return (len(KEYS), columns) if name == "answered" else (columns,)


@contextmanager
def locked(path: Path, *, wait: float) -> Iterator[bool]:
    """Whether this is the one process of the machine that makes the file. The lock ends with its process, however that ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.with_suffix(".lock").open("wb")
    except OSError:
        yield True  # nothing can be kept here, so nobody is in the way
        return
    with held:
        until, mine = time.monotonic() + wait, _try(held.fileno())
        while not mine and time.monotonic() < until:
            time.sleep(0.05)
            mine = _try(held.fileno())
        yield mine


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def sweep() -> None:
    """Remove what nobody will read again: files, drafts and folders that were not written for longer than a version is good."""
    root: Path = settings.MATRIX_ROOT
    for folder in root.glob("*/"):
        for file in folder.iterdir():
            if _age(file) > GOOD.total_seconds():
                file.unlink(missing_ok=True)
        if not any(folder.iterdir()) and _age(folder) > GOOD.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
