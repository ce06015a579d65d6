"""What a notification is about, as it is stored: a type word and an identifier."""

from uuid import UUID, uuid5

from django.db import models


def subject_of(about: models.Model | None) -> tuple[str, UUID | None]:
    """`("mentoringrequest", id)` of a row; `("", None)` of nothing."""
    return ("", None) if about is None else (about._meta.model_name, about.pk)


def occurrence_stream(about: models.Model, occurrence: str) -> UUID:
    """A stream of its own for one occurrence, the same whenever it is planned again."""
    return stream_of(subject_of(about)[1], occurrence)


def stream_of(subject_id: UUID, occurrence: str) -> UUID:
    """The same from the subject's identifier."""
    return uuid5(subject_id, occurrence)


def delivery_key(*, kind: str, about: models.Model | None, occurrence: str, recipient: object, channel: str) -> str:
    """kind : subject : occurrence : recipient : channel. Unique, and the source of the Message-ID."""
    subject_type, subject_id = subject_of(about)
    return f"{kind}:{subject_type}/{subject_id or '-'}:{occurrence}:{recipient}:{channel}"
