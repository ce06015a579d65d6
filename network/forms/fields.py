"""Answers and questions as fields of the API: their shape only, whether they fit is looked at by `answers` and `building`."""

from typing import Any

from rest_framework import serializers

from network.forms.faults import Fault
from network.forms.questions import MOST_QUESTIONS
from network.forms.wording import sentence


class AnswerField(serializers.JSONField):
    """A text, a number, yes or no, a list of texts, or nothing."""

    def to_internal_value(self, data: Any) -> Any:
        fits = isinstance(data, (str, int, float)) or (isinstance(data, list) and all(isinstance(one, str) for one in data))
        if not fits:
            raise serializers.ValidationError(sentence(Fault("not-a-text")))
        return super().to_internal_value(data)


class AnswersField(serializers.DictField):
    """Answers by the keys of their questions."""

    child = AnswerField(allow_null=True)


class QuestionField(serializers.JSONField):
    """A question: an object that says at least its key and its kind."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError(sentence(Fault("not-a-question")))
        if lacking := {name: [sentence(Fault(name))] for name in ("key", "kind") if not isinstance(data.get(name), str)}:
            raise serializers.ValidationError(lacking)
        return super().to_internal_value(data)


class QuestionsField(serializers.ListField):
    """The questions of a form, all of them."""

    child = QuestionField()

    def __init__(self, **words: Any) -> None:
        super().__init__(max_length=MOST_QUESTIONS, **words)
