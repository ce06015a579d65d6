"""Migrate an empty database in seconds instead of most of a minute.

Django renders every related model again after each operation, and here everything is related to everything.
In our own packages' migrations an added constraint, index or trigger changes no field, and a new model no
other one: they need no more than their own rendering. The database comes out the same (a test compares).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger

OURS = {"network", "messaging", "mentoring"}
append_option, add_model, add_trigger = ProjectState._append_option, ProjectState.add_model, AddTrigger.state_forwards


def _append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, option: object) -> None:
    if app_label not in OURS:
        append_option(self, app_label, model_name, option_name, option)
        return
    state = self.models[app_label, model_name]
    state.options[option_name] = [*state.options[option_name], option]


def _add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    if app_label not in OURS:
        add_trigger(self, app_label, state)
        return
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    if model_state.app_label not in OURS:
        add_model(self, model_state)
        return
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # as Django asks: the attribute would render everything
        self.apps.render_multiple([model_state])


@contextmanager
def light_state() -> Iterator[None]:
    """Within it, operations that touch no existing field render no existing model again."""
    with (
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(AddTrigger, "state_forwards", _add_trigger),
    ):
        yield
