"""Why a company is stuck, as a sentence."""

from django.utils.formats import date_format
from django.utils.translation import ngettext

from mentoring.cohorts.tracking import Kind, Reason


def told(reason: Reason) -> str:
    """In the reader's language; never what stands in a report or a plan, only that it waits and since when."""
    facts = {"days": reason.days, "day": date_format(reason.since, "DATE_FORMAT"), "count": reason.count}
    if reason.kind == Kind.NO_SESSION:
        if reason.never:
            return ngettext("No session yet, for %(days)d day", "No session yet, for %(days)d days", reason.days) % facts
        return ngettext("No session for %(days)d day, since %(day)s", "No session for %(days)d days, since %(day)s", reason.days) % facts
    if reason.kind == Kind.REPORT_LATE:
        return ngettext("%(count)d report is late, due since %(day)s", "%(count)d reports are late, the first due since %(day)s", reason.count) % facts
    return ngettext("%(count)d action is overdue, since %(day)s", "%(count)d actions are overdue, the first since %(day)s", reason.count) % facts
