"""Bad input to every field of the API (guarantee 13), straight to what reads it: what no field can take is refused by the field's name, shortly."""

import pytest
from django.urls import get_resolver
from drf_spectacular.drainage import get_override

from network.core.api import StrictSerializer
from network.core.errors import DomainError
from network.core.problems import flat_errors
from tests.architecture.source import listed
from tests.reliability import bad_input

pytestmark = pytest.mark.django_db
LONGEST_ANSWER = 1_000  # of one field: a refusal that repeats a megabyte helps nobody


def readers(cls: type = StrictSerializer) -> dict[str, type]:
    """What reads a body, by the name that the description has for it."""
    found = {}
    for made in cls.__subclasses__():
        found |= {get_override(made, "component_name", made.__name__.removesuffix("Serializer")): made} | readers(made)
    return found


def bodies() -> list[tuple[type, dict, dict]]:
    """Each reader, its fields as described, and how it is used: a PATCH gives only what changes."""
    assert get_resolver().url_patterns  # so that all of them are loaded
    known, found = readers(), {}
    for operation in bad_input.operations():
        if operation.fields:
            name = operation.body.removesuffix("Request")
            found[name] = (known[name.removeprefix("Patched")], operation.fields, {"partial": name.startswith("Patched")})
    return list(found.values())


def refusals(reader: type, body: dict, words: dict) -> dict[str, list[str]]:
    """What is said about a body, by field."""
    made = reader(data=body, **words)
    try:
        made.is_valid()
    except DomainError as refusal:
        return getattr(refusal, "errors", {})
    return flat_errors(made.errors) if made.errors else {}


def test_wrong_values_are_refused_by_the_name_of_their_field() -> None:
    faults = []
    for reader, fields, words in bodies():
        for body in bad_input.together(fields):
            said = refusals(reader, body, words)
            if silent := sorted(set(body) - {name.split(".")[0] for name in said}):
                faults.append(f"{reader.__name__}: no word about {silent} in {bad_input.shown(body)}")
            if long := [name for name, sentences in said.items() if sum(map(len, map(str, sentences))) > LONGEST_ANSWER]:
                faults.append(f"{reader.__name__}: too much is said about {long} in {bad_input.shown(body)}")
    assert not faults, listed(faults)


def test_odd_values_make_no_reader_fall_over() -> None:
    for reader, fields, words in bodies():
        for body in bad_input.odd(fields):
            refusals(reader, body, words)
