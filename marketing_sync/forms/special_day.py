"""What may come in about a calendar day that is not like its weekday."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.utils.translation import gettext_lazy

from marketing_sync import minutes
from marketing_sync.forms.fields import DateInput, TimeInput, layout
from marketing_sync.models import SpecialDay

CLOSED, HOURS, MORE, FEWER = "closed", "hours", "more", "fewer"


class SpecialDayForm(forms.Form):
    """One day: closed, open at other hours, or with so many more or fewer people."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    what = forms.ChoiceField(
        label=gettext_lazy("What is different"),
        choices=[
            (CLOSED, gettext_lazy("Closed")),
            (HOURS, gettext_lazy("Other opening hours")),
            (MORE, gettext_lazy("More people all day")),
            (FEWER, gettext_lazy("Fewer people all day")),
        ],
    )
    opens = forms.TimeField(label=gettext_lazy("Opens"), required=False, widget=TimeInput)
    closes = forms.TimeField(label=gettext_lazy("Closes"), required=False, widget=TimeInput)
    people = forms.IntegerField(
        label=gettext_lazy("How many people"), required=False, min_value=1, max_value=5000
    )
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = layout(
            Row(*(Column(Field(name), css_class="col-sm-6 col-lg-4") for name in self.fields))
        )

    def clean_day(self) -> datetime.date:
        """A year as people write it, so that a slip of the hand is no day of another century."""
        day: datetime.date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(gettext_lazy("Say a day between the years 2000 and 2100."))
        return day

    def clean(self) -> dict[str, Any]:
        """Says what is missing."""
        given = super().clean() or self.cleaned_data
        what = given.get("what")
        if what in (MORE, FEWER) and not given.get("people") and "people" not in self.errors:
            self.add_error("people", gettext_lazy("Say how many people."))
        if what == HOURS and given.get("people"):
            said = gettext_lazy("Choose more or fewer people on the left; the hours count there, too.")
            self.add_error("people", said)
        if what != CLOSED and not {"opens", "closes"} & self.errors.keys():
            self._check_hours(needed=what == HOURS)
        return given

    def _check_hours(self, *, needed: bool) -> None:
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if opens is None and closes is None:
            if needed:
                self.add_error("opens", gettext_lazy("Say from when until when it is open."))
        elif opens is None or closes is None:
            missing = "opens" if opens is None else "closes"
            self.add_error(missing, gettext_lazy("Say both times, or none where it is open as usual."))
        elif minutes.of(opens) >= minutes.until(closes):
            self.add_error("closes", gettext_lazy("This is not after the opening."))

    def special_day(self) -> SpecialDay:
        """The day as it is kept; 0:00 at the end of a day is midnight."""
        given = self.cleaned_data
        sign = {CLOSED: 0, HOURS: 0, MORE: 1, FEWER: -1}[given["what"]]
        is_closed = given["what"] == CLOSED
        hours = not is_closed and given["opens"] is not None
        return SpecialDay(
            day=given["day"],
            is_closed=is_closed,
            opens=minutes.of(given["opens"]) if hours else None,
            closes=minutes.until(given["closes"]) if hours else None,
            people=sign * (given["people"] or 0),
            why=given["why"],
        )
