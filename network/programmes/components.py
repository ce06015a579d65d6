"""The components of the platform that a programme switches on and off, as data.

Off hides pages and refuses what is new; what is there already stays readable and can be brought to its end.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One component: its name, what it is for, and what is said where it is off."""

    key: str
    label: str | Promise
    about: str | Promise
    off: str | Promise


_KINDS = (
    Kind(
        "mentoring",
        _("Mentoring"),
        _("Companies ask for mentors."),
        _("Mentoring is switched off in this programme, so no new request can be made. Its manager can switch it on."),
    ),
    Kind(
        "incubation",
        _("Incubators"),
        _("Companies ask incubators to take them in."),
        _("Asking incubators is switched off in this programme. Its manager can switch it on."),
    ),
    Kind(
        "match-runs",
        _("Matching all at once"),
        _("Coordinators match a whole cohort with mentors in one run."),
        _("Matching all at once is switched off in this programme. Its manager can switch it on."),
    ),
    Kind(
        "calls",
        _("Calls"),
        _("Companies apply with a form, and reviewers read what they write."),
        _("Calls are switched off in this programme. Its manager can switch them on."),
    ),
    Kind(
        "cohorts",
        _("Cohorts"),
        _("Companies that were taken in go through a schedule together."),
        _("Cohorts are switched off in this programme. Its manager can switch them on."),
    ),
    Kind(
        "development-plans",
        _("Development plans"),
        _("Companies have goals and actions, and report on them."),
        _("Development plans are switched off in this programme. Its manager can switch them on."),
    ),
    Kind(
        "investor-meetings",
        _("Investor meetings"),
        _("Companies meet investors."),
        _("Investor meetings are switched off in this programme. Its manager can switch them on."),
    ),
    Kind(
        "referrals",
        _("Between incubators"),
        _("Incubators refer companies and lend mentors to each other."),
        _("Referring companies and lending mentors is switched off in this programme. Its manager can switch it on."),
    ),
)
KINDS: Final[dict[str, Kind]] = {kind.key: kind for kind in _KINDS}
