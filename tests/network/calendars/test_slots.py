from datetime import UTC, datetime, time, timedelta

from network.calendars.slots import Diary, free_slots, free_spans
from network.calendars.working_time import Span, WorkingTime

VAASA = WorkingTime(zone="Europe/Helsinki", country="FI")
UMEA = WorkingTime(zone="Europe/Stockholm", country="SE")
HOUR = timedelta(hours=1)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_free_slots_two_zones_share_their_common_hours():
    """09-17 in Helsinki is 08-16 in Stockholm: common are 10-17 Helsinki time, 08:00-15:00 UTC."""
    slots = free_slots([Diary(VAASA), Diary(UMEA)], utc(2027, 1, 12), utc(2027, 1, 13), length=HOUR, step=HOUR)
    assert slots[0] == Span(utc(2027, 1, 12, 8), utc(2027, 1, 12, 9))
    assert slots[-1] == Span(utc(2027, 1, 12, 14), utc(2027, 1, 12, 15))
    assert len(slots) == 7


def test_free_slots_common_hours_move_with_the_change():
    """On both sides of 28 March 2027 the local hours stay; the instants move."""
    before = free_slots([Diary(UMEA)], utc(2027, 3, 22), utc(2027, 3, 23), length=HOUR)
    after = free_slots([Diary(UMEA)], utc(2027, 3, 30), utc(2027, 3, 31), length=HOUR)
    assert before[0].start == utc(2027, 3, 22, 8)
    assert after[0].start == utc(2027, 3, 30, 7)


def test_free_slots_leave_out_bookings_and_may_touch_them():
    busy = Span(utc(2027, 1, 12, 9), utc(2027, 1, 12, 10))
    slots = free_slots([Diary(UMEA, (busy,))], utc(2027, 1, 12), utc(2027, 1, 13), length=HOUR, step=HOUR)
    assert not any(slot.overlaps(busy) for slot in slots)
    assert Span(utc(2027, 1, 12, 8), utc(2027, 1, 12, 9)) in slots
    assert Span(utc(2027, 1, 12, 10), utc(2027, 1, 12, 11)) in slots


def test_free_slots_leave_out_either_ones_holiday():
    epiphany = (utc(2027, 1, 6), utc(2027, 1, 7))
    oslo = WorkingTime(zone="Europe/Oslo", country="NO")
    assert free_slots([Diary(oslo)], *epiphany, length=HOUR)
    assert free_slots([Diary(oslo), Diary(VAASA)], *epiphany, length=HOUR) == ()


def test_free_slots_begin_on_whole_steps_within_the_range():
    slots = free_slots([Diary(UMEA)], utc(2027, 1, 12, 9, 10), utc(2027, 1, 12, 11), length=HOUR)
    assert [slot.start for slot in slots] == [utc(2027, 1, 12, 9, 30), utc(2027, 1, 12, 10)]


def test_free_slots_stop_at_the_limit():
    slots = free_slots([Diary(UMEA)], utc(2027, 1, 1), utc(2027, 3, 1), length=HOUR, limit=3)
    assert len(slots) == 3


def test_free_slots_without_people_or_sense_are_none():
    day = (utc(2027, 1, 12), utc(2027, 1, 13))
    assert free_slots([], *day, length=HOUR) == ()
    assert free_slots([Diary(UMEA)], day[1], day[0], length=HOUR) == ()
    assert free_slots([Diary(UMEA)], *day, length=timedelta()) == ()


def test_free_spans_keep_a_night_shift_that_began_the_day_before():
    night = WorkingTime(zone="UTC", start=time(22), end=time(2), quiet_start=time(4), quiet_end=time(8))
    spans = free_spans(Diary(night), utc(2027, 1, 13), utc(2027, 1, 13, 12))
    assert spans == [Span(utc(2027, 1, 13), utc(2027, 1, 13, 2))]
