"""What a programme is and promised: its facts, the components that are on, its bases of aid, its target figures."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core.errors import Invalid, require
from network.core.languages import INTERFACE
from network.core.seen import require_seen
from network.programmes import aid, rules
from network.programmes.components import KINDS
from network.programmes.models import Programme, Target
from network.vocabulary.countries import CountryCode

TEXTS = {"name": 160, "official_name": 240, "funder": 200, "fund": 60, "project_code": 60}
FACTS = (*TEXTS, "starts_on", "ends_on", "languages", "countries")
TARGET = ("name", "comparison", "value", "unit")
MOST_TARGETS = 60
LARGEST = Decimal(10) ** 9


@transaction.atomic
def update_facts(*, by: User, programme: Programme, was: str = "", **changes: object) -> Programme:
    """Change name, funder, dates, languages and countries; what is not given stays. Raises Invalid by field, Overwritten (`was`: the mark of FACTS)."""
    programme = locked(by, programme)
    require_seen(programme, FACTS, was)
    wrong = {name: [_("Keep it under %(most)d characters.") % {"most": most}] for name, most in TEXTS.items() if len(str(changes.get(name, ""))) > most}
    if "name" in changes and not str(changes["name"]).strip():
        wrong["name"] = [_("A programme needs a name.")]
    for name, known in (("languages", INTERFACE), ("countries", CountryCode.values)):
        if name in changes and (unknown := set(changes[name]) - set(known)):
            wrong[name] = [_("This is not offered: %(what)s.") % {"what": ", ".join(sorted(map(str, unknown)))}]
    for name in (name for name in FACTS if name in changes):
        setattr(programme, name, list(dict.fromkeys(changes[name])) if name in ("languages", "countries") else changes[name])
    if programme.starts_on and programme.ends_on and programme.starts_on > programme.ends_on:
        wrong["ends_on"] = [_("The end comes before the beginning.")]
    if wrong:
        raise Invalid(wrong)
    _check_bases(programme.aid_bases, programme.starts_on, programme.ends_on, field="ends_on")
    programme.save(update_fields=[*(name for name in FACTS if name in changes), "sort_key"])
    return programme


@transaction.atomic
def switch_components(*, by: User, programme: Programme, on: Collection[str]) -> Programme:
    """Say which components are on. What is there already of the others stays readable and can be brought to its end."""
    programme = locked(by, programme)
    if unknown := set(on) - set(KINDS):
        raise Invalid({"on": [_("This is not offered: %(what)s.") % {"what": ", ".join(sorted(map(str, unknown)))}]})
    programme.switched_off = [key for key in KINDS if key not in on]
    programme.save(update_fields=["switched_off"])
    return programme


@transaction.atomic
def choose_aid_bases(*, by: User, programme: Programme, bases: Iterable[str]) -> Programme:
    """Say on which legal bases the programme gives aid, as the decision on it says. Raises Invalid for one that is not in force in its time."""
    programme = locked(by, programme)
    chosen = list(dict.fromkeys(bases))
    _check_bases(chosen, programme.starts_on, programme.ends_on, field="bases")
    programme.aid_bases = chosen
    programme.save(update_fields=["aid_bases"])
    return programme


@transaction.atomic
def set_target(
    *, by: User, programme: Programme, key: str = "", value: object, unit: str, comparison: str = Target.Comparison.EQUAL, name: str = "", was: str = ""
) -> Target:
    """Say which figure the programme promised; the same key again changes it. Without a key it is made from the name.

    Raises Invalid by field, Overwritten when it reads otherwise by now (`was`: the mark of TARGET as read).
    """
    programme = locked(by, programme)
    name, unit, key = name.strip(), unit.strip(), key or slugify(name)[:60]
    found = _number(value)
    wrong = {}
    if found is None or not 0 <= found <= LARGEST:
        wrong["value"] = [_("Give a number from 0 to %(most)d.") % {"most": LARGEST}]
    if not key or slugify(key) != key.lower():
        wrong["name" if name else "key"] = [_("Say in letters what is counted.")]
    for field, text, most in (("name", name, 160), ("unit", unit, 40), ("key", key, 60)):
        if len(text) > most:
            wrong[field] = [_("Keep it under %(most)d characters.") % {"most": most}]
    if not unit:
        wrong["unit"] = [_("Say what the number counts, like companies or hours.")]
    if comparison not in Target.Comparison.values:
        wrong["comparison"] = [_("Choose one of the offered values.")]
    row = programme.targets.filter(key=key).first()
    if row is not None:
        require_seen(row, TARGET, was)
    if row is None and programme.targets.count() >= MOST_TARGETS:
        wrong["name"] = [_("A programme has at most %(most)d target figures.") % {"most": MOST_TARGETS}]
    if wrong:
        raise Invalid(wrong)
    values = {"value": found, "unit": unit, "comparison": comparison, "name": name}
    return Target.objects.update_or_create(programme=programme, key=key, defaults=values)[0]


@transaction.atomic
def remove_target(*, by: User, target: Target) -> None:
    """Take a target figure away."""
    locked(by, target.programme)
    target.delete()


def locked(by: User, programme: Programme) -> Programme:
    """The programme's row, locked, for somebody who manages it. The race: it is archived, or changed by another, at this moment."""
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    require(rules.can_manage(by, programme))
    require(rules.open_for(programme))
    return programme


def _number(value: object) -> Decimal | None:
    try:
        found = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.01")) if found.is_finite() and abs(found) <= LARGEST else None


def _check_bases(chosen: Iterable[str], starts: date | None, ends: date | None, *, field: str) -> None:
    """Raises Invalid for bases that are unknown, or in force on no day of the programme."""
    known = aid.bases()
    if unknown := [key for key in chosen if key not in known]:
        raise Invalid({field: [_("This is not offered: %(what)s.") % {"what": ", ".join(sorted(map(str, unknown)))}]})
    if outside := [str(known[key].label) for key in chosen if not known[key].holds_between(starts, ends)]:
        raise Invalid({field: [_("Not in force on any day of the programme: %(what)s.") % {"what": "; ".join(outside)}]})


@dataclass(frozen=True)
class Switch:
    """A component and whether it is on."""

    key: str
    label: str
    about: str
    is_on: bool


def components_of(programme: Programme) -> list[Switch]:
    """All components in the reader's language, with those of the programme marked."""
    return [Switch(kind.key, str(kind.label), str(kind.about), kind.key not in programme.switched_off) for kind in KINDS.values()]


def bases_of(programme: Programme) -> list[dict[str, object]]:
    """All bases of aid by their fields, with `is_chosen` for those the programme works on and `holds` for those in force in its time."""
    span = (programme.starts_on, programme.ends_on)
    return [
        asdict(basis) | {"label": str(basis.label), "is_chosen": basis.key in programme.aid_bases, "holds": basis.holds_between(*span)}
        for basis in aid.bases().values()
    ]
