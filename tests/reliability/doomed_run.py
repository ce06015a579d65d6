"""A worker that solves a match run and kills itself, as a power cut would, at a named point.

python -m tests.reliability.doomed_run POINT JOB
"""

import sys

import django

from tests.reliability.doomed_worker import on_call


def arm(point: str) -> None:
    from mentoring.matching.runs import solving

    if point == "facts-frozen":
        solving.engine.solve = on_call(1, solving.engine.solve)
    elif point == "solved":
        solving.engine.solve = on_call(1, solving.engine.solve, after=True)
    elif point == "before-commit":  # matches and job are written, nothing is committed
        solving.engine.summary = on_call(1, solving.engine.summary)
    else:
        raise SystemExit(f"no such point: {point}")


def main() -> None:
    point, job = sys.argv[1:]
    django.setup()
    from mentoring.matching.runs import solving

    arm(point)
    solving.work(job)


if __name__ == "__main__":
    main()
