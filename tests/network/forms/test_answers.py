"""Typed questions: what an answer may be, what a new version means for it, and what a form may ask."""

import pytest

from network.forms.answers import check
from network.forms.building import read
from network.forms.questions import Kind, Option, Question, as_data, questions_of
from network.forms.versions import carried, impact
from network.forms.wording import SENTENCES, sentence, sentences

WORDS = {"en": "How is it?", "fi": "Miten menee?"}
TERMS = {"sector": {"music", "film"}}


def known(vocabulary, codes):
    return TERMS.get(vocabulary, set())


def asked(kind, **more):
    options = tuple(Option(key, {"en": key}) for key in ("good", "bad", "so-so")) if kind == Kind.CHOICE else ()
    return Question("it", kind, WORDS, options=options, vocabulary="sector" if kind == Kind.TERMS else "", **more)


@pytest.mark.parametrize(
    ("question", "given", "kept"),
    [
        (asked(Kind.TEXT), " A\r\nB ", "A\nB"),
        (asked(Kind.NUMBER), "1 200", 1200),
        (asked(Kind.NUMBER, places=2), "12,5", "12.50"),
        (asked(Kind.NUMBER), 0, 0),
        (asked(Kind.CHOICE), "bad", "bad"),
        (asked(Kind.CHOICE, most=2), ["so-so", "good"], ["good", "so-so"]),
        (asked(Kind.TERMS), ["film", "film"], ["film"]),
        (asked(Kind.DATE), "2027-03-31", "2027-03-31"),
        (asked(Kind.CONSENT), False, False),
        (asked(Kind.FILE, most=2), ["a", "b"], ["a", "b"]),
    ],
)
def test_answer_is_kept_in_one_shape(question, given, kept):
    checked = check({"it": given}, [question], known=known)
    assert (checked.cleaned, checked.errors) == ({"it": kept}, {})


@pytest.mark.parametrize(
    ("question", "given", "code"),
    [
        (asked(Kind.TEXT), 7, "not-a-text"),
        (asked(Kind.TEXT), "a\x00b", "characters"),
        (asked(Kind.TEXT), "a\ud800b", "characters"),
        (asked(Kind.TEXT, longest=5), "x" * 6, "too-long"),
        (asked(Kind.NUMBER), "ten", "not-a-number"),
        (asked(Kind.NUMBER), "NaN", "not-a-number"),
        (asked(Kind.NUMBER), True, "not-a-number"),
        (asked(Kind.NUMBER), "1e9999999", "too-large"),
        (asked(Kind.NUMBER), 10**100, "too-large"),
        (asked(Kind.NUMBER), "9" * 5000, "too-large"),
        (asked(Kind.NUMBER), "1.5", "whole-number"),
        (asked(Kind.NUMBER, least=0), -1, "too-small"),
        (asked(Kind.NUMBER, most=100), 101, "too-big"),
        (asked(Kind.CHOICE), "else", "not-offered"),
        (asked(Kind.CHOICE), ["good"], "not-offered"),
        (asked(Kind.CHOICE, most=2), ["good", "bad", "so-so"], "too-many-chosen"),
        (asked(Kind.CHOICE, most=3, least=2), ["good"], "too-few-chosen"),
        (asked(Kind.TERMS), ["dance"], "not-offered"),
        (asked(Kind.TERMS), {"film": 1}, "not-offered"),
        (asked(Kind.DATE), "2027-02-30", "not-a-date"),
        (asked(Kind.DATE), 20270101, "not-a-date"),
        (asked(Kind.DATE, earliest="2027-01-01"), "2026-12-31", "too-early"),
        (asked(Kind.DATE, latest="2027-01-01"), "2027-01-02", "too-late"),
        (asked(Kind.CONSENT), "yes", "not-yes-or-no"),
        (asked(Kind.FILE), ["a", "b"], "too-many-chosen"),
    ],
)
def test_answer_that_cannot_be_taken_is_told(question, given, code):
    checked = check({"it": given}, [question], known=known, is_draft=True)
    assert checked.cleaned == {}
    assert checked.errors["it"].code == code
    assert sentence(checked.errors["it"])


def test_draft_may_lack_what_handing_in_needs():
    questions = [asked(Kind.TEXT, required=True), Question("yes", Kind.CONSENT, WORDS, required=True)]
    assert check({"yes": False}, questions, known=known, is_draft=True).errors == {}
    faults = check({"it": "  ", "yes": False, "other": 1}, questions, known=known).errors
    assert {key: fault.code for key, fault in faults.items()} == {"it": "required", "yes": "consent-needed", "other": "unknown"}
    assert sentences(faults, prefix="answers.")["answers.it"] == ["This needs an answer."]


def test_new_version_tells_what_becomes_of_answers():
    old = [asked(Kind.TEXT), Question("gone", Kind.TEXT, WORDS), Question("same", Kind.TEXT, WORDS)]
    new = [asked(Kind.NUMBER), Question("same", Kind.TEXT, WORDS), Question("fresh", Kind.DATE, WORDS, required=True)]
    answers = {"it": "good", "gone": "kept", "same": "x"}
    found = impact(old, new, answers, known=known)
    assert [question.key for question in found.added] == ["fresh"]
    assert [question.key for question in found.removed] == ["gone"]
    assert [question.key for question in found.changed] == ["it"]
    assert [question.key for question in found.needed] == ["fresh"]
    assert [(question.key, value) for question, value in found.left_behind] == [("gone", "kept")]
    assert [(question.key, fault.code) for question, _value, fault in found.unfit] == [("it", "not-a-number")]
    assert carried(answers, new, known=known) == {"same": "x"}
    assert impact(old, old, answers, known=known).is_nothing


def test_form_is_kept_and_read_back_the_same():
    questions = (asked(Kind.CHOICE, most=2, required=True), Question("n", Kind.NUMBER, WORDS, help=WORDS, least=0, places=1, identifies=True))
    assert questions_of(as_data(questions)) == questions
    assert read(as_data(questions)) == (questions, {})


@pytest.mark.parametrize(
    ("given", "place", "code"),
    [
        ("form", "", "no-questions"),
        ([{"key": "a", "kind": "text", "labels": WORDS}] * 101, "", "too-many-questions"),
        ([7], "0", "not-a-question"),
        ([{"key": "a", "kind": "song", "labels": WORDS}], "0.kind", "kind"),
        ([{"key": "A b", "kind": "text", "labels": WORDS}], "0.key", "key"),
        ([{"key": "a", "kind": "text", "labels": {"xx": "?"}}], "0.labels", "labels"),
        ([{"key": "a", "kind": "text", "labels": {"en": " "}}], "0.labels", "labels"),
        ([{"key": "a", "kind": "text", "labels": {"en": "a\x00"}}], "0.labels", "characters"),
        ([{"key": "a", "kind": "text", "labels": WORDS, "longest": 10**9}], "0.limits", "limit"),
        ([{"key": "a", "kind": "number", "labels": WORDS, "least": 3, "most": 2}], "0.limits", "limits-crossed"),
        ([{"key": "a", "kind": "date", "labels": WORDS, "latest": "soon"}], "0.days", "not-a-date"),
        ([{"key": "a", "kind": "date", "labels": WORDS, "earliest": "2027-05-02", "latest": "2027-05-01"}], "0.days", "days-crossed"),
        ([{"key": "a", "kind": "choice", "labels": WORDS, "options": [{"key": key, "labels": WORDS} for key in "xy"]}], "0.options", "answer-doubled"),
        ([{"key": "a", "kind": "choice", "labels": WORDS}], "0.options", "options"),
        ([{"key": "a", "kind": "choice", "labels": WORDS, "options": [{"key": "x", "labels": WORDS}] * 2}], "0.options", "doubled"),
        ([{"key": "a", "kind": "terms", "labels": WORDS, "vocabulary": "stars"}], "0.vocabulary", "vocabulary"),
        ([{"key": "a", "kind": "text", "labels": WORDS, "identifies": "no"}], "0.identifies", "not-yes-or-no"),
        ([{"key": "a", "kind": "text", "labels": WORDS}] * 2, "1.key", "doubled"),
    ],
)
def test_form_that_cannot_be_asked_is_told(given, place, code):
    questions, faults = read(given)
    assert questions == ()
    assert faults[place].code == code
    assert code in SENTENCES
