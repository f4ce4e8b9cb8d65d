"""The order of a set, and its conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from stakeholders.models import QuestionSet, QuestionSetItem, QuestionWording
from stakeholders.models.condition import answers_to


@dataclass(frozen=True)
class Choice:
    """One answer to an earlier question, and whether it calls for the question."""

    name: str
    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Earlier:
    """An earlier question with its answers."""

    number: int
    text: str
    choices: list[Choice]


@dataclass(frozen=True)
class Line:
    """One question of the set as the page shows it."""

    number: int
    item: QuestionSetItem
    earlier: list[Earlier] = field(default_factory=list)
    error: str = ""

    @property
    def depends(self) -> bool:
        """Whether anything is ticked."""
        return any(choice.ticked for one in self.earlier for choice in one.choices)

    @property
    def says(self) -> str:
        """“Only if question 2 is answered with: Yes.”"""
        for one in self.earlier:
            ticked = [choice.label for choice in one.choices if choice.ticked]
            if ticked:
                told = {"number": one.number, "answers": ", ".join(ticked)}
                return _("Only if question %(number)d is answered with: %(answers)s.") % told
        return ""


class OrderForm(forms.Form):
    """Ticks “when-QUESTION” with values “EARLIER:ANSWER”; “up” or “down” names a question that moves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, question_set: QuestionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = question_set.version
        items = question_set.items.select_related("question__latest").order_by("position", "pk")
        self.items = [item for item in items if item.question.latest is not None]
        self.order = [item.question_id for item in items]
        self.moved = 0
        self.conditions: dict[int, tuple[int, Sequence[Any]]] = {}
        self.wrong: dict[int, str] = {}

    def clean(self) -> dict[str, Any]:
        """Reads the ticks; all of one question must be answers to one earlier question."""
        data = super().clean() or self.cleaned_data
        known = {item.question_id: _answers(item.question.latest) for item in self.items}
        for item in self.items:
            ticked = self._ticked(item, known)
            if len({after for after, _value in ticked}) > 1:
                self.wrong[item.question_id] = _("Tick answers to one question only.")
            elif ticked:
                self.conditions[item.question_id] = (ticked[0][0], [value for _after, value in ticked])
        if self.wrong:
            raise forms.ValidationError(_("A question can depend on one earlier question only."))
        self._move()
        return data

    def _ticked(self, item: QuestionSetItem, known: dict[int, dict[str, Any]]) -> list[tuple[int, Any]]:
        found = []
        for text in self._sent(item):
            after, _colon, sent = text.partition(":")
            key = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0
            if key != item.question_id and sent in known.get(key, {}):
                found.append((key, known[key][sent]))
        return found

    def _sent(self, item: QuestionSetItem) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(f"when-{item.question_id}")) if getlist else []

    def _move(self) -> None:
        for name, by in (("up", -1), ("down", 1)):
            text = self.data.get(name, "")
            key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
            if key in self.order:
                place = self.order.index(key)
                self.order.insert(max(0, place + by), self.order.pop(place))
                self.moved = key

    @property
    def lines(self) -> list[Line]:
        """The questions in their order, each with what could call for it."""
        return [
            Line(
                number,
                item,
                [self._earlier(at, before, item) for at, before in enumerate(self.items[: number - 1], 1)],
                self.wrong.get(item.question_id, ""),
            )
            for number, item in enumerate(self.items, 1)
        ]

    def _earlier(self, number: int, before: QuestionSetItem, item: QuestionSetItem) -> Earlier:
        wording = before.question.latest
        sent = self._sent(item)
        choices = []
        for posted, value, label in answers_to(wording.kind, wording.options) if wording else []:
            key = f"{before.question_id}:{posted}"
            stored = item.after_id == before.question_id and value in item.when
            choices.append(
                Choice(f"when-{item.question_id}", key, label, key in sent if self.is_bound else stored)
            )
        return Earlier(number, str(before.question), choices)


def _answers(wording: QuestionWording | None) -> dict[str, Any]:
    if wording is None:
        return {}
    return {sent: value for sent, value, _label in answers_to(wording.kind, wording.options)}
