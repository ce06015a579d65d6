"""Months as people count them. Pure."""

import calendar
from datetime import date


def months_after(start: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where it has no such day (31 August + 6 = 28 February)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
