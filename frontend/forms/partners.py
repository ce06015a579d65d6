"""Forms between organisations and programmes: asking to be taken in, inviting, answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.accounts import interface_languages
from frontend.forms.base import Form
from frontend.forms.programmes import PickField
from network.programmes.models import Partner
from network.vocabulary.countries import country_choices

NUMBER = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class AskInForm(Form):
    """Which organisation asks, and as what."""

    organisation = PickField(label=_("Your organisation"))
    role = forms.ChoiceField(label=_("What would be its part?"), choices=Partner.Role.choices, initial=Partner.Role.PARTNER)
    message = forms.CharField(label=_("What should the programme know?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)


class InviteKnownForm(Form):
    """An organisation by its exact number."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    business_id = forms.CharField(
        label=_("Business identifier"), max_length=30, widget=NUMBER, help_text=_("Exactly as it is registered. The organisation decides.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Partner.Role.choices, initial=Partner.Role.PARTNER)
    message = forms.CharField(label=_("A few words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class InviteByMailForm(Form):
    """Somebody there, by mail."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=interface_languages)
    role = forms.ChoiceField(label=_("Role"), choices=Partner.Role.choices, initial=Partner.Role.PARTNER)
    message = forms.CharField(label=_("A few words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(Form):
    """Yes or no. A manager may give another part; whoever was invited by mail says for which organisation."""

    organisation = PickField(label=_("Your organisation"), required=False, empty_value=None)
    role = forms.ChoiceField(label=_("Role"), choices=Partner.Role.choices, required=False)
    reason = forms.CharField(label=_("A word to them"), max_length=400, required=False)

    def __init__(self, *args: Any, organisations: Any, picks: bool, gives_role: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)
        self.fields["organisation"].needed_later = True
        self.fields["reason"].help_text = _("Needed when you decline: the organisation reads it.") if gives_role else ""
        if len(organisations) == 1:
            self.fields["organisation"].initial = str(organisations[0].pk)
        for name, is_asked in (("organisation", picks), ("role", gives_role)):
            if not is_asked:
                del self.fields[name]
