"""A worker that solves or publishes a match run and kills itself, as a power cut would, at a named point.

python -m tests.reliability.doomed_run POINT JOB
"""

import sys

import django

from tests.reliability.doomed_worker import on_call


def arm(point: str) -> None:
    from mentoring.matching.runs import publishing, solving

    if point == "facts-frozen":
        solving.engine.solve = on_call(1, solving.engine.solve)
    elif point == "solved":
        solving.engine.solve = on_call(1, solving.engine.solve, after=True)
    elif point == "before-commit":  # matches and job are written, nothing is committed
        solving.engine.summary = on_call(1, solving.engine.summary)
    elif point == "second-lot":  # the first pair is proposed and told; the second is written, nothing of it committed
        publishing.AT_ONCE = 1
        publishing.notices.proposed = on_call(2, publishing.notices.proposed, after=True)
    else:
        raise SystemExit(f"no such point: {point}")


def main() -> None:
    point, job = sys.argv[1:]
    django.setup()
    from mentoring.matching.runs import publishing, solving

    arm(point)
    (publishing if point == "second-lot" else solving).work(job)


if __name__ == "__main__":
    main()
