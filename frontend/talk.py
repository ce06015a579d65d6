"""A conversation as it is shown: days, the line before what is new, times on both clocks, words for the script."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend import times
from frontend.attached import ShownFile, shown, words_of
from messaging import marks, rules
from messaging.attachments import MOST, names_of
from messaging.message_queries import pinned_for
from messaging.models import BODY_LENGTH, Conversation, Message, Participant
from messaging.rows import instant, shown_name
from network.accounts.models import User
from network.core import clock
from network.core.languages import babel_locale

GROUPS = (Conversation.Kind.COHORT, Conversation.Kind.ANNOUNCEMENT)
BEFORE_HIT = 4  # a page that is opened at something found shows up to three messages before it
LATEST = 120  # characters of the newest message, in the list; fewer than are loaded (messaging.queries.BRIEF), so that a cut shows
QUOTED = 120  # characters of a message that is answered
SHOWN = 200  # characters of a message that was found


@dataclass(frozen=True)
class Line:
    """One line: a message, with what stands before it (`day`, `is_first_unread`)."""

    message: Message
    is_mine: bool
    sender: str
    here: str
    there: str
    day: str
    is_first_unread: bool
    is_read: bool
    quote: "Quote | None" = None
    is_for_me: bool = False

    @property
    def files(self) -> list[ShownFile]:
        """Its files."""
        return shown(self.message.attachments)

    @property
    def source(self) -> str:
        """What one's own message was written as, where it shows otherwise: what the script lets change."""
        return self.message.body if self.is_mine and marks.is_marked(self.message.body) else ""


def lines(
    rows: Iterable[Message],
    reader: User,
    *,
    read_seq: int | None,
    others_read: int,
    quoted: dict[UUID, Message] | None = None,
    for_me: Collection[UUID] = (),
) -> Iterator[Line]:
    """Messages in order as lines, with what they answer from `quoted`; `for_me` are those that mention the reader.

    `read_seq` is where the reader stood (None: no line for what is new); `others_read` is how far everybody else has read.
    """
    day, is_new_told = "", read_seq is None
    for row in rows:
        is_mine = row.sender_id == reader.pk
        local = row.sent_at.astimezone(timezone.get_current_timezone())
        words = times.day_words(local.date())
        is_first = not is_new_told and not is_mine and row.deleted_at is None and row.seq > (read_seq or 0)
        is_new_told = is_new_told or is_first
        yield Line(
            message=row,
            is_mine=is_mine,
            sender=sender_name(row.sender),
            here=times.hour_words(local),
            there="" if is_mine or row.sender is None else times.clock_there(row.sent_at, row.sender.time_zone, row.sender.place),
            day=words if words != day else "",
            is_first_unread=is_first,
            is_read=is_mine and row.seq <= others_read,
            is_for_me=row.pk in for_me,
            quote=None if row.deleted_at else quote_of(row.reply_to_id, quoted or {}, reader),
        )
        day = words


@dataclass(frozen=True)
class Quote:
    """What a message answers, in brief; no place and only `words` where the reader may not see it."""

    words: str
    pk: UUID
    sender: str = ""
    seq: int = 0

    @property
    def after(self) -> int:
        """Opens the conversation a little before it."""
        return max(0, self.seq - BEFORE_HIT)


def quote_of(pk: UUID | None, quoted: dict[UUID, Message], reader: User) -> Quote | None:
    """The quote of a message that is answered, None where none is."""
    if pk is None:
        return None
    if (message := quoted.get(pk)) is None:
        return Quote(_("A message from before you came"), pk)
    words = _("This message was deleted.") if message.deleted_at else words_of(message)
    sender = _("You") if message.sender_id == reader.pk else sender_name(message.sender)
    return Quote(words[:QUOTED], pk, sender, message.seq)


@dataclass(frozen=True)
class Hit:
    """A message that was found: who said it, when, the words around; `after` opens the conversation a little before it."""

    seq: int
    after: int
    sender: str
    sent_at: datetime
    words: str


def hits(rows: Iterable[Message], reader: User, words: str) -> Iterator[Hit]:
    """What a search found, as lines."""
    for row in rows:
        sender = _("You") if row.sender_id == reader.pk else sender_name(row.sender)
        yield Hit(row.seq, max(0, row.seq - BEFORE_HIT), sender, row.sent_at, around(f"{row.body} {names_of(row.attachments)}", words))


def pinned(reader: User, conversation: UUID) -> list[Hit]:
    """What is pinned, as lines that lead to it."""
    return list(hits(pinned_for(reader, conversation), reader, ""))


def around(body: str, words: str) -> str:
    """At most SHOWN characters of a text in one line, those around the first of the words."""
    line = " ".join(marks.plain(body).split())
    first = line.casefold().find(words.casefold().split()[0]) if words.split() else 0
    start = max(0, first - SHOWN // 3) if len(line) > SHOWN else 0
    return ("…" if start else "") + line[start : start + SHOWN] + ("…" if start + SHOWN < len(line) else "")


def sender_name(sender: User | None) -> str:
    """Who wrote; a person who was erased has no name any more."""
    return shown_name(sender) if sender else _("Somebody who is no longer here")


def others(conversation: Conversation, reader: User) -> list[Participant]:
    """Everybody else who is in."""
    return [participant for participant in conversation.people_in if participant.person_id != reader.pk]


def title_of(conversation: Conversation, reader: User) -> str:
    """Who one talks with; the conversation's own title where nobody else is in, a group's name, a programme's announcements."""
    if conversation.kind == Conversation.Kind.ANNOUNCEMENT and conversation.programme is not None:
        return conversation.title if conversation.subject_id else conversation.programme.name
    if conversation.kind == Conversation.Kind.COHORT:
        return conversation.title
    return ", ".join(shown_name(p.person) for p in others(conversation, reader)) or conversation.title or _("Conversation")


def about(conversation: Conversation, title: str) -> str:
    """Its kind in a word, and what stands beside the title: `Mentorship · Verkstad Sund`, `Group · Aurora`."""
    is_group = conversation.kind == Conversation.Kind.COHORT
    beside = conversation.programme.name if is_group and conversation.programme is not None else conversation.title
    return " · ".join(str(part) for part in (conversation.get_kind_display(), beside) if part and part != title)


def is_group(conversation: Conversation, reader: User) -> bool:
    """Whether each message says who wrote it."""
    return conversation.kind in GROUPS or len(others(conversation, reader)) > 1


def everybody_read(conversation: Conversation, reader: User) -> int:
    """How far all the others have read; 0 when nobody else is in, and of announcements, whose readers nobody sees."""
    if conversation.kind == Conversation.Kind.ANNOUNCEMENT:
        return 0
    return min((participant.read_seq for participant in others(conversation, reader)), default=0)


def local_time(person: User) -> str:
    """`08.12` on a person's clock now."""
    return times.hour_words(clock.now().astimezone(times.zone_of(person.time_zone)))


def subject_link(conversation: Conversation) -> str:
    """The page of what it is about: the page's name is the noun's. Empty where there is none."""
    try:
        return reverse(conversation.subject_type, args=[conversation.subject_id]) if conversation.subject_id else ""
    except NoReverseMatch:
        return ""


def latest_line(conversation: Conversation, reader: User) -> str:
    """The newest message in one line, for the list."""
    latest: dict[str, Any] | None = conversation.latest
    if latest is None:
        return _("Nothing written yet")
    if latest["deleted_at"]:
        return _("A message was deleted")
    body = marks.brief(latest["body"], LATEST) or latest["file"] or ""
    return _("You: %(words)s") % {"words": body} if latest["sender_id"] == str(reader.pk) else body


def script_data(conversation: Conversation, reader: User, since: int) -> dict[str, Any]:
    """What the page's script needs: identifiers, where it stands, who is in, and its words."""
    return {
        "conversation": str(conversation.pk),
        "me": str(reader.pk),
        "since": since,
        "read": conversation.read_seq,
        "can_write": bool(rules.may_write(conversation)),
        "is_group": is_group(conversation, reader),
        "shows_presence": reader.shows_presence and bool(rules.may_write(conversation)) and conversation.kind != Conversation.Kind.ANNOUNCEMENT,
        "is_announcement": conversation.kind == Conversation.Kind.ANNOUNCEMENT,
        "locale": babel_locale(get_language()).replace("_", "-"),
        "month": times.month_style(),
        "zone": timezone.get_current_timezone_name(),
        "longest": BODY_LENGTH,
        "now": instant(clock.now()),
        "people": {str(p.person_id): _person(p) for p in conversation.people_in},
        "files": reverse("api:file-list"),
        "most_files": MOST,
        "api": reverse("api:conversation-detail", args=[conversation.pk]),
        "change": reverse("conversation-change", args=[conversation.pk, UUID(int=0)]),
        "about": reverse("conversation-about", args=[conversation.pk, UUID(int=0)]),
        "ask": reverse("conversation-ask", args=[conversation.pk, UUID(int=0)]),
        "words": words(),
    }


def _person(participant: Participant) -> dict[str, Any]:
    person = participant.person
    return {"name": shown_name(person), "zone": person.time_zone, "place": person.place, "read": participant.read_seq}


def words() -> dict[str, str]:
    """Everything the script says, in the reader's language."""
    return {
        "sending": _("Sending…"),
        "waiting": _("Waiting for the line · sends by itself"),
        "send_now": _("Send now"),
        "take_back": _("Take back into the box"),
        "refused": _("Not sent: %(reason)s"),
        "signed_out": _("You are signed out. Sign in again: what you wrote is kept here and then sent."),
        "sign_in": _("Sign in"),
        "too_long": _("That is too long for one message: at most %(most)s characters. Please send it in parts."),
        "new": _("New"),
        "read": _("read"),
        "change": _("Change"),
        "reply": _("Reply to the message of %(time)s"),
        "about": _("More about the message of %(time)s"),
        "deleted": _("This message was deleted."),
        "checking": _("is being checked"),
        "refused_file": _("was refused by the virus check"),
        "adding": _("is being added…"),
        "added": _("is added"),
        "not_added": _("was not added: there is no line"),
        "add_again": _("Try again"),
        "remove": _("Take away"),
        "remove_file": _("Take away %(name)s"),
        "wait_for_files": _("It is sent as soon as the files are there."),
        "without_files": _("Not sent yet: a file could not be added. What you wrote is kept. Try the file again, or take it away."),
        "too_many_files": _("One message carries at most %(most)s files. Please send the others with another one."),
        "you": _("You"),
        "before": _("A message from before you came"),
        "nobody": _("Somebody who is no longer here"),
        "there": _("%(time)s in %(place)s"),
        "says": _("%(name)s: %(words)s"),
        "writing": _("%(name)s is writing…"),
        "several_writing": _("Several people are writing…"),
        "here": _("here now"),
        "hint": _("Enter sends, Shift and Enter make a new line."),
        "hint_touch": _("Enter makes a new line. The button sends."),
        "polling": _("Messages appear every few seconds."),
        "later": _("The live line is being mended: until then messages appear every few seconds."),
        "foreign": _("This page has no live line, since it was opened at another address: messages appear every few seconds."),
        "slow": _("Your line is slow: messages come a little later, and none is lost."),
        "too_many": _("This page sent too much at once and waits a moment. What you wrote is kept."),
        "offline": _("No line. What you write is kept here and sent by itself."),
        "sure": _("Delete this message for everyone? Its words cannot be brought back."),
        "not_changed": _("No line: nothing was changed. Try again in a moment."),
        "kept": _("This browser cannot keep unsent messages. Stay on this page until it is sent."),
    }
