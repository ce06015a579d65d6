"""Ready pipelines that a call begins with. Their labels are copied into the call, where the incubator rewords them."""

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from mentoring.calls.pipeline import (
    ACCEPTED,
    APPLICANT,
    CONFIRMED,
    COORDINATOR,
    DECLINED,
    DRAFT,
    OPEN,
    REVIEWER,
    WITHDRAWN,
    Labels,
    Pipeline,
    Stage,
    Way,
)
from network.core.errors import Text

A, C, R = APPLICANT, COORDINATOR, REVIEWER
ALL, STAFF = frozenset({A, C, R}), frozenset({C, R})
LANGUAGES = ("en", "fi", "sv", "nb")


@dataclass(frozen=True, slots=True)
class Template:
    """A ready pipeline with its name."""

    key: str
    name: Text
    pipeline: Pipeline


def _said(*words: str) -> Labels:
    return dict(zip(LANGUAGES, words, strict=True))


def _way(verb: str, source: str, target: str, labels: Labels, *takers: str, requires: tuple[str, ...] = (), is_decision: bool = False) -> Way:
    return Way(verb, source, target, labels, frozenset(takers or (C,)), requires, is_decision)


# Words of the buttons
SUBMIT = _said("Hand in", "Jätä hakemus", "Lämna in", "Lever")
HAND_BACK = _said("Hand in what was asked", "Lähetä pyydetyt tiedot", "Lämna in det som begärdes", "Lever det som ble etterspurt")
ASK_MORE = _said("Ask for more information", "Pyydä lisätietoja", "Be om mer information", "Be om flere opplysninger")
REVIEW = _said("Send to review", "Siirrä arviointiin", "Skicka till granskning", "Send til vurdering")
BACK = _said("Take back from review", "Palauta arvioinnista", "Ta tillbaka från granskning", "Ta tilbake fra vurdering")
ACCEPT = _said("Accept", "Hyväksy", "Anta", "Ta opp")
DECLINE = _said("Decline", "Hylkää", "Avslå", "Avslå")
INVITE = _said("Invite to write the full application", "Kutsu laatimaan täysi hakemus", "Bjud in att skriva full ansökan", "Inviter til å skrive full søknad")
CONFIRM = _said("Take the place", "Ota paikka vastaan", "Tacka ja till platsen", "Takk ja til plassen")
WITHDRAW = _said("Withdraw", "Peru hakemus", "Dra tillbaka", "Trekk søknaden")
TAKE_UP = _said("Take up again", "Ota uudelleen käsittelyyn", "Ta upp igen", "Ta opp igjen til behandling")

# Ends that both templates have. The future label of `accepted` is the decision: nobody is told beforehand which one.
ENDS = (
    Stage(
        "accepted", ACCEPTED,
        _said("Accepted, not confirmed yet", "Hyväksytty, ei vielä vahvistettu", "Antagen, inte bekräftad än", "Tatt opp, ikke bekreftet ennå"),
        _said("Accepted: please confirm", "Hyväksytty: vahvista paikka", "Antagen: bekräfta din plats", "Tatt opp: bekreft plassen"),
        _said("Decision", "Päätös", "Beslut", "Beslutning"),
        ALL,
    ),
    Stage(
        "confirmed", CONFIRMED,
        _said("Confirmed", "Vahvistettu", "Bekräftad", "Bekreftet"),
        _said("You have a place", "Sinulla on paikka", "Du har en plats", "Du har plass"),
        _said("You confirm your place", "Vahvistat paikkasi", "Du bekräftar din plats", "Du bekrefter plassen"),
        ALL,
    ),
    Stage(
        "declined", DECLINED,
        _said("Not accepted", "Ei hyväksytty", "Inte antagen", "Ikke tatt opp"),
        _said("Not accepted this time", "Ei hyväksytty tällä kertaa", "Inte antagen den här gången", "Ikke tatt opp denne gangen"),
        {}, ALL,
    ),
    Stage(
        "withdrawn", WITHDRAWN,
        _said("Withdrawn", "Peruttu", "Tillbakadragen", "Trukket"),
        _said("You have withdrawn", "Olet perunut hakemuksen", "Du har dragit tillbaka ansökan", "Du har trukket søknaden"),
        {}, ALL,
    ),
)  # fmt: skip
MORE = Stage(
    "more-information", OPEN,
    _said("More information asked for", "Lisätietoja pyydetty", "Mer information begärd", "Flere opplysninger etterspurt"),
    _said("We need more from you", "Tarvitsemme sinulta lisätietoja", "Vi behöver mer från dig", "Vi trenger mer fra deg"),
    {}, ALL, frozenset({A}),
)  # fmt: skip


def _ends(*sources: str) -> tuple[Way, ...]:
    """Withdrawing from everywhere and back to the beginning, taking the place, and taking a declined one up again at `sources[-1]`."""
    withdrawing = tuple(_way("withdraw", source, "withdrawn", WITHDRAW, A) for source in (*sources, "accepted"))
    return (
        *withdrawing,
        _way("confirm", "accepted", "confirmed", CONFIRM, A, requires=("within_confirming",)),
        _way("take-up", "declined", sources[-1], TAKE_UP, requires=("reason_given",)),
        _way("take-up", "withdrawn", sources[0], TAKE_UP, A, requires=("before_close",)),
    )


ONE_STAGE = Pipeline(
    (
        Stage(
            "draft", DRAFT,
            _said("Being written", "Kirjoitettavana", "Skrivs", "Skrives"),
            _said("You are writing it", "Kirjoitat hakemusta", "Du skriver ansökan", "Du skriver søknaden"),
            {}, frozenset({A}), frozenset({A}),
        ),
        Stage(
            "submitted", OPEN,
            _said("Received", "Saapunut", "Inkommen", "Mottatt"),
            _said("We have received it", "Olemme saaneet hakemuksen", "Vi har fått ansökan", "Vi har mottatt søknaden"),
            _said("You hand in", "Jätät hakemuksen", "Du lämnar in", "Du leverer"),
            ALL,
        ),
        MORE,
        Stage(
            "review", OPEN,
            _said("In review", "Arvioinnissa", "Under granskning", "Til vurdering"),
            _said("It is being reviewed", "Hakemusta arvioidaan", "Ansökan granskas", "Søknaden vurderes"),
            _said("Review", "Arviointi", "Granskning", "Vurdering"),
            ALL,
        ),
        *ENDS,
    ),
    (
        _way("submit", "draft", "submitted", SUBMIT, A, requires=("complete_answers", "before_close")),
        _way("ask-more", "submitted", "more-information", ASK_MORE, requires=("words_given",)),
        _way("hand-back", "more-information", "submitted", HAND_BACK, A, requires=("complete_answers",)),
        _way("review", "submitted", "review", REVIEW),
        _way("back", "review", "submitted", BACK),
        _way("decline", "submitted", "declined", DECLINE, requires=("reason_given",), is_decision=True),
        _way("accept", "review", "accepted", ACCEPT, requires=("place_left",), is_decision=True),
        _way("decline", "review", "declined", DECLINE, requires=("reason_given",), is_decision=True),
        *_ends("draft", "submitted", "more-information", "review"),
    ),
)  # fmt: skip

IDEA_AND_FULL = Pipeline(
    (
        Stage(
            "idea-draft", DRAFT,
            _said("Idea being written", "Ideaa kirjoitetaan", "Idén skrivs", "Idéen skrives"),
            _said("You are writing your idea", "Kirjoitat ideaasi", "Du skriver din idé", "Du skriver idéen din"),
            {}, frozenset({A}), frozenset({A}), "idea",
        ),
        Stage(
            "idea", OPEN,
            _said("Idea received", "Idea saapunut", "Idén inkommen", "Idé mottatt"),
            _said("We read your idea", "Luemme ideasi", "Vi läser din idé", "Vi leser idéen din"),
            _said("You hand in your idea", "Jätät ideasi", "Du lämnar in din idé", "Du leverer idéen"),
            ALL,
        ),
        Stage(
            "full-draft", OPEN,
            _said("Full application being written", "Täyttä hakemusta kirjoitetaan", "Full ansökan skrivs", "Full søknad skrives"),
            _said("Write your full application", "Kirjoita täysi hakemus", "Skriv din fulla ansökan", "Skriv full søknad"),
            _said("Full application", "Täysi hakemus", "Full ansökan", "Full søknad"),
            frozenset({A, C}), frozenset({A}), "full",
        ),
        Stage(
            "full", OPEN,
            _said("Full application received", "Täysi hakemus saapunut", "Full ansökan inkommen", "Full søknad mottatt"),
            _said("We have received your full application", "Olemme saaneet täyden hakemuksesi", "Vi har fått hela ansökan", "Vi har mottatt hele søknaden"),
            {}, ALL,
        ),
        MORE,
        Stage(
            "review", OPEN,
            _said("In review", "Arvioinnissa", "Under granskning", "Til vurdering"),
            _said("It is being reviewed", "Hakemusta arvioidaan", "Ansökan granskas", "Søknaden vurderes"),
            _said("Review", "Arviointi", "Granskning", "Vurdering"),
            ALL,
        ),
        *ENDS,
    ),
    (
        _way("submit", "idea-draft", "idea", SUBMIT, A, requires=("complete_answers", "before_close")),
        _way("invite", "idea", "full-draft", INVITE, is_decision=True),
        _way("decline", "idea", "declined", DECLINE, requires=("reason_given",), is_decision=True),
        _way("submit", "full-draft", "full", SUBMIT, A, requires=("complete_answers",)),
        _way("ask-more", "full", "more-information", ASK_MORE, requires=("words_given",)),
        _way("hand-back", "more-information", "full", HAND_BACK, A, requires=("complete_answers",)),
        _way("review", "full", "review", REVIEW),
        _way("back", "review", "full", BACK),
        _way("decline", "full", "declined", DECLINE, requires=("reason_given",), is_decision=True),
        _way("accept", "review", "accepted", ACCEPT, requires=("place_left",), is_decision=True),
        _way("decline", "review", "declined", DECLINE, requires=("reason_given",), is_decision=True),
        *_ends("idea-draft", "idea", "full-draft", "full", "more-information", "review"),
    ),
)  # fmt: skip

TEMPLATES = MappingProxyType(
    {
        "one-stage": Template("one-stage", _("One stage: apply, review, decide"), ONE_STAGE),
        "idea-and-full": Template("idea-and-full", _("Two stages: an idea first, then the full application"), IDEA_AND_FULL),
    }
)
