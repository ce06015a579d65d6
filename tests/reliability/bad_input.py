"""Input that nobody should send, made from the API's own description: for each field of each body, values of every wrong kind."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
WRITING = ("post", "patch", "put", "delete")
NOBODY = "01a20017-1e83-7024-a3e8-1046cc8b2239"
LONE_SURROGATE, LONG = "\ud800", "a" * 20_000
DEEP: Any = []
for _level in range(60):
    DEEP = [DEEP]

# What anybody may type into a text, and what no field may fall over.
TEXTS = [
    "",
    " ",
    "\t\n",
    "😀👩🏽\u200d🚀",
    "שלום \u202e مرحبا",
    "Kárášjohka ŋ đ ŧ ž Áá",
    "a" * 5_000,
    "<script>alert(1)</script>",
    "{{ 7|add:7 }} %s %(x)s {0}",
    "'; --",
    "\x7f\x1b[0m",
]
NUMBERS = [0, -1, 1, 32_768, 2**31, 2**63, 2**200, 10**400, 1.5, 1e308, -0.0, True]
DATES = ["0001-01-01", "9999-12-31", "2027-02-30", "10000-01-01", "2027-W05-1", "0000-00-00", "1.2.2027", "2000-01-01"]
INSTANTS = [
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00", "9999-12-31T23:59"),
    *("2027-03-28T03:30", "2027-03-28T02:30", "2027-10-31T03:30", "2027-02-10T24:00:00Z", "2027-02-10T12:00:60Z", "2027-02-10T12:00:00+99:99", "2027-02-10"),
    *("1999-01-01T00:00:00Z", "2027-02-10T12:00:00.1234567890Z"),
]
# No field takes these, whatever its kind: each must be named in a 400.
HALVES: list[Any] = [LONE_SURROGATE, [LONE_SURROGATE], {LONE_SURROGATE: 1}]
IMPOSSIBLE: list[Any] = ["a\x00b", LONG, {"a": {"b": [1]}}, [[1]], [{}], [None], DEEP]
WRONG_KIND: dict[str, list[Any]] = {
    "string": [[], {}, True, ["a"], {"a": 1}],
    "integer": [[], {}, "many", "", "1e3000", "0x10", "١٢x", 1.5],
    "number": [[], {}, "many"],
    "boolean": [[], {}, "perhaps", 7, "2"],
    "array": ["text", 7, True, {}, {"a": 1}],
    "object": ["text", 7, True, [], [1]],
}
FORMATS: dict[str, list[Any]] = {
    "uuid": ["", "x", "01a20017", "{" + NOBODY[1:], "ŋ" * 36, 7, True, 0, -1, 2**200, 1.5],
    "date": ["", "soon", "2027-02-30", "0000-00-00", "10000-01-01", 7],
    "date-time": ["", "soon", "2027-02-30T10:00Z", "2027-02-10T12:00:00+99:99", 7],
    "time": ["", "25:00", "noon", 7],
    "decimal": ["", "many", "NaN", "Infinity", "-Infinity", "1e999999", "1" * 400],
    "uri": ["x", "javascript:alert(1)", "http://", "https://" + "a" * 5_000],
    "email": ["", "x", "a@b", "a@b@c.fi", "a" * 300 + "@example.org", "x@example.org\nBcc: all@example.org"],
}


@dataclass(frozen=True)
class Operation:
    """One method of one address: the name of its body's description, and the fields that body and query may have."""

    method: str
    path: str
    body: str
    fields: dict[str, dict]
    required: tuple[str, ...]
    parameters: dict[str, dict]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def operations() -> tuple[Operation, ...]:
    """All that the committed description holds."""
    document = yaml.load(DOCUMENT.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    schemas = document["components"]["schemas"]
    return tuple(_operation(path, method, it, schemas) for path, methods in document["paths"].items() for method, it in methods.items())


def _operation(path: str, method: str, described: dict, schemas: dict) -> Operation:
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(body, schemas)
    fields = {name: _resolved(field, schemas) for name, field in schema.get("properties", {}).items()}
    parameters = {p["name"]: _resolved(p["schema"], schemas) for p in described.get("parameters", []) if p["in"] == "query"}
    return Operation(method, path, body.get("$ref", "").split("/")[-1], fields, tuple(schema.get("required", ())), parameters)


def _resolved(schema: dict, schemas: dict) -> dict:
    if "$ref" in schema:
        return _resolved(schemas[schema["$ref"].split("/")[-1]], schemas)
    for many in ("allOf", "oneOf"):
        if many in schema:
            choices = [_resolved(choice, schemas) for choice in schema[many]]
            blank = {"blank": True} if any(choice.get("maxLength") == 0 or choice.get("enum") == [""] for choice in choices) else {}
            return choices[0] | {key: value for key, value in schema.items() if key != many} | blank
    items = {"items": _resolved(schema["items"], schemas)} if "items" in schema else {}
    inner = {"properties": {name: _resolved(field, schemas) for name, field in schema["properties"].items()}} if "properties" in schema else {}
    return schema | items | inner


def wrong_values(schema: dict) -> list[Any]:
    """What this field must refuse by its name."""
    kind = schema.get("type", "object")
    text = [{}, []] if schema.get("format") in FORMATS else WRONG_KIND[kind]
    wrong = [*IMPOSSIBLE, *(text if kind == "string" else WRONG_KIND[kind]), *FORMATS.get(schema.get("format", ""), [])]
    if "enum" in schema:
        wrong += ["", "no-such-word", "😀"]
    if "maxLength" in schema:
        wrong += ["å" * (schema["maxLength"] + 1)]
    if "maximum" in schema:
        wrong += [schema["maximum"] + 1, 10**400, -(10**400)]
    if "minimum" in schema:
        wrong += [schema["minimum"] - 1]
    if "maxItems" in schema and schema["items"].get("format") == "uuid":
        wrong += [[NOBODY] * (schema["maxItems"] + 1), ["x"]]
    if not schema.get("nullable") and kind != "object":
        wrong += [None]
    inner = schema.get("additionalProperties") or {}
    if kind == "object" and inner.get("type") == "integer":
        wrong += [{"sv": value} for value in wrong_values(inner) if value not in ([], {})]
    return [value for value in wrong if not allowed_by_chance(schema, value)]


def allowed_by_chance(schema: dict, value: Any) -> bool:
    """Whether a value that is wrong in general is right here: an empty text, an empty list, an empty choice."""
    kind = schema.get("type", "object")
    if value == "":
        free = kind == "string" and "enum" not in schema and "format" not in schema and not schema.get("minLength")
        return free or bool(schema.get("nullable")) or "blank" in schema or "" in schema.get("enum", ())
    return (kind == "array" and value == []) or (kind == "object" and value == {} and "required" not in schema)


def odd_values(schema: dict) -> list[Any]:
    """What this field may take or refuse, and must not fall over."""
    kind, format_ = schema.get("type", "object"), schema.get("format", "")
    if format_ == "uuid":
        return [NOBODY, NOBODY.upper(), "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    if format_ in ("date", "date-time"):
        return [*DATES, *INSTANTS, None]
    if kind == "array":
        inner = odd_values(schema["items"])
        return [[], *([value] for value in inner), *([value, value] for value in inner[:3]), [[]], [None] * 50]
    if kind == "object":
        return [{}, {"xx": 2}, {"sv": "2"}, {"en": "x"}, {"": 2}, {"a\x00": 2}, {"😀": 2}, {"x" * 5_000: 2}, {str(number): 2 for number in range(500)}]
    return [*TEXTS, *NUMBERS, None] if kind == "string" else [*NUMBERS, "7", "7.0", " 7 ", "", None]


def together(fields: dict[str, dict]) -> list[dict]:
    """Bodies in which every field is wrong at once; between them each field is wrong in each of its ways."""
    return [*in_turn({name: wrong_values(schema) for name, schema in fields.items()}), *(dict.fromkeys(fields, half) for half in HALVES)]


def odd(fields: dict[str, dict]) -> list[dict]:
    """Bodies in which every field has an odd value; between them each field has each of its own."""
    return in_turn({name: odd_values(schema) for name, schema in fields.items()})


def in_turn(values: dict[str, list[Any]]) -> list[dict]:
    """As few bodies as there are values of the field with most: each value stands in one of them."""
    most = max(map(len, values.values()), default=0)
    return [{name: some[number % len(some)] for name, some in values.items() if some} for number in range(most)]


def shown(body: object) -> str:
    """Enough of a body to know which it was."""
    return ascii(body if isinstance(body, (str, bytes)) else {name: str(value)[:30] for name, value in body.items()})[:300]  # type: ignore[attr-defined]
