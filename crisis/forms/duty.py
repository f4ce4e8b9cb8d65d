"""What may come in about the rota."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.forms.shared import helper
from crisis.models import DutyShift
from projects.models import Project

LONGEST = datetime.timedelta(days=14)
FARTHEST = datetime.timedelta(days=400)
_FORMAT = "%Y-%m-%dT%H:%M"


class DutyForm(forms.ModelForm):
    """Who is on duty in which role, and for how many weeks more."""

    weeks = forms.IntegerField(
        label=gettext_lazy("The same again, so many weeks"),
        min_value=0,
        max_value=52,
        initial=0,
        required=False,
    )

    class Meta:
        model = DutyShift
        fields = ("role", "person", "starts_at", "ends_at")
        labels = {
            "role": gettext_lazy("Role"),
            "person": gettext_lazy("Who"),
            "starts_at": gettext_lazy("From"),
            "ends_at": gettext_lazy("Until"),
        }
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT)
            for name in ("starts_at", "ends_at")
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = project.crisis_people.active()
        fields["starts_at"].help_text = _("%(zone)s time") % {"zone": project.time_zone}
        self.helper = helper(
            Row(Column("role", css_class="col-md-6"), Column("person", css_class="col-md-6")),
            "starts_at",
            "ends_at",
            "weeks",
        )

    def clean_weeks(self) -> int:
        """None is nought."""
        return self.cleaned_data["weeks"] or 0

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, within two weeks, and not years ahead."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends:
            if not starts < ends <= starts + LONGEST:
                self.add_error("ends_at", _("It ends after it begins, and within two weeks."))
            if not timezone.now() - LONGEST < starts < timezone.now() + FARTHEST:
                self.add_error("starts_at", _("Choose a day within the next year."))
        return cleaned
