"""Forms of an investor meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField
from frontend.forms.standing import StandingForm
from frontend.forms.widgets import Radios
from frontend.navigation import own_name
from mentoring.investors.models import InvestorMeeting
from mentoring.investors.services import EDITABLE
from network.accounts.models import User
from network.core.languages import INTERFACE
from network.core.seen import mark_of
from network.programmes.models import Participation
from network.vocabulary.countries import country_choices


class MeetingForm(StandingForm):
    """What is said of a meeting. The time is typed on the coordinator's own clock."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("It stands in everybody's calendar."))
    about = forms.CharField(label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)
    starts_at = LocalDateTimeField(label=_("Begins"), help_text=_("On your own clock. Everyone sees it on theirs too."))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=480, initial=45)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Video link"), max_length=400, required=False, assume_scheme="https", help_text=_("A place, a link, or both."))

    @staticmethod
    def of(meeting: InvestorMeeting) -> dict[str, Any]:
        """What the form begins with."""
        return {name: getattr(meeting, name) for name in EDITABLE} | {"was": mark_of(meeting, EDITABLE)}


class NewMeetingForm(MeetingForm):
    """A new meeting: a company, what is said of it, and who comes."""

    was = None
    company = forms.ChoiceField(label=_("Company"))
    investors = ChecksField(label=_("Investors you know"), required=False)
    email = forms.EmailField(label=_("E-mail of another investor"), max_length=254, required=False, help_text=_("They need no account to answer."))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the invitation"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    document_title = forms.CharField(label=_("Document"), max_length=160, required=False)
    document_url = forms.URLField(label=_("Link to the document"), max_length=400, required=False, assume_scheme="https")
    attends = forms.BooleanField(label=_("I take part myself"), required=False, initial=True)
    field_order = ["company", "title"]

    def __init__(self, *args: Any, pairs: Iterable[Participation], known: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        self.fields["company"].choices = [(pk, f"{pair.organisation.name} – {pair.programme.name}") for pk, pair in self.pairs.items()]
        self.fields["investors"].choices = [(str(person.pk), str(person)) for person in known]
        self.fields["language"].choices = language_choices()
        self.fields["country"].choices = country_choices()

    def planned(self) -> dict[str, Any]:
        """The arguments of `people.plan_with`."""
        given = dict(self.cleaned_data)
        pair = self.pairs[given.pop("company")]
        newcomer = {name: given.pop(name) for name in ("email", "name", "language", "country")}
        document = {"title": given.pop("document_title"), "url": given.pop("document_url")}
        return given | {
            "programme": pair.programme,
            "company": pair.organisation,
            "newcomers": [newcomer] if newcomer["email"] else [],
            "documents": [document] if document["title"] or document["url"] else [],
            "company_people": [],
        }


class KnownPersonForm(Form):
    """Somebody who is known: an investor, or a person of the company."""

    person = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, known: Iterable[User], company: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ((_("Investors"), "investor", known), (_("Of the company"), "company", company))
        self.fields["person"].choices = [(label, [(f"{side}:{p.pk}", str(p)) for p in people]) for label, side, people in groups]

    @property
    def chosen(self) -> dict[str, str]:
        """`side` and `person_id`."""
        side, _colon, pk = self.cleaned_data["person"].partition(":")
        return {"side": side, "person_id": pk}


class NewcomerForm(Form):
    """An investor who may have no account."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the invitation"))
    country = forms.ChoiceField(label=_("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        self.fields["country"].choices = country_choices()


class DocumentForm(Form):
    """A link for the meeting's people."""

    document_title = forms.CharField(label=_("Document"), max_length=160)
    document_url = forms.URLField(label=_("Link to the document"), max_length=400, assume_scheme="https")


class RecordForm(Form):
    """How it went."""

    happened = forms.ChoiceField(
        label=_("Did it take place?"), choices=[("held", _("Yes")), ("missed", _("No, it did not take place"))], widget=Radios, initial="held"
    )
    minutes = forms.IntegerField(label=_("How many minutes did it last?"), min_value=1, max_value=480, required=False)
    minutes.needed_later = True  # not when it did not take place; to call it optional would mislead
    outcome = forms.CharField(
        label=_("What came of it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        help_text=_("Coordinators and the company read it; investors do not."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("happened") == "held" and not given.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Give the length in minutes, from 1 to 480."))
        return given


def language_choices() -> list[tuple[str, str]]:
    """Languages of the interface, each in itself."""
    return [(code, own_name(code)) for code in INTERFACE]


def members_not_in(meeting: InvestorMeeting, people: Iterable[User]) -> list[User]:
    """Those of `people` who are not in the meeting yet."""
    inside = {participant.person_id for participant in meeting.people.all()}
    return [person for person in people if person.pk not in inside]
