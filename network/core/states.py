"""States as data: which verb leads from where to where. One function makes every move."""

from collections.abc import Iterable
from dataclasses import dataclass

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.core.errors import Conflict


@dataclass(frozen=True)
class Transition:
    """One arrow. `who` and `requires` are for readers: the area's rules enforce them."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: str
    requires: str = ""


def fsm_trigger(name: str, transitions: Iterable[Transition], *, field: str = "state") -> pgtrigger.FSM:
    """The database's backstop for a table of transitions."""
    arrows = sorted({(source, t.target) for t in transitions for source in t.sources if source != t.target})
    return pgtrigger.FSM(name=name, field=field, transitions=arrows)


def target_of(obj: models.Model, verb: str, transitions: Iterable[Transition]) -> str:
    """Where `verb` leads from the object's state. Raises Conflict when it leads nowhere."""
    for transition in transitions:
        if transition.verb == verb and obj.state in transition.sources:
            return transition.target
    raise Conflict(_("This is not possible any more: it is now “%(state)s”.") % {"state": obj.get_state_display()}, code="state")


def move(obj: models.Model, verb: str, transitions: Iterable[Transition], **changes: object) -> None:
    """Take `verb` on a locked row: checks the table, sets `state` and `changes`, saves just these fields."""
    obj.state = target_of(obj, verb, transitions)
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.save(update_fields=["state", *changes])
