"""What may come in about the contact centre and its usual week."""

import datetime
from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import HTML, Column, Field, Row
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync import minutes, queries
from marketing_sync.forms.calls import CallFileForm
from marketing_sync.forms.fields import TimeInput, layout, made_from, show_theirs, version_field
from marketing_sync.models import HALF_HOUR, Centre
from marketing_sync.queries import Hours, Week

_PROMISE = ("service_level", "threshold", "asa", "occupancy", "abandonment", "patience")
_CALLS = ("aht", "usual_calls", "shrinkage")
_OVERTIME = ("overtime_people", "overtime_hours", "overtime_cost", "deferrable", "defer_cost")
_TEMPS = (
    "temps_most",
    "temp_lead_days",
    "temp_cost",
    "temp_training_hours",
    "full_training_hours",
    "temp_pace",
)
_DATES = ("split_days", "split_cost", "move_days", "move_cost")
_SECTIONS = (
    (gettext_lazy("What callers are promised"), _PROMISE),
    (gettext_lazy("Calls and people"), _CALLS),
    (gettext_lazy("Overtime, and work that can wait"), _OVERTIME),
    (gettext_lazy("Temporary agents"), _TEMPS),
    (gettext_lazy("Changing the drop"), _DATES),
)


class CentreForm(forms.ModelForm):
    """Everything that a forecast has to know of the centre."""

    version = version_field()

    class Meta:
        model = Centre
        fields = [*_PROMISE, *_CALLS, *_OVERTIME, *_TEMPS, *_DATES]
        labels = {
            "service_level": gettext_lazy("Service level, %"),
            "threshold": gettext_lazy("Answered within, seconds"),
            "asa": gettext_lazy("Mean wait at most, seconds"),
            "occupancy": gettext_lazy("Occupancy at most, %"),
            "abandonment": gettext_lazy("Hanging up at most, %"),
            "patience": gettext_lazy("Patience of callers, seconds"),
            "aht": gettext_lazy("Handling time, seconds"),
            "usual_calls": gettext_lazy("Calls on a usual day"),
            "shrinkage": gettext_lazy("Shrinkage, %"),
            "overtime_people": gettext_lazy("People who would work longer"),
            "overtime_hours": gettext_lazy("Hours each, a week at most"),
            "overtime_cost": gettext_lazy("Cost of an overtime hour"),
            "deferrable": gettext_lazy("People on work that can wait, %"),
            "defer_cost": gettext_lazy("Cost of deferring an hour"),
            "temps_most": gettext_lazy("Temporary agents at most"),
            "temp_lead_days": gettext_lazy("Days until they can start"),
            "temp_cost": gettext_lazy("Cost of an hour"),
            "temp_training_hours": gettext_lazy("Campaign-only training, hours"),
            "full_training_hours": gettext_lazy("Whole training, hours"),
            "temp_pace": gettext_lazy("Their pace in the campaign, %"),
            "split_days": gettext_lazy("Days between two halves"),
            "split_cost": gettext_lazy("Cost of splitting"),
            "move_days": gettext_lazy("Days that a drop can move"),
            "move_cost": gettext_lazy("Cost of moving"),
        }
        help_texts = {
            "service_level": gettext_lazy("Of all calls that come in."),
            "patience": gettext_lazy("Empty: nobody hangs up (Erlang C). Else Erlang A."),
            "aht": gettext_lazy("Empty: as the call history says."),
            "usual_calls": gettext_lazy("Used until a call history is imported."),
            "shrinkage": gettext_lazy("Share of paid time away from the phones."),
            "temp_pace": gettext_lazy("Beside an experienced agent."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        hours = queries.open_hours(self.instance.project)
        for weekday, name in WEEKDAYS.items():
            for end, place in (("opens", 0), ("closes", 1)):
                initial = _time(hours[weekday][place]) if weekday in hours else None
                label = _("%(day)s from") if end == "opens" else _("%(day)s until")
                self.fields[f"{end}_{weekday}"] = forms.TimeField(
                    label=label % {"day": name}, required=False, widget=TimeInput(), initial=initial
                )
        self.helper = layout("version", *_drawn())

    def clean(self) -> dict[str, Any]:
        """A day opens and closes or is closed, and the whole training holds the short one."""
        cleaned = super().clean() or self.cleaned_data
        for weekday in WEEKDAYS:
            opens, closes = cleaned.get(f"opens_{weekday}"), cleaned.get(f"closes_{weekday}")
            if f"opens_{weekday}" in self.errors or f"closes_{weekday}" in self.errors:
                continue
            if (opens is None) != (closes is None):
                self.add_error(f"opens_{weekday}", _("Give both times, or none for a closed day."))
            elif opens is not None and closes is not None and minutes.of(opens) >= minutes.until(closes):
                self.add_error(f"closes_{weekday}", _("This is not after the opening."))
        if not self.errors and not self.hours():
            self.add_error("opens_0", _("Open on one day at least."))
        if (cleaned.get("full_training_hours") or 0) < (cleaned.get("temp_training_hours") or 0):
            self.add_error("full_training_hours", _("This is less than the campaign-only training."))
        return cleaned

    def hours(self) -> Hours:
        """The opening hours that were given; 0:00 at the end of a day is midnight."""
        given = self.cleaned_data
        return {
            weekday: (minutes.of(given[f"opens_{weekday}"]), minutes.until(given[f"closes_{weekday}"]))
            for weekday in WEEKDAYS
            if given.get(f"opens_{weekday}") is not None
        }

    def sections(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """What is stored, section by section, as a reader sees it."""
        return [
            (
                str(title),
                [
                    (str(self.fields[name].label), value)
                    for name in names
                    if (value := getattr(self.instance, name)) is not None
                ],
            )
            for title, names in _SECTIONS
        ]

    def settings(self) -> dict[str, Any]:
        """The centre's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Centre, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


def _drawn() -> Iterator[Any]:
    yield _heading(gettext_lazy("Opening hours"))
    for weekday in WEEKDAYS:
        yield Row(
            Column(f"opens_{weekday}", css_class="col-6 col-md-3"),
            Column(f"closes_{weekday}", css_class="col-6 col-md-3"),
        )
    for title, names in _SECTIONS:
        yield _heading(title)
        yield Row(*(Column(Field(name), css_class="col-sm-6 col-md-4") for name in names))


def _heading(title: Any) -> HTML:
    return HTML(format_html('<h2 class="card-title mt-4 mb-2">{}</h2>', title))


class StaffForm(forms.Form):
    """A usual week: for each time and weekday how many people are scheduled."""

    version = version_field()

    def __init__(self, *args: Any, hours: Hours, week: Week, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        times = sorted({*queries.half_hours(hours.values()), *(minute for _day, minute in week)})
        # Of what was sent, the finer rows are recognised by their names.
        fine = not queries.is_hourly(week) or any(
            name.startswith("people-") and name.endswith("-30") for name in self.data
        )
        self.step = HALF_HOUR if fine else 60
        self.times = times if fine else sorted({minute // 60 * 60 for minute in times})
        self.hours = hours
        for minute in self.times:
            for weekday, name in WEEKDAYS.items():
                self.fields[self._name(weekday, minute)] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=5000,
                    initial=week.get((weekday, minute)),
                    label=f"{name} {minutes.clock(minute)}",
                    widget=forms.NumberInput(attrs={"class": "staff-cell", "inputmode": "numeric"}),
                )

    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, bool]]]]:
        """The times, each with its seven fields and whether the centre is open then."""
        return [
            (
                minutes.clock(minute),
                [
                    (self[self._name(weekday, minute)], queries.is_open(self.hours, weekday, minute))
                    for weekday in WEEKDAYS
                ],
            )
            for minute in self.times
        ]

    def week(self) -> Week:
        """The people that were given, by half hour."""
        return {
            (weekday, half): people
            for minute in self.times
            for weekday in WEEKDAYS
            if (people := self.cleaned_data.get(self._name(weekday, minute)))
            for half in range(minute, minute + self.step, HALF_HOUR)
        }

    def tell_of(self, version: int, sentence: str) -> None:
        """Somebody else saved meanwhile: what was typed stays, and one may save it over theirs."""
        self.add_error(None, _("%(what)s Save again to put yours in its place.") % {"what": sentence})
        made_from(self, version)

    def _name(self, weekday: int, minute: int) -> str:
        return f"people-{weekday}-{minute // 60}-{minute % 60:02d}"


class StaffFileForm(CallFileForm):
    """One CSV or XLSX file with a week of people."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Times down and weekdays across, or a row for each day and time.")


def _time(minute: int) -> datetime.time:
    return datetime.time(minute // 60 % 24, minute % 60)
