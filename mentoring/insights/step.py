"""One thing that a person can do next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Step:
    """One thing to do; `due` is when it should be done at the latest."""

    kind: str
    about: UUID | None = None
    names: dict[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    urgent: bool = False
