"""Funnels and their periods."""

import datetime
import itertools
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.actions.funnels import COUNTS
from outcomes.forms.fields import DateInput, Versioned, check_day, helper, members_of
from outcomes.models import Cadence, Funnel, FunnelPeriod
from projects.models import Project, User


class FunnelForm(forms.ModelForm):
    """A new funnel; its four measures are made with it."""

    cadence = forms.ChoiceField(
        label=gettext_lazy("One period is"),
        choices=[
            (Cadence.WEEK, gettext_lazy("a week")),
            (Cadence.MONTH, gettext_lazy("a month")),
            (Cadence.DAY, gettext_lazy("a day")),
        ],
    )
    owner: Any = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Owner of its measures"), required=False
    )

    class Meta:
        model = Funnel
        fields = ("name", "outcome")
        labels = {
            "name": gettext_lazy("Name"),
            "outcome": gettext_lazy("What one person who showed is called"),
        }
        help_texts = {
            "name": gettext_lazy("For instance “Cardiology outreach”."),
            "outcome": gettext_lazy("For instance “completed visit”; the cost is told for each."),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members_of(project), _("nobody yet")
        self.helper = helper(
            Row(Column("name", css_class="col-md-6"), Column("outcome", css_class="col-md-6")),
            Row(Column("cadence", css_class="col-md-6"), Column("owner", css_class="col-md-6")),
        )


class PeriodForm(Versioned):
    """The counts of one period."""

    class Meta:
        model = FunnelPeriod
        fields = ("on", *COUNTS, "cost")
        labels = {
            "on": gettext_lazy("First day"),
            "attempted": gettext_lazy("Attempted"),
            "reached": gettext_lazy("Reached"),
            "scheduled": gettext_lazy("Scheduled"),
            "showed": gettext_lazy("Showed"),
        }
        help_texts = {
            "attempted": gettext_lazy("People whom we tried to reach."),
            "reached": gettext_lazy("Of those, people we spoke with."),
            "scheduled": gettext_lazy("Of those, with an appointment."),
            "showed": gettext_lazy("Of those, who came."),
        }
        widgets = {"on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost"].label = _("Cost of the period in %(currency)s") % {"currency": project.currency}
        self.helper = helper(
            "version",
            Row(Column("on", css_class="col-md-6"), Column("cost", css_class="col-md-6")),
            Row(*(Column(name, css_class="col-6 col-md-3") for name in COUNTS)),
        )

    def clean_on(self) -> datetime.date:
        """A period that has begun."""
        day: datetime.date = self.cleaned_data["on"]
        if trouble := check_day(day):
            raise forms.ValidationError(trouble)
        return day

    def clean(self) -> dict[str, Any]:
        """Each step is part of the one before."""
        cleaned = super().clean() or self.cleaned_data
        for before, after in itertools.pairwise(COUNTS):
            if (
                cleaned.get(before) is not None
                and cleaned.get(after) is not None
                and cleaned[after] > cleaned[before]
            ):
                self.add_error(after, _("This is more than in the step before."))
        if (cleaned.get("cost") or 0) < 0:
            self.add_error("cost", _("A cost cannot be negative."))
        return cleaned
