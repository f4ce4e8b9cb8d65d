"""What the people who are asked send in. Hardly anything is refused: what is typed must not be lost."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stakeholders.models import Kind, QuestionWording

LONGEST = 20_000


class TooLong(Exception):
    """The text does not fit; the sentence says by how much."""


@dataclass(frozen=True)
class Said:
    """An answer as it is stored: in words, and what was chosen."""

    text: str
    value: Any = None


class ColleagueForm(forms.Form):
    """Who should answer instead."""

    name = forms.CharField(label=gettext_lazy("Their name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), max_length=254, required=False)
    note = forms.CharField(
        label=gettext_lazy("Why they"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def read_answer(wording: QuestionWording, posted: QueryDict, *, name: str = "") -> Said:
    """What was answered to a question. A choice that does not exist counts as none; raises `TooLong`.

    `name` is the field's, where a page asks one question of several people.
    """
    name = name or f"a{wording.pk}"
    match wording.kind:
        case Kind.SCALE:
            return _scale(posted.get(name, ""))
        case Kind.YES_NO:
            return _yes_no(posted.get(name, ""))
        case Kind.ONE_OF:
            return _one_of(wording, posted.get(name, ""))
        case Kind.SOME_OF:
            return _some_of(wording, posted.getlist(name))
        case Kind.RANK:
            return _rank(wording, posted, name)
        case _:
            return _written(posted.get(name, ""))


def read_note(wording: QuestionWording, posted: QueryDict, *, key: str) -> Said:
    """What the interviewer noted: to a choice also the words beside it, from the second line on."""
    said = read_answer(wording, posted, name=f"a{key}")
    if wording.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT):
        return said
    beside = _written(posted.get(f"r{key}", "")).text
    if said.value is None:
        return Said(beside)
    return Said(f"{said.text}\n{beside}" if beside else said.text, said.value)


def _written(text: str) -> Said:
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise TooLong(
            _("This is %(over)d characters too long to be saved. Please shorten it a little.")
            % {"over": len(text) - LONGEST}
        )
    return Said(text if text.strip() else "")


def _number(text: str, below: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < below else None


def _scale(text: str) -> Said:
    number = _number(text, 11)
    return Said("" if number is None else f"{number}/10", number)


def _yes_no(text: str) -> Said:
    if text not in ("yes", "no"):
        return Said("")
    # Stored in one language, so that the desk reads and finds it in one way.
    return Said("Yes" if text == "yes" else "No", text == "yes")


def _one_of(wording: QuestionWording, text: str) -> Said:
    index = _number(text, len(wording.options))
    return Said("" if index is None else wording.options[index], index)


def _some_of(wording: QuestionWording, texts: list[str]) -> Said:
    chosen = sorted({index for text in texts if (index := _number(text, len(wording.options))) is not None})
    return Said("; ".join(wording.options[index] for index in chosen), chosen or None)


def _rank(wording: QuestionWording, posted: QueryDict, name: str) -> Said:
    """Places as they were given, [[option, place], …]; two may share one, and some may have none."""
    most = len(wording.options)
    given = [
        [index, place]
        for index in range(most)
        if (place := _number(posted.get(f"{name}.{index}", ""), most + 1))
    ]
    given.sort(key=lambda one: (one[1], one[0]))
    return Said("; ".join(f"{place}. {wording.options[index]}" for index, place in given), given or None)
