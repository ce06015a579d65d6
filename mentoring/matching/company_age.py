"""New or established: how companies are told apart where fairness is looked at. It is no fact of the engine."""

from datetime import date, timedelta

NEW_FOR = timedelta(days=3 * 365)  # a company counts as new for its first three years
NOT_GIVEN, NEW, ESTABLISHED = "not-given", "new", "established"


def age_of(founded_on: date | None, day: date) -> str:
    """What a company counts as on a day."""
    if founded_on is None:
        return NOT_GIVEN
    return NEW if founded_on > day - NEW_FOR else ESTABLISHED
