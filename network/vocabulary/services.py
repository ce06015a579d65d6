"""Loading the reference data that ships with the code."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from network.vocabulary.models import Region, Sector, SupportNeed

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "fi", "sv", "nb", "se")
# Northern Sámi labels are shown only where a dictionary or a Sámi institution attests them.
REVIEWED = {"dictionary", "attested"}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def labels(row: dict[str, str], prefix: str) -> dict[str, str]:
    """The row's labels by language, without Northern Sámi that nobody has reviewed."""
    found = {code: row.get(f"{prefix}_{code}", "") for code in LANGUAGES}
    if "label_se_status" in row and row["label_se_status"] not in REVIEWED:
        found["se"] = ""
    return {code: text for code, text in found.items() if text}


@transaction.atomic
def load_vocabulary() -> dict[str, int]:
    """Bring the tables to what the files say; rows that are gone stay for old references. Returns counts."""
    return {"regions": _load_regions(), "sectors": _load_sectors(), "needs": _load_needs()}


def _load_regions() -> int:
    successors: dict[str, list[str]] = {}
    for position, row in enumerate(rows("regions")):
        found = labels(row, "name") | {"name": row["name"]}
        latitude, longitude = (float(row[key]) if row[key] else None for key in ("lat", "lon"))
        Region.objects.update_or_create(
            code=row["code"],
            defaults={
                "labels": found,
                "position": position,
                "country": row["country"],
                "valid_2021": row["valid_nuts_2021"] == "true",
                "valid_2024": row["valid_nuts_2024"] == "true",
                "in_interreg_aurora": row["in_interreg_aurora"] == "true",
                "latitude": latitude,
                "longitude": longitude,
            },
        )
        successors[row["code"]] = [code for code in row["successor_2024"].split(";") if code]
    for code, codes in successors.items():
        Region.objects.get(pk=code).successors.set(codes)
    return len(successors)


def _load_sectors() -> int:
    count = 0
    for position, row in enumerate(rows("sectors")):
        Sector.objects.update_or_create(
            code=row["id"],
            defaults={
                "labels": labels(row, "label"),
                "position": position,
                "parent_id": row["parent"] or None,
                "nace_rev2": [code for code in row["nace_rev2"].split(";") if code],
                "nace_rev21": [code for code in row["nace_rev21"].split(";") if code],
            },
        )
        count += 1
    return count


def _load_needs() -> int:
    count = 0
    for position, row in enumerate(rows("support_needs")):
        SupportNeed.objects.update_or_create(
            code=row["id"], defaults={"labels": labels(row, "label"), "position": position, "group": row["group"], "esco_uri": row["esco_uri"]}
        )
        count += 1
    return count
