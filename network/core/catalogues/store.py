"""The .po files: read, brought up to date with the code, filled, compiled."""

import gettext
import os
from importlib.util import find_spec
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

from network.core.catalogues.checking import faults, forms, is_missing, key_of, mismatch
from network.core.languages import UNDER_SAMI

COMPLETE = ("fi", "sv", "nb")
REVIEWED = "se"
SAMI_PLURAL = "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"
# Whose texts readers see beside ours; their own catalogues carry fi, sv and nb, but no Sámi.
VENDORS = ("django/conf", "django/contrib/auth", "django/contrib/postgres", "allauth", "rest_framework")


def po_path(locale_dir: Path, code: str) -> Path:
    return locale_dir / code / "LC_MESSAGES" / "django.po"


def read(locale_dir: Path, code: str) -> Catalog:
    """The catalogue of a language; an empty one where there is no file yet."""
    path = po_path(locale_dir, code)
    if not path.exists():
        return Catalog(locale=code, fuzzy=False)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=code, abort_invalid=True)


def write(locale_dir: Path, code: str, catalogue: Catalog) -> None:
    """Write sorted and without line numbers, so that two branches rarely touch the same line."""
    path = po_path(locale_dir, code)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.header_comment = "Northbridge", f"# Northbridge, {code}. Made by manage.py extract_messages."
    temporary = path.with_name(f"django.po.{os.getpid()}")
    with temporary.open("wb") as file:
        pofile.write_po(file, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    body = temporary.read_bytes()
    fields = {"Language": code, "Content-Type": "text/plain; charset=utf-8", "Plural-Forms": plural_rule(code)}
    head = f'{catalogue.header_comment}\nmsgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items()) + "\n"
    temporary.write_bytes(head.encode() + body)
    temporary.replace(path)


def plural_rule(code: str) -> str:
    return SAMI_PLURAL if code == REVIEWED else "nplurals=2; plural=(n != 1);"


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with exactly the texts of the template; what was translated stays, nothing is guessed."""
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def missing(catalogue: Catalog) -> dict[str, str | list[str]]:
    """What a translator is asked for: texts (or plural forms) to fill in, by key."""
    wanted = [m for m in catalogue if m.id and (m.fuzzy or is_missing(m))]
    return {key_of(m): [""] * catalogue.num_plurals if m.pluralizable else "" for m in wanted}


def fill(catalogue: Catalog, translations: dict[str, str | list[str]]) -> list[str]:
    """Take translations by key. Returns sentences on those that were not taken."""
    by_key = {key_of(m): m for m in catalogue if m.id}
    refused = []
    for key, value in translations.items():
        message = by_key.get(key)
        texts = tuple(value) if isinstance(value, list) else (value,)
        if message is None:
            refused.append(f"not a text of the code: {key}")
        elif len(texts) != (catalogue.num_plurals if message.pluralizable else 1) or not all(texts):
            refused.append(f"wrong number of forms, or an empty one: {key}")
        elif why := mismatch(message, texts):
            refused.append(f"{why}: {key}")
        else:
            message.string = texts if message.pluralizable else texts[0]
            message.flags.discard("fuzzy")
    return refused


def share_reviewed(locale_dir: Path) -> float:
    """How much of the interface a speaker of Northern Sámi has reviewed, 0 to 1."""
    messages = [m for m in read(locale_dir, REVIEWED) if m.id]
    done = [m for m in messages if not m.fuzzy and not is_missing(m)]
    return len(done) / len(messages) if messages else 0.0


def problems(locale_dir: Path, template: Catalog) -> list[str]:
    """Everything that keeps the catalogues from being complete and up to date with the code."""
    found = []
    for code in (*COMPLETE, REVIEWED):
        catalogue = updated(read(locale_dir, code), template)
        found += [f"{code}: {fault}" for fault in faults(catalogue, complete=code != REVIEWED)]
    return found


def compile_all(locale_dir: Path) -> list[Path]:
    """Write every .mo that is older than what it is made of. Returns those written."""
    written = []
    for code in COMPLETE:
        source, target = po_path(locale_dir, code), po_path(locale_dir, code).with_suffix(".mo")
        if _stale(target, source):
            written.append(_write_mo(target, read(locale_dir, code)))
    for sami, under in UNDER_SAMI.items():
        language, country = sami.split("-")
        target = locale_dir / f"{language}_{country.upper()}" / "LC_MESSAGES" / "django.mo"
        if _stale(target, po_path(locale_dir, under), po_path(locale_dir, REVIEWED)):
            written.append(_write_mo(target, _sami_over(locale_dir, under)))
    return written


def _sami_over(locale_dir: Path, under: str) -> Catalog:
    """Reviewed Sámi over a complete language, over what the vendors say in that language."""
    merged = Catalog(locale=REVIEWED, fuzzy=False)
    merged._num_plurals, merged._plural_expr = 3, "(n==1 ? 0 : n==2 ? 1 : 2)"  # the dual is real, CLDR
    for vendor in VENDORS:
        _add_vendor(merged, vendor, under)
    for code in (under, REVIEWED):
        for message in read(locale_dir, code):
            if message.id and not message.fuzzy and not is_missing(message):
                one, *_rest = texts = forms(message)
                string = (one, texts[-2] if len(texts) > 2 else texts[-1], texts[-1]) if message.pluralizable else one
                merged.delete(message.id, context=message.context)
                merged.add(message.id, string=string, context=message.context)
    return merged


def _add_vendor(merged: Catalog, vendor: str, code: str) -> None:
    package, _, rest = vendor.partition("/")
    spec = find_spec(package)
    path = Path(spec.submodule_search_locations[0], rest, "locale", code, "LC_MESSAGES", "django.mo") if spec else None
    if not path or not path.exists():
        return
    with path.open("rb") as file:
        for message in mofile.read_mo(file):
            if message.id and (one := forms(message)[0]):
                string = (one, forms(message)[-1], forms(message)[-1]) if message.pluralizable else one
                context = message.context.decode() if isinstance(message.context, bytes) else message.context  # as Babel reads it
                merged.add(message.id, string=string, context=context)


def _stale(target: Path, *made_from: Path) -> bool:
    if not target.exists():
        return True
    return any(path.exists() and path.stat().st_mtime_ns > target.stat().st_mtime_ns for path in made_from)


def _write_mo(target: Path, catalogue: Catalog) -> Path:
    """Write atomically: test workers and servers may compile at the same moment."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        mofile.write_mo(file, catalogue, use_fuzzy=False)
    with temporary.open("rb") as file:
        gettext.GNUTranslations(file)  # what Django will do with it
    temporary.replace(target)
    return target
