"""Which way out of an application's stage means what to its applicant: read from the pipeline's shape, since incubators name the ways themselves."""

from collections.abc import Callable

from mentoring.calls.models import Application, Role, Stage, StageTransition

Kind = Stage.Kind


def hand_in(application: Application) -> StageTransition | None:
    """Where an application goes when what was written is handed in: for the first time, a later part, or more information."""
    if Role.APPLICANT not in application.stage.edited_by:
        return None
    return _first(application, lambda way: Role.APPLICANT in way.takers and way.target.kind != Kind.WITHDRAWN)


def withdraw(application: Application) -> StageTransition | None:
    """The applicant's own way out of the call."""
    return _first(application, lambda way: Role.APPLICANT in way.takers and way.target.kind == Kind.WITHDRAWN)


def confirm(application: Application) -> StageTransition | None:
    """By which the applicant takes the place that waits for them."""
    return _first(application, lambda way: Role.APPLICANT in way.takers and application.stage.kind == Kind.ACCEPTED and way.target.kind == Kind.CONFIRMED)


def take_up(application: Application) -> StageTransition | None:
    """Back from being withdrawn."""
    return _first(application, lambda way: Role.APPLICANT in way.takers and application.stage.kind == Kind.WITHDRAWN)


def hand_back(application: Application) -> StageTransition | None:
    """By which a coordinator gives the pen back to ask for more; an invitation to a later part is a decision and is not meant."""
    if application.stage.kind != Kind.OPEN or Role.APPLICANT in application.stage.edited_by:
        return None
    return _first(application, lambda way: Role.COORDINATOR in way.takers and Role.APPLICANT in way.target.edited_by and not way.is_decision)


def _first(application: Application, fits: Callable[[StageTransition], bool]) -> StageTransition | None:
    return next((way for way in application.stage.ways_out.all() if fits(way)), None)
