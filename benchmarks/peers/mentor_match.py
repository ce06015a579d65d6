"""mentor-match on an instance of ours, in an environment of its own: its import package shares its name with another's.

Reads {"points": rows of companies, -1 where barred, "places": per mentor} from a file, prints {"seconds", "total"}.
A mentor with three places is three mentors, as its makers advise; the points are given to it for free, by a rule.
"""

import json
import sys
import time

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify


class Given:
    """A rule that reads the points of a pair from the instance."""

    def __init__(self, points: list[list[int]]) -> None:
        self.points = points

    def apply(self, match) -> int:
        return self.points[match.mentee.number][match.mentor.number]


def person(kind: type, number: int, slot: int):
    """One of theirs; they are told apart by mail address."""
    it = kind(grade=1, email=f"{number}-{slot}")
    it.number = number
    return it


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        instance = json.load(file)
    points, places = instance["points"], instance["places"]
    mentors = [person(Mentor, number, slot) for number, count in enumerate(places) for slot in range(count)]
    mentees = [person(Mentee, number, 0) for number in range(len(points))]
    barred = Disqualify(lambda match: points[match.mentee.number][match.mentor.number] < 0)
    began = time.process_time()
    process_data(mentors, mentees, [[Given(points), barred]])
    spent = time.process_time() - began
    total = sum(points[mentee.number][mentor.number] for mentee in mentees for mentor in mentee.mentors)
    print(json.dumps({"seconds": spent, "total": total}))


if __name__ == "__main__":
    main()
