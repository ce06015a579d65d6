"""What is wrong with an answer or with a form, as a code with its figures. Pure; `wording.py` says it to a reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """A code of `wording.SENTENCES` and what stands in the sentence."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


class Wrong(ValueError):
    """One answer cannot be taken."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.fault = Fault(code, details)
