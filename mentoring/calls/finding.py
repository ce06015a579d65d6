"""Finding an application by words: its number, its company, what it is called, who writes it."""

import re

from django.db.models import Exists, OuterRef, Q

from mentoring.calls.models import CoApplicant
from network.organisations.models import Membership

LONGEST = 80  # characters of what is looked for
MOST = 6  # words of it: each is one more condition on every row of the call


def tidied(text: str) -> str:
    """What is looked for, as far as it is looked for."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST].strip()


def holding(text: str, *, is_blind: bool, with_people: bool) -> Q:
    """A condition on applications: each word stands in one of these, whatever its case and its letters' marks.

    Where names are hidden the number alone can be asked for: what finds by a name tells the name. It reads the rows of the
    calls before it, which the reader's own condition bounds, and no index of words that each keystroke of a draft would feed.
    """
    if is_blind:
        return Q(number__in=[int(number) for number in re.findall(r"[0-9]{1,9}", text)])
    found = Q()
    for word in text.split()[:MOST]:
        found &= _in_one(word, with_people=with_people)
    return found


def _in_one(word: str, *, with_people: bool) -> Q:
    found = Q(company__name__unaccent__icontains=word) | Q(title__unaccent__icontains=word)
    if re.fullmatch(r"[0-9]{1,9}", word):
        found |= Q(number=int(word))
    return found | _written_by(word) if with_people else found


def _written_by(word: str) -> Q:
    """People of that name or address write it: of the company, or asked in."""
    named = Q(person__name__unaccent__icontains=word)
    members = Membership.objects.filter(named, organisation=OuterRef("company"), state=Membership.State.ACTIVE)
    asked_in = CoApplicant.objects.filter(named | Q(email__icontains=word), application=OuterRef("pk"), removed_at=None)
    return Q(Exists(members)) | Q(Exists(asked_in))
