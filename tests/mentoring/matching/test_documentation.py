"""docs/matching.md works an example of a whole cohort: its figures are what the engine gives."""

import re
from pathlib import Path

import numpy as np
from django.conf import settings

from mentoring.matching.engine.assignment import Dense, assign, blocking_pairs, stable

TEXT = (Path(settings.BASE_DIR) / "docs" / "matching.md").read_text(encoding="utf-8")
EXAMPLE = TEXT[TEXT.index("### An example") :]


def rows(heading: str) -> list[list[str]]:
    """The cells of the example's table that begins with a heading, its head first."""
    table = EXAMPLE[EXAMPLE.index(f"| {heading} |") :].split("\n\n")[0].splitlines()
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in table]
    return [cells[0], *cells[2:]]


def instance() -> tuple[list[str], list[str], Dense, list[int]]:
    head, *body = rows("points")
    mentors = [cell.split(" (")[0] for cell in head[1:]]
    places = [int(re.search(r"\d+", cell)[0]) for cell in head[1:]]
    points = [[-1 if cell == "–" else int(cell) for cell in row[1:]] for row in body]
    return [row[0] for row in body], mentors, Dense(np.array(points, np.int32)), places


def test_assignment_of_the_example_is_the_one_that_is_told():
    companies, mentors, points, places = instance()
    found = assign(points, places)
    *told, together = rows("company")[1:]
    assert [[company, mentors[column]] for company, column in zip(companies, found.columns, strict=True)] == [row[:2] for row in told]
    assert [str(points.points[row, column]) for row, column in enumerate(found.columns)] == [row[2] for row in told]
    assert (found.certificate.primal, found.certificate.gap, found.served) == (int(together[2]), 0, 4)
    assert f"the worst-off has {found.certificate.floor};" in EXAMPLE


def test_envy_and_the_stable_assignment_of_the_example_are_as_told():
    _, _, points, places = instance()
    envied = blocking_pairs(points, points, assign(points, places).columns, places)
    other = stable(points, points, places)
    assert f"that is {envied} case" in EXAMPLE
    assert f": {other.total} points, and nobody envies" in EXAMPLE
