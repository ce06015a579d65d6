"""What can be handed over with a company that is referred: a list as data. The company agrees to each of them, or not.

Collected at the moment of consent and kept as plain values; codes of vocabularies are named in the reader's language by who shows them.
Nothing here tells of another person than those who speak for the company: no mentor's name, no words of a session or a conversation.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from network.ledger.models import SupportRecord
from network.organisations.models import Organisation
from network.organisations.queries import administrators_of
from network.programmes.models import Programme

Row = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """One thing that can be shared: its name, what it holds, and how it is collected."""

    key: str
    label: str | Promise
    about: str | Promise
    collect: Callable[[Organisation, Programme], list[Row]]


def _company(company: Organisation, programme: Programme) -> list[Row]:
    row = {
        "name": company.name, "legal_form": company.legal_form, "country": company.country, "region": company.region_id or "", "place": company.place,
        "website": company.website, "about": company.about, "founded_on": company.founded_on.isoformat() if company.founded_on else "",
        "sectors": sorted(company.sectors.values_list("pk", flat=True)),
    }  # fmt: skip
    return [row]


def _contacts(company: Organisation, programme: Programme) -> list[Row]:
    return [{"name": str(person), "email": person.email, "languages": list(person.languages)} for person in administrators_of(company)]


def _requests(company: Organisation, programme: Programme) -> list[Row]:
    rows = MentoringRequest.objects.filter(company=company, programme=programme).exclude(state=MentoringRequest.State.DRAFT)
    return [
        {
            "target": row.target,
            "needs": [it.need_id for it in row.needs.all()],
            "goal": row.goal,
            "state": row.state,
            "on": f"{row.created_at:%Y-%m-%d}",
        }
        for row in rows.prefetch_related("needs").order_by("-id")[:20]
    ]


def _mentorships(company: Organisation, programme: Programme) -> list[Row]:
    rows = Mentorship.objects.filter(company=company, programme=programme, started_at__isnull=False).order_by("-started_at")[:20]
    return [
        {"goals": row.goals, "state": row.state, "from": row.started_at.date().isoformat(), "until": row.ended_at.date().isoformat() if row.ended_at else ""}
        for row in rows
    ]


def _support(company: Organisation, programme: Programme) -> list[Row]:
    lines = SupportRecord.objects.filter(receiver=company, programme=programme, corrections=None, attendance=SupportRecord.Attendance.ATTENDED)
    counted = lines.order_by("kind").values("kind").annotate(count=Count("pk"), minutes=Sum("minutes"))
    return [{"kind": row["kind"], "count": row["count"], "minutes": row["minutes"]} for row in counted]


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind("company", _("What the company is"), _("Name, place, sectors, website, what it says of itself."), _company),
        Kind("contact", _("Who speaks for it"), _("Names and addresses of its administrators."), _contacts),
        Kind("requests", _("What it asked for"), _("Needs and goals of its requests in this programme."), _requests),
        Kind("mentorships", _("Its mentorships"), _("Goals and dates, without the mentors’ names."), _mentorships),
        Kind("support", _("Support received"), _("How many sessions and meetings, and how many hours."), _support),
    )
}


def collected(keys: Iterable[str], company: Organisation, programme: Programme) -> dict[str, list[Row]]:
    """What these say at this moment, as JSON can hold it."""
    return {key: KINDS[key].collect(company, programme) for key in KINDS if key in set(keys)}
