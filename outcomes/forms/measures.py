"""Measures, their readings and baselines, and the days that charts mark."""

import datetime
import decimal
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import AHEAD, BACK, DateInput, Versioned, check_day, helper, members_of, worded
from outcomes.models import Event, Measure, Reading
from projects.models import Project


class MeasureForm(Versioned):
    """A measure: what is counted, which way is better, where it shall go."""

    class Meta:
        model = Measure
        fields = ("name", "kind", "unit", "direction", "cadence", "target", "owner", "source", "definition")
        labels = {
            "name": gettext_lazy("Name"),
            "kind": gettext_lazy("What one reading is"),
            "unit": gettext_lazy("Unit"),
            "direction": gettext_lazy("Which way is better"),
            "cadence": gettext_lazy("How often it is read"),
            "target": gettext_lazy("Target"),
            "owner": gettext_lazy("Owner"),
            "source": gettext_lazy("Read by itself from"),
            "definition": gettext_lazy("What is counted, and where the number comes from"),
        }
        help_texts = {
            "name": gettext_lazy("For instance “Outreach cost per completed visit”."),
            "unit": gettext_lazy("For instance USD or seconds. A share is always shown in per cent."),
            "target": gettext_lazy("In the unit; of a share in per cent."),
            "source": gettext_lazy(
                "The planner then writes a reading when each period has ended. Only for a share."
            ),
        }
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = members_of(project)
        for name, words in (
            ("kind", _("Choose what it is")),
            ("direction", _("Choose a direction")),
            ("cadence", _("Choose a rhythm")),
        ):
            worded(self.fields[name], words)
        self.helper = helper(
            "version",
            Row(Column("name", css_class="col-md-8"), Column("unit", css_class="col-md-4")),
            Row(Column("kind", css_class="col-md-6"), Column("direction", css_class="col-md-6")),
            Row(
                Column("cadence", css_class="col-md-4"),
                Column("target", css_class="col-md-4"),
                Column("owner", css_class="col-md-4"),
            ),
            "source",
            "definition",
        )
        source: Any = self.fields["source"]
        known = {*settings.OUTCOME_SOURCES, *settings.OUTCOME_HISTORIES, self.instance.source}
        source.choices = [choice for choice in source.choices if choice[0] in known]
        worded(source, _("nowhere: readings are written down"))

    def clean(self) -> dict[str, Any]:
        """A share's target lies between nought and a hundred; only a share is read by itself."""
        cleaned = super().clean() or self.cleaned_data
        target: decimal.Decimal | None = cleaned.get("target")
        if cleaned.get("kind") == "share" and target is not None and not 0 <= target <= 100:
            self.add_error("target", _("A share lies between 0 and 100 per cent."))
        if cleaned.get("source") and cleaned.get("kind") == "value":
            self.add_error("source", _("These are shares. Choose “A share” above, or write readings down."))
        return cleaned


class ReadingForm(Versioned):
    """One reading: a value, or so many of so many, as the measure has it."""

    class Meta:
        model = Reading
        fields = ("on", "value", "count", "of", "note")
        labels = {
            "on": gettext_lazy("Day"),
            "value": gettext_lazy("Value"),
            "count": gettext_lazy("So many"),
            "of": gettext_lazy("Of so many"),
            "note": gettext_lazy("Note"),
        }
        help_texts = {"on": gettext_lazy("Of a week or a month, its first day.")}
        widgets = {"on": DateInput()}

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amounts = ("count", "of") if measure.is_share else ("value",)
        for name in {"value", "count", "of"} - set(amounts):
            del self.fields[name]
        for name in amounts:
            self.fields[name].required = True
        if not measure.is_share and measure.unit:
            self.fields["value"].label = _("Value in %(unit)s") % {"unit": measure.unit}
        self.helper = helper(
            "version",
            Row(
                Column("on", css_class="col-md-4"),
                *(Column(name, css_class="col-md-4") for name in amounts),
            ),
            "note",
        )

    def clean_on(self) -> datetime.date:
        """A reading is of a day that has come."""
        day: datetime.date = self.cleaned_data["on"]
        if trouble := check_day(day):
            raise forms.ValidationError(trouble)
        return day

    def clean(self) -> dict[str, Any]:
        """So many of no more than there are."""
        cleaned = super().clean() or self.cleaned_data
        of = cleaned.get("of")
        if of == 0:
            self.add_error("of", _("A share of nothing cannot be said; leave such a day out."))
        elif of is not None and (cleaned.get("count") or 0) > of:
            self.add_error("count", _("This is more than the whole."))
        return cleaned


class BaselineForm(forms.Form):
    """The period whose readings say what was usual."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("first", css_class="col-md-6"), Column("last", css_class="col-md-6")))

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        return cleaned


class EventForm(forms.ModelForm):
    """Something that happened, for the charts."""

    class Meta:
        model = Event
        fields = ("on", "words")
        labels = {"on": gettext_lazy("Day"), "words": gettext_lazy("What happened")}
        help_texts = {"words": gettext_lazy("A few words, for instance “Reminder calls begin”.")}
        widgets = {"on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("on", css_class="col-md-4"), Column("words", css_class="col-md-8")))

    def clean_on(self) -> datetime.date:
        """Within reach of the charts."""
        day: datetime.date = self.cleaned_data["on"]
        today = timezone.localdate()
        if not today - BACK <= day <= today + AHEAD:
            raise forms.ValidationError(_("Give a day within the last twenty years or the next five."))
        return day
