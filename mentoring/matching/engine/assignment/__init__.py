"""Assigning a whole cohort: exact, proven, deterministic. Pure: whole points in, columns and a proof out."""

from mentoring.matching.engine.assignment.acceptance import Stable, blocking_pairs, stable
from mentoring.matching.engine.assignment.pairs import MOST, RULED_OUT, Dense, Scores
from mentoring.matching.engine.assignment.problem import Cancelled, Contradiction
from mentoring.matching.engine.assignment.result import Aim, Assignment, Certificate, Shortage
from mentoring.matching.engine.assignment.solver import assign

__all__ = [
    "MOST",
    "RULED_OUT",
    "Aim",
    "Assignment",
    "Cancelled",
    "Certificate",
    "Contradiction",
    "Dense",
    "Scores",
    "Shortage",
    "Stable",
    "assign",
    "blocking_pairs",
    "stable",
]
