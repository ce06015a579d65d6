from datetime import UTC, datetime, time

from network.core import clock
from network.notifications.due import due_for

SATURDAY = datetime(2027, 2, 13, 10, tzinfo=UTC)


def test_due_for_waits_for_the_readers_monday(founder):
    assert due_for(founder, SATURDAY, urgent=False) == datetime(2027, 2, 15, 6, tzinfo=UTC)  # 8 in Vaasa


def test_due_for_urgent_does_not_wait(founder):
    assert due_for(founder, SATURDAY, urgent=True) == SATURDAY


def test_due_for_without_a_time_starts_from_the_domains_now(founder, noon):
    with clock.at(noon):
        assert due_for(founder, None, urgent=False) == noon


def test_due_for_a_person_without_any_hour_gets_office_hours(founder):
    founder.work_days = []
    assert due_for(founder, SATURDAY, urgent=False) == datetime(2027, 2, 15, 7, tzinfo=UTC)
    founder.work_days, founder.quiet_start, founder.quiet_end = [0, 1], time(7), time(17)
    assert due_for(founder, SATURDAY, urgent=False) == datetime(2027, 2, 15, 7, tzinfo=UTC)
