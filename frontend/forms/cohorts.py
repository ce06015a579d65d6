"""Forms of a cohort: what is said of it, who is in it, its sessions, and who was there."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.calls import ZonedDateTimeField, language_choices, language_name
from frontend.forms.fields import ChecksField
from frontend.forms.once import OnceForm
from frontend.forms.referrals import PickRowField
from frontend.forms.standing import StandingForm
from frontend.forms.texts import TextsField
from frontend.forms.widgets import Radios
from mentoring.calls.services import LANGUAGES
from mentoring.cohorts.attendance import MOST_MINUTES, Present
from mentoring.cohorts.models import LONGEST_ABOUT, LONGEST_NAME, Cohort, CohortAttendance, CohortMember, CohortSession, TrackRule
from mentoring.cohorts.notes import LONGEST as LONGEST_NOTE
from mentoring.cohorts.notes import NOTICE, TALK
from mentoring.cohorts.planning import EDITABLE
from mentoring.cohorts.services import DAYS
from mentoring.matching.models import MatchRun
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.accounts.zones import time_zones
from network.core.seen import mark_of
from network.programmes.models import Partner

WAYS = [(NOTICE, _("As a notice and a mail")), (TALK, _("In a conversation of the two of you, with each of them"))]


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class CohortForm(StandingForm):
    """What is said of a cohort. The name stands in every language that is chosen."""

    MARK = "revision"
    was = None
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2_000_000_000)
    languages = ChecksField(label=_("Languages of this cohort"), help_text=_("Who reads another language sees the first that fits."))
    names = TextsField(label=_("Name"), languages=LANGUAGES, longest=LONGEST_NAME, help_text=_("In every language of the cohort."))
    abouts = TextsField(label=_("What it is about"), languages=LANGUAGES, longest=LONGEST_ABOUT, rows=4, required=False)
    starts_on = _date(_("Begins on"))
    ends_on = _date(_("Ends on"))
    time_zone = forms.ChoiceField(label=_("Time zone of the schedule"), help_text=_("Sessions are typed on this clock. Everyone sees them on theirs too."))
    call = PickRowField(
        label=_("Call whose companies come in"), required=False, help_text=_("Only calls that were published. You can add companies by hand too.")
    )
    takes_confirmed = forms.BooleanField(label=_("Who confirms a place in that call is in at once"), required=False)

    def __init__(self, *args: Any, calls: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = language_choices()
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in time_zones()]
        self.fields["call"].offer(calls, words=lambda row: row.title)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        missing = [language_name(code) for code in given.get("languages", []) if not given.get("names", {}).get(code)]
        if missing and "names" not in self.errors:
            self.add_error("names", _("Give the name in every language of the cohort. It is missing in: %(languages)s") % {"languages": ", ".join(missing)})
        if given.get("starts_on") and given.get("ends_on") and given["starts_on"] > given["ends_on"]:
            self.add_error("ends_on", _("The end has to come after the beginning."))
        return given

    def said(self) -> dict[str, Any]:
        """The arguments of `services.change`."""
        given = dict(self.cleaned_data)
        return given | {"call": given.get("call") or None}

    @staticmethod
    def of(cohort: Cohort) -> dict[str, Any]:
        """What the form begins with."""
        names = ("revision", "languages", "names", "abouts", "starts_on", "ends_on", "time_zone", "takes_confirmed")
        return {name: getattr(cohort, name) for name in names} | {"call": str(cohort.call_id or "")}


class NewCohortForm(OnceForm, CohortForm):
    """A new cohort: besides, of which incubator in which programme."""

    pair = forms.ChoiceField(label=_("Incubator and programme"))
    field_order = ["pair"]

    def __init__(self, *args: Any, pairs: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        self.fields["pair"].choices = [(pk, f"{pair.organisation.name} – {pair.programme.name}") for pk, pair in self.pairs.items()]

    def made(self) -> dict[str, Any]:
        """The arguments of `services.make`."""
        given = self.said()
        given.pop("revision")
        pair = self.pairs[given.pop("pair")]
        return given | {"programme": pair.programme, "incubator": pair.organisation}


class AddCompanyForm(Form):
    """A company of the programme that comes in."""

    company = PickRowField(label=_("Company"))

    def __init__(self, *args: Any, companies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].offer(companies)


class TakeOutForm(Form):
    """Why a company leaves."""

    reason = forms.CharField(label=_("Why? Its people read it."), max_length=500, required=False)


class CohortPeopleForm(Form):
    """Who comes along for a company."""

    people = ChecksField(
        label=_("Who comes along"), help_text=_("They are in the conversation and are invited to the sessions. Whoever is not chosen leaves both.")
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(person.pk), str(person)) for person in people]

    @property
    def chosen(self) -> list[UUID]:
        """Their keys."""
        return [UUID(pk) for pk in self.cleaned_data["people"]]


class CohortSessionForm(StandingForm):
    """A session, on the clock of the cohort."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("It stands in everybody's calendar."))
    about = forms.CharField(label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)
    starts_at = ZonedDateTimeField(label=_("Begins"))
    ends_at = ZonedDateTimeField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Video link"), max_length=400, required=False, assume_scheme="https", help_text=_("A place, a link, or both."))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "was" not in self.initial:
            del self.fields["was"]  # a new one: nothing stood there
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = ZoneInfo(cohort.time_zone)
        words = _("On the cohort’s clock (%(zone)s). Everyone sees it on theirs too.") % {"zone": cohort.time_zone.replace("_", " ")}
        self.fields["starts_at"].help_text = words

    @staticmethod
    def of(session: CohortSession) -> dict[str, Any]:
        """What the form begins with."""
        return {name: getattr(session, name) for name in EDITABLE} | {"was": mark_of(session, EDITABLE)}


class NewSessionForm(OnceForm, CohortSessionForm):
    """One more session."""


class CallOffForm(Form):
    """Why a session falls."""

    reason = forms.CharField(label=_("Why?"), max_length=500, required=False, help_text=_("Everybody who was invited reads it."))


class AttendanceForm(Form):
    """Who was there: for each company its minutes, and the people who came."""

    def __init__(
        self, *args: Any, members: Collection[CohortMember], people: Mapping[UUID, list[User]], there: Iterable[CohortAttendance], minutes: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        known = {row.member_id: row for row in there}
        for member in self.members:
            row = known.get(member.pk)
            came = [str(person.pk) for person in row.people.all()] if row else [str(person.pk) for person in people.get(member.pk, [])]
            self.fields[f"people_{member.pk}"] = ChecksField(
                label=_("Who was there"), required=False, initial=came, choices=[(str(person.pk), str(person)) for person in people.get(member.pk, [])]
            )
            self.fields[f"minutes_{member.pk}"] = forms.IntegerField(
                label=_("Minutes"),
                min_value=0,
                max_value=MOST_MINUTES,
                initial=row.minutes if row else minutes,
                help_text=_("0: nobody of the company was there."),
            )

    @property
    def rows(self) -> list[tuple[CohortMember, Any, Any]]:
        """By company: its two fields, as the page shows them."""
        return [(member, self[f"people_{member.pk}"], self[f"minutes_{member.pk}"]) for member in self.members]

    def given(self) -> dict[UUID, Present]:
        """The argument of `attendance.record`; without minutes nobody was there."""
        found = {}
        for member in self.members:
            minutes = self.cleaned_data[f"minutes_{member.pk}"]
            people = tuple(UUID(pk) for pk in self.cleaned_data[f"people_{member.pk}"]) if minutes else ()
            found[member.pk] = Present(minutes, people)
        return found


class TrackRulesForm(Form):
    """What counts as stuck: for each rule whether it is looked at, and after how many days."""

    def __init__(self, *args: Any, rules: Iterable[TrackRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {str(rule.kind): rule.get_kind_display() for rule in rules}
        for rule in rules:
            self.fields[f"on_{rule.kind}"] = forms.BooleanField(label=_("This counts"), required=False, initial=rule.is_on)
            self.fields[f"days_{rule.kind}"] = forms.IntegerField(label=_("After how many days"), min_value=DAYS[0], max_value=DAYS[1], initial=rule.days)

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Name, switch and days of each rule."""
        return [(name, self[f"on_{kind}"], self[f"days_{kind}"]) for kind, name in self.kinds.items()]

    def given(self) -> dict[str, tuple[int, bool]]:
        """The argument of `services.set_rules`."""
        return {kind: (self.cleaned_data[f"days_{kind}"], self.cleaned_data[f"on_{kind}"]) for kind in self.kinds}


class CohortNoteForm(Form):
    """Words to a company, in each language of its people, and the way they go."""

    reason = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    way = forms.ChoiceField(label=_("How it is sent"), choices=WAYS, widget=Radios, initial=NOTICE)

    def __init__(self, *args: Any, languages: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Each reads it in their own language. Change what you like.")
        self.fields["texts"] = TextsField(label=_("What you write"), languages=languages, longest=LONGEST_NOTE, rows=6, needs_all=True, help_text=words)
        self.order_fields(["texts", "way"])

    def said(self) -> dict[str, Any]:
        """The arguments of `notes.send`."""
        given = self.cleaned_data
        return {"texts": given["texts"], "way": given["way"], "kind": given["reason"]}


class WholeMatchForm(Form):
    """What the cohort is matched with, and towards which aim."""

    target = forms.ChoiceField(choices=MentoringRequest.Target.choices, widget=forms.HiddenInput)  # the page's switch says which
    aim = forms.ChoiceField(label=_("What it aims at"), choices=MatchRun.Aim.choices, widget=Radios)
