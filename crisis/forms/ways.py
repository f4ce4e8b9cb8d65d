"""The ways to reach a person, as rows that are typed, moved and taken out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext as _

from crisis.forms.rows import ROW_ACTS, posted_rows, pressed, rearrange
from crisis.models import NUMBERED, ContactWay, CrisisPerson, WayKind
from crisis.ways import Way

MOST_WAYS = 20


class WayRow(forms.Form):
    """One way to reach somebody."""

    kind = forms.ChoiceField(choices=WayKind.choices)
    value = forms.CharField(max_length=500)
    when = forms.CharField(max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A number has a digit, an address is one."""
        given: dict[str, Any] = self.cleaned_data
        kind, value = given.get("kind"), given.get("value", "")
        if value and kind in NUMBERED and not any(letter.isdecimal() for letter in value):
            self.add_error("value", _("Write the number, or choose “Other way”."))
        if value and kind == WayKind.EMAIL:
            try:
                validate_email(value)
            except ValidationError as error:
                self.add_error("value", error)
        return given


_NAMES = tuple(WayRow.base_fields)
_EMPTY = {"kind": WayKind.MOBILE.value, "value": "", "when": ""}


class Ways:
    """The rows of a page: as they are stored, or as they were typed with what is wrong in each."""

    choices = WayKind.choices

    def __init__(self, stored: Iterable[ContactWay] = (), posted: QueryDict | None = None) -> None:
        self.stored = [one.way for one in stored]
        self.error = ""
        if posted is None:
            self._show([way._asdict() for way in self.stored])
        else:
            typed = posted_rows(posted, "way", _NAMES, MOST_WAYS + 1)
            self.rows = [WayRow(row) for row in typed if row["value"].strip() or row["when"].strip()]

    def _show(self, typed: list[dict[str, Any]]) -> None:
        self.rows = [WayRow(initial=row) for row in typed or [_EMPTY]]

    @property
    def empty_row(self) -> WayRow:
        """What a new row begins with."""
        return WayRow(initial=_EMPTY)

    def is_valid(self) -> bool:
        """Whether each of them can be kept."""
        if len(self.rows) > MOST_WAYS:
            self.error = _("At most %(most)d ways to reach one person.") % {"most": MOST_WAYS}
        return all(row.is_valid() for row in self.rows) and not self.error

    @property
    def has_errors(self) -> bool:
        """Whether something typed is to be looked at."""
        return bool(self.error) or any(row.errors for row in self.rows)

    def given(self) -> list[Way]:
        """The ways in their order, each once."""
        found: dict[tuple[str, str], Way] = {}
        for row in self.rows:
            way = Way(**row.cleaned_data)
            found.setdefault((way.kind, way.value), way)
        return list(found.values())

    def unlike(self, other: CrisisPerson | None) -> list[ContactWay]:
        """The ways that somebody else saved meanwhile, when they are others than these."""
        if other is None:
            return []
        saved = list(other.ways.all())
        return saved if [one.way for one in saved] != self.given() else []

    def rearrange(self, posted: QueryDict) -> bool:
        """Does what a row's button asks for; False when another button was pressed."""
        act, place = pressed(posted)
        if act not in ROW_ACTS:
            return False
        # Also rows in which nothing stands count here: the button names a place on the page.
        typed: list[dict[str, Any]] = [*posted_rows(posted, "way", _NAMES, MOST_WAYS + 1)]
        rearrange(typed, act, place, _EMPTY)
        self._show(typed)
        return True
