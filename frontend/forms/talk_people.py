"""Who is in a conversation, and how loud it is: forms without script."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField
from frontend.forms.widgets import Radios
from messaging.groups import TITLE_LENGTH
from messaging.models import BODY_LENGTH, FOR_GOOD
from messaging.reporting import LONGEST
from network.accounts.models import User
from network.core import clock
from network.core.errors import Verdict


class PeopleForm(Form):
    """Some of the people that are offered."""

    people = ChecksField(label=_("People"))

    def __init__(self, *args: object, offered: Iterable[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(person.pk): person for person in offered}
        self.fields["people"].choices = [(key, f"{person}, {person.place}" if person.place else str(person)) for key, person in self.offered.items()]

    @property
    def chosen(self) -> list[User]:
        """The people themselves."""
        return [self.offered[key] for key in self.cleaned_data["people"]]


class GroupForm(PeopleForm):
    """A new group."""

    title = forms.CharField(label=_("Name of the group"), max_length=TITLE_LENGTH, help_text=_("For instance what its people do together."))
    field_order = ["title", "people"]


class MuteForm(Form):
    """For how long."""

    SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
    span = forms.ChoiceField(
        label=_("How long"),
        choices=[("hour", _("for an hour")), ("day", _("for a day")), ("week", _("for a week")), ("good", _("until I say otherwise"))],
    )

    @property
    def until(self) -> datetime:
        """The moment of the choice."""
        span = self.SPANS.get(self.cleaned_data["span"])
        return clock.now() + span if span else FOR_GOOD


class AskForm(Form):
    """A question to the author of an announcement; the service judges the text."""

    body = forms.CharField(label=_("Your question"), strip=False, max_length=4 * BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WriteForm(AskForm):
    """The first message to somebody."""

    body = forms.CharField(label=_("Your message"), strip=False, max_length=4 * BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(Form):
    """Why a message is reported."""

    reason = forms.CharField(label=_("What is wrong with it?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(Form):
    """What a moderator decides; `verdicts` say of each verb whether they may."""

    verb = forms.ChoiceField(
        label=_("Decision"),
        widget=Radios,
        choices=[("dismiss", _("Nothing to object to")), ("warn", _("Warn the writer")), ("close", _("Close the conversation"))],
    )
    answer = forms.CharField(
        label=_("In words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A warning goes to the writer with these words; otherwise whoever reported it reads them."),
    )

    def __init__(self, *args: Any, verdicts: Mapping[str, Verdict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb = self.fields["verb"]
        verb.choices = [(key, label) for key, label in verb.choices if verdicts[key]]
        verb.help_text = " ".join(dict.fromkeys(str(verdict) for verdict in verdicts.values() if not verdict))
