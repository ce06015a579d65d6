"""The stage of a company, and figures that add up."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.insights import pipeline
from mentoring.insights.pipeline import MentorshipFact, Placed, RequestFact, Stage, Standing, standing_of


def at(day: int) -> datetime:
    return datetime(2027, 2, day, 9, tzinfo=UTC)


OPEN = RequestFact("open", opened_at=at(1))
ASKING = RequestFact("asking", opened_at=at(1), sent_at=at(2))
ACCEPTED = RequestFact("accepted", opened_at=at(1), sent_at=at(2), closed_at=at(3))
AGREEING = MentorshipFact("agreeing", made_at=at(3))
ACTIVE = MentorshipFact("active", made_at=at(3), started_at=at(4))
ENDED = MentorshipFact("ended", made_at=at(3), started_at=at(4), ended_at=at(20))


@pytest.mark.parametrize(
    ("requests", "mentorships", "expected"),
    [
        ([], [], None),
        ([RequestFact("draft")], [], None),
        ([RequestFact("withdrawn", opened_at=at(1), closed_at=at(2))], [], None),
        ([OPEN], [], Standing(Stage.REQUESTED, at(1))),
        ([RequestFact("exhausted", opened_at=at(1), sent_at=at(2), closed_at=at(9))], [], Standing(Stage.REQUESTED, at(9))),
        ([ASKING], [], Standing(Stage.ASKED, at(2))),
        ([ACCEPTED], [], Standing(Stage.MATCHED, at(3))),
        ([ACCEPTED], [AGREEING], Standing(Stage.MATCHED, at(3))),
        ([ACCEPTED], [ACTIVE], Standing(Stage.ACTIVE, at(4))),
        ([ACCEPTED], [MentorshipFact("paused", made_at=at(3), started_at=at(4))], Standing(Stage.ACTIVE, at(4))),
        ([ACCEPTED], [ENDED], Standing(Stage.ENDED, at(20))),
        ([ACCEPTED, OPEN], [ENDED], Standing(Stage.REQUESTED, at(1))),
        ([ASKING], [ACTIVE], Standing(Stage.ACTIVE, at(4))),
        ([], [ENDED, MentorshipFact("ended", made_at=at(1), ended_at=at(8))], Standing(Stage.ENDED, at(20))),
    ],
)
def test_stage_is_the_furthest_of_what_goes_on(requests, mentorships, expected):
    assert standing_of(requests, mentorships) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2027, 2, 10), "2027-Q1"), (date(2026, 12, 31), "2026-Q4"), (date(2025, 4, 1), "2025-Q2"), (date(2025, 3, 31), "earlier")]
)
def test_quarters_go_back_two_years(day, expected):
    assert pipeline.quarter_of(day, today=date(2027, 2, 10)) == expected


def test_company_with_several_sectors_is_counted_once():
    assert [pipeline.sector_of(codes) for codes in ([], ["crafts"], ["crafts", "design"])] == ["", "crafts", "several"]


companies = st.builds(
    Placed,
    stage=st.sampled_from(list(Stage)),
    country=st.sampled_from(["FI", "SE", "NO"]),
    region=st.sampled_from(["a", "b", ""]),
    sector=st.sampled_from(["crafts", "design", "several"]),
    quarter=st.sampled_from(["2027-Q1", "earlier"]),
)


@given(st.lists(companies, max_size=60))
@settings(max_examples=60, deadline=None)
def test_shown_figures_are_true_and_none_is_small(rows: list[Placed]):
    seen, truth = pipeline.figures(rows), pipeline.open_figures(rows)
    assert truth.total() == len(rows)
    for key, value in seen.counts.items():
        assert value is None or (value == truth.counts[key] and value >= 5)


def test_lines_without_any_figure_are_left_out():
    rows = [Placed(Stage.ACTIVE, "FI", "FI19A", "crafts", "2027-Q1")] * 6 + [Placed(Stage.ACTIVE, "NO", "NO074", "design", "2027-Q1")] * 6
    seen = pipeline.figures([*rows, Placed(Stage.ACTIVE, "SE", "SE331", "crafts", "2027-Q1")])
    assert [category for category, _numbers in seen.by("country")] == [("NO",)]
    assert seen.keeps_back("country")
    assert seen.stage(Stage.ACTIVE) == 13
