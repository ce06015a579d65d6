"""One text in several languages, as a field."""

from django import forms

from frontend.forms.base import Form
from frontend.forms.texts import TextsField


class Named(Form):
    title = TextsField(languages=("en", "fi"), longest=10, needs_all=True)
    about = TextsField(languages=("en", "fi"), rows=3, required=False)
    other = forms.CharField(required=False)


def test_each_language_has_a_control_that_says_its_language():
    page = str(Named(initial={"title": {"fi": "Käsityö <1>"}})["title"])
    assert 'name="title_fi" id="id_title_fi" value="Käsityö &lt;1&gt;" maxlength="10" placeholder=" " lang="fi"' in page
    assert '<label for="id_title_en">English</label>' in page


def test_what_was_written_is_a_mapping():
    form = Named({"title_en": " Craft ", "title_fi": "Käsityö", "about_en": "", "title_sv": "no"})
    assert form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["about"]) == ({"en": "Craft", "fi": "Käsityö"}, {})


def test_what_cannot_be_kept_is_told():
    for given in ({}, {"title_en": "Craft"}, {"title_en": "Craft", "title_fi": "x" * 11}, {"title_en": "a\x00", "title_fi": "b"}):
        form = Named(given)
        assert not form.is_valid()
        assert list(form.errors) == ["title"]
