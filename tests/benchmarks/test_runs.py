"""From figures to goals: the fit, the medians, the verdicts."""

import pytest

from benchmarks.harness import compared
from benchmarks.load import Told
from benchmarks.messaging import CLOSED_GROUPS, CLOSED_PAIRS, OPEN_PAIRS, judged
from benchmarks.runs import Case, Run, cost, table


def run(stack: str, case: Case, *, us: float = 10, lost: int = 0, per_second: int = 1000, p50: float = 2, p99: float = 4) -> Run:
    told = Told(200, 0.5, 2, per_second * 2, per_second * 2, p50, p99, lost, 0, 0, 0, 0, 0, 0, 0.1)
    return Run(stack, str(case), told, us, 1, 1, 100, [100, 100])


def test_cost_of_message_and_member_gives_back_the_line_it_was_made_from():
    a, b = 80.0, 12.0
    assert cost(*[(n, (a + b * n) / n) for n in (2, 50)]) == (pytest.approx(a), pytest.approx(b))


@pytest.mark.parametrize(
    ("mine", "goal", "holds"), [(2, {"at_most": 2}, True), (3, {"at_most": 2}, False), (3, {"at_least": 3}, True), (2, {"at_least": 3}, False), (2, {}, None)]
)
def test_a_goal_is_a_bound_on_the_ratio_of_the_medians(mine, goal, holds):
    case = compared("it", [mine, 0, 99], [1, 1, 5], against="other", **goal)
    assert (case.ratio, case.holds) == (mine, holds)


def test_goals_are_judged_within_their_own_case_and_only_against_what_was_measured():
    runs = [run("ours", case, us=us) for case, us in ((CLOSED_PAIRS, 10), (CLOSED_GROUPS, 30), (OPEN_PAIRS, 10))]
    runs += [run("plain", case, us=400, p50=p50) for case, p50 in ((CLOSED_PAIRS, 2), (CLOSED_GROUPS, 2), (OPEN_PAIRS, 6))]
    verdicts = {(it.case, it.against): it.holds for it in judged(runs)}
    assert verdicts[f"{CLOSED_PAIRS}: processor time for a delivery", "plain"] is True
    assert verdicts[f"{CLOSED_GROUPS}: processor time for a delivery", "plain"] is False
    assert verdicts[f"{OPEN_PAIRS}: median latency", "plain"] is True
    assert not {against for _case, against in verdicts} & {"bare", "floor"}


def test_one_lost_message_fails_ours_and_is_shown_of_the_plain_stack():
    runs = [run(stack, CLOSED_PAIRS, lost=1) for stack in ("ours", "plain")]
    verdicts = [it.holds for it in judged(runs) if it.against == "deliveries"]
    assert verdicts == [False, None]
    assert "1000" in table(runs).replace(",", "")
