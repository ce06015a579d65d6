"""Forms keep what was typed and say what is wrong beside the field (guarantee 13)."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LevelsField, LocalDateTimeField, OrderedChoiceField, WeekHoursField, as_instant
from network.core.errors import Conflict, Invalid, Refused

NEEDS = [("pricing", "Pricing"), ("export", "Export"), ("licensing", "Licensing")]


class Wish(Form):
    goal = forms.CharField(label=_("What do you want to reach?"), widget=forms.Textarea)
    name = forms.CharField(required=False)
    needs = OrderedChoiceField(choices=NEEDS, places=3)
    languages = LevelsField(choices=[("fi", "suomi"), ("se", "davvisámegiella")], levels=[("2", "working"), ("3", "fluent")])
    sectors = ChecksField(choices=[("Performing", [("dance", "Dance")]), ("crafts", "Crafts")], required=False)
    starts = LocalDateTimeField(required=False)
    hours = WeekHoursField()


GOOD = "goal=Selling&needs_1=export&needs_2=&needs_3=pricing&languages_fi=3&languages_se="


def form_of(query: str) -> Wish:
    return Wish(QueryDict(query))


def test_good_input_cleans_to_plain_values() -> None:
    form = form_of(GOOD + "&sectors=dance&sectors=crafts&hours_0_from=09:00&hours_0_until=16:00")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["needs"] == ["export", "pricing"]
    assert form.cleaned_data["languages"] == {"fi": "3"}
    assert form.cleaned_data["sectors"] == ["dance", "crafts"]
    assert [day for day, _start, _end in form.cleaned_data["hours"]] == [0]
    assert form.status == 200


def test_the_same_need_twice_is_refused_with_its_name() -> None:
    form = form_of(GOOD.replace("needs_2=", "needs_2=export"))
    assert "Export" in str(form.errors["needs"])
    assert form.status == 400


@pytest.mark.parametrize(("text", "name"), [("a\x00b", "goal"), ("a\x1bb", "goal"), ("x" * 5001, "goal"), ("x" * 201, "name"), ("x" * 1_000_000, "goal")])
def test_texts_that_cannot_be_kept_are_refused_beside_the_field(text: str, name: str) -> None:
    data = QueryDict(GOOD, mutable=True)
    data[name] = text
    form = Wish(data)
    assert name in form.errors


@pytest.mark.parametrize("text", ["שלום", "مرحبا 123", "👩‍🎨 työpaja", "Ŋáŋŋá ŧ đ š č ž", "e\u200fש"])
def test_letters_of_every_script_stay(text: str) -> None:
    data = QueryDict(GOOD, mutable=True)
    data["goal"] = text
    form = Wish(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["goal"] == text


def test_reordering_controls_go_and_letters_are_composed() -> None:
    data = QueryDict(GOOD, mutable=True)
    data["goal"] = "Ma\u0308ki \u202egnp.exe\u202c"
    form = Wish(data)
    assert form.is_valid()
    assert form.cleaned_data["goal"] == "Mäki gnp.exe"


def test_an_hour_that_does_not_exist_is_refused_in_words() -> None:
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        form = form_of(GOOD + "&starts=2027-03-28T03:30")
        assert "03:30" in str(form.errors["starts"])
        assert 'value="2027-03-28T03:30"' in str(form["starts"])


def test_an_hour_that_comes_twice_means_the_first() -> None:
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        form = form_of(GOOD + "&starts=2027-10-31T03:30")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["starts"].astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["soon", "2027-13-40T00:00", "99999-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "2200-01-02T00:00", "1899-12-31T00:00"]
)
def test_times_that_are_none_are_refused(typed: str) -> None:
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        assert "starts" in form_of(GOOD + f"&starts={typed}").errors


def test_perform_returns_what_the_service_made() -> None:
    form = form_of(GOOD)
    assert form.is_valid()
    assert form.perform(lambda **kwargs: kwargs["goal"].upper(), goal="selling")
    assert form.result == "SELLING"


@pytest.mark.parametrize(
    ("error", "status", "place"),
    [
        (Invalid({"goal": ["Too vague."]}), 400, "goal"),
        (Invalid({"elsewhere": ["Not here."]}), 400, "__all__"),
        (Invalid({"": ["Whole."]}), 400, "__all__"),
        (Refused("Only the founder."), 403, "__all__"),
        (Conflict("Taken."), 409, "__all__"),
    ],
)
def test_refusals_stand_where_they_belong(error, status, place) -> None:
    def service(**_kwargs):
        raise error

    form = form_of(GOOD)
    assert form.is_valid()
    assert not form.perform(service)
    assert form.status == status
    assert place in form.errors


def test_errors_are_tied_to_their_field_and_input_is_still_there() -> None:
    form = form_of("goal=&name=Sámi+duodji&needs_1=export&languages_fi=3")
    html = str(form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_goal_error"' in html
    assert 'id="id_goal_error"' in html
    assert 'value="Sámi duodji"' in html
    assert '<option value="export" selected>' in html
    assert 'href="#id_goal"' in html


def test_every_summary_link_leads_to_something() -> None:
    import re

    html = str(form_of(""))
    for target in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{target}"' in html


@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb"])
def test_dates_reach_the_browser_as_it_takes_them(language: str) -> None:
    from datetime import date

    from django.utils import translation

    class Pause(Form):
        starts = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), initial=date(2027, 2, 6))

    with translation.override(language):
        assert 'value="2027-02-06"' in str(Pause()["starts"])
        assert Pause({"starts": "2027-02-06"}).is_valid()


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-05:00", "9999-12-31T22:59:00+00:00", "0001-01-01T00:00:00+05:00"])
def test_instants_beyond_the_calendar_are_refused_beside_the_field(text: str) -> None:
    assert "starts" in form_of(GOOD + "&" + urlencode({"starts": text})).errors
    assert as_instant(text) is None


def test_hours_with_an_offset_are_taken_on_the_persons_own_clock() -> None:
    form = form_of(GOOD + "&" + urlencode({"hours_0_from": "09:00+02:00", "hours_0_until": "16:00"}))
    assert form.is_valid(), form.errors
