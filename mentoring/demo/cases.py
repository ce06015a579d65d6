"""The five programme cases, as shipped in data/programme_cases.json, enacted as far as the platform is built.

Keys that come from other sources than the seeds are left aside; figures are never invented.
"""

import json
from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path

from mentoring.demo.people import person
from network.accounts.models import User
from network.organisations.models import Kind, Organisation
from network.organisations.services import register
from network.programmes import planning
from network.programmes import services as programmes
from network.programmes.models import Appointment, Partner, Programme
from network.vocabulary.countries import HOME_COUNTRIES

SCHOOLS = ("university", "institute", "vamk", "ammattikorkeakoulu", "yliopisto", "humak")
# Invented people who speak for the partners, in turn; the cases name no persons.
SPEAKERS = (
    "Riitta Salmela", "Anders Lidström", "Marja Kallio", "Petri Huhtala", "Eva Norberg", "Terje Brekke", "Outi Mattila", "Jukka Parviainen",
    "Sanna Koskela", "Lars Holmberg", "Kirsi Rautio", "Timo Lehtola", "Hanna Ollila", "Mikko Tervo", "Leena Pursiainen", "Ville Aronen",
    "Satu Heino", "Antti Ruuska", "Päivi Juntunen", "Esa Myllymäki", "Tuula Vainio",
)  # fmt: skip


@cache
def cases() -> dict[str, dict]:
    """The cases by their id."""
    text = (Path(__file__).parent / "data" / "programme_cases.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)["cases"]}


def slug_of(case_id: str) -> str:
    """The programme's address."""
    return case_id.replace("_", "-")


def day(text: str | None, *, last: bool = False) -> date | None:
    """A date of the cases: a day, a month or a year; `last` takes the end of it."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    return date(year, month, parts[2] if len(parts) > 2 else (monthrange(year, month)[1] if last else 1))


def enact(case_id: str, *, admin: User) -> Programme:
    """Set the programme up with its partners, components and targets; what is there already stays."""
    slug = slug_of(case_id)
    if found := Programme.objects.filter(slug=slug).first():
        return found
    case = cases()[case_id]
    programme = programmes.create_programme(
        by=admin,
        slug=slug,
        name=case["name"],
        official_name=case["official_name"],
        funder=case["funder"],
        fund=case["fund"],
        project_code=case["project_code"] or "",
        starts_on=day(case["start"]),
        ends_on=day(case["end"], last=True),
        date_precision=case.get("date_precision", "day"),
        languages=[case["language"]],
        countries=case["countries"],
        is_open=case["status"] == "running",
    )
    _partners(case, programme, admin)
    for component in case["components"]:
        details = {key: value for key, value in component.items() if key not in {"type", "name"}}
        programmes.add_component(by=admin, programme=programme, kind=component["type"], name=component["name"], details=details)
    for target in case["targets"]:
        planning.set_target(by=admin, programme=programme, key=target["key"], value=target["value"], unit=target["unit"], comparison=target["comparison"])
    return programme


def _partners(case: dict, programme: Programme, admin: User) -> None:
    for index, partner in enumerate([case["lead"], *case["partners"]]):
        if partner.get("from_other_source"):
            continue
        organisation = _organisation(partner, case)
        role = Partner.Role.PARTNER if index else Partner.Role.LEAD
        programmes.add_partner(by=admin, programme=programme, organisation=organisation, role=role)
        if not index:
            speaker = organisation.memberships.select_related("person").first().person
            programmes.appoint(by=admin, programme=programme, person=speaker, organisation=organisation, role=Appointment.Role.MANAGER)


def _organisation(partner: dict, case: dict) -> Organisation:
    """A partner that a case names, spoken for by an invented person."""
    if found := Organisation.objects.filter(name=partner["name"]).first():
        return found
    country = partner["country"] or case["lead"]["country"]
    school = any(word in partner["name"].lower() for word in SCHOOLS)
    home = country if country in HOME_COUNTRIES else "FI"
    name = next(name for name in SPEAKERS if not User.objects.filter(name=name).exists())
    speaker = person(name, country=home, languages=({"FI": "fi", "SE": "sv", "NO": "nb"}[home], "en"))
    return register(by=speaker, kind=Kind.EDUCATION if school else Kind.SUPPORT, name=partner["name"], country=country, legal_form="other")
