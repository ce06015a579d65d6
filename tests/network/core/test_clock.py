from datetime import UTC, datetime, timedelta

import pytest

from network.core import clock


def test_now_is_pinned_inside_at():
    instant = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with clock.at(instant):
        assert clock.now() == instant
        assert clock.is_historic()
    assert not clock.is_historic()


def test_clock_moves_forwards_only(db):
    clock.advance_to(clock.real_now() + timedelta(days=3))
    assert clock.now() - clock.real_now() > timedelta(days=2, hours=23)
    with pytest.raises(ValueError, match="forwards"):
        clock.advance_to(clock.real_now() + timedelta(days=2))
