"""What may come in about a calendar day that is not like its weekday."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.utils.translation import gettext_lazy

from marketing_sync.forms.calls import CallFileForm
from marketing_sync.forms.fields import DateInput, layout
from marketing_sync.models import SpecialDay

CLOSED, MORE, FEWER = "closed", "more", "fewer"


class SpecialDayForm(forms.Form):
    """One day: closed, or with so many more or fewer people."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    what = forms.ChoiceField(
        label=gettext_lazy("What is different"),
        choices=[
            (CLOSED, gettext_lazy("Closed")),
            (MORE, gettext_lazy("More people all day")),
            (FEWER, gettext_lazy("Fewer people all day")),
        ],
    )
    people = forms.IntegerField(label=gettext_lazy("How many"), required=False, min_value=1, max_value=5000)
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = layout(
            Row(*(Column(Field(name), css_class="col-sm-6 col-lg-3") for name in self.fields))
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
        if given.get("what") in (MORE, FEWER) and not given.get("people") and "people" not in self.errors:
            self.add_error("people", gettext_lazy("Say how many people."))
        return given

    def special_day(self) -> SpecialDay:
        """The day as it is kept."""
        given = self.cleaned_data
        sign = {CLOSED: 0, MORE: 1, FEWER: -1}[given["what"]]
        return SpecialDay(
            day=given["day"],
            is_closed=given["what"] == CLOSED,
            people=sign * (given["people"] or 0),
            why=given["why"],
        )


class SpecialDaysFileForm(CallFileForm):
    """One CSV or XLSX file with days that differ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_days_%s", **kwargs)
        self.fields["file"].help_text = gettext_lazy(
            "A row for each date; with +3 or -2 people, else closed; and why."
        )
