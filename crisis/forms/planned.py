"""What may come in about a drill that is planned."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import queries
from crisis.forms.shared import Versioned, helper
from crisis.models import PlannedDrill
from projects.models import Project

FARTHEST = datetime.timedelta(days=730)
_SHOWN = "%Y-%m-%d %H:%M"


class PlannedDrillForm(Versioned):
    """When a drill is, of which playbook, with whom."""

    key = forms.ChoiceField(label=gettext_lazy("What is rehearsed"))

    class Meta:
        model = PlannedDrill
        fields = ("starts_at", "minutes", "place", "led_by", "scenario", "people")
        labels = {
            "starts_at": gettext_lazy("Starts"),
            "minutes": gettext_lazy("Length in minutes"),
            "place": gettext_lazy("Place or meeting link"),
            "led_by": gettext_lazy("Who leads it"),
            "scenario": gettext_lazy("What is supposed to have happened"),
            "people": gettext_lazy("Who takes part"),
        }
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "scenario": forms.Textarea(attrs={"rows": 3}),
            "people": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "led_by": gettext_lazy("Starts it with one click, gives the news, keeps what is seen."),
            "scenario": gettext_lazy("Told on the board and by mail when it starts, and not before."),
        }
        error_messages = {
            "people": {"required": gettext_lazy("Choose who takes part: a drill reaches nobody else.")}
        }

    def __init__(
        self, *args: Any, project: Project, library: tuple[queries.StarterPlaybook, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["key"].choices = [(one.key, one.title) for one in library]
        fields["led_by"].queryset = queries.keepers(project).order_by("name", "email")
        fields["led_by"].empty_label = None
        fields["people"].queryset = project.crisis_people.active()
        fields["starts_at"].help_text = _("%(zone)s time") % {"zone": project.time_zone}
        if self.instance.pk:
            fields["key"].initial = self.instance.playbook.key
        self.helper = helper(
            "version",
            "key",
            Row(Column("starts_at", css_class="col-md-6"), Column("minutes", css_class="col-md-6")),
            Row(Column("place", css_class="col-md-6"), Column("led_by", css_class="col-md-6")),
            "scenario",
            "people",
        )

    def clean_starts_at(self) -> datetime.datetime:
        """Ahead, and within two years; a time that nobody changes may have passed meanwhile."""
        starts: datetime.datetime = self.cleaned_data["starts_at"]
        now = timezone.now()
        if self.instance.pk and "starts_at" not in self.changed_data:
            return starts
        if not now < starts < now + FARTHEST:
            raise ValidationError(_("Choose a time that is still to come, within two years."))
        return starts

    def given(self) -> dict[str, Any]:
        """What is planned, beside the playbook."""
        return {**super().given(), "people": list(self.cleaned_data["people"])}

    def tell_of(self, stored: Any) -> None:
        """Moments and people are compared and shown as one reads them."""
        apart = {name: self.fields.pop(name) for name in ("starts_at", "people")}
        super().tell_of(stored)
        self.fields.update(apart)
        if stored.starts_at != self.cleaned_data.get("starts_at"):
            shown = timezone.localtime(stored.starts_at).strftime(_SHOWN)
            self.add_error("starts_at", _("Saved meanwhile: “%(theirs)s”.") % {"theirs": shown})
        if {one.pk for one in stored.people.all()} != {one.pk for one in self.cleaned_data.get("people", [])}:
            names = ", ".join(str(one) for one in stored.people.all()) or "–"
            self.add_error("people", _("Saved meanwhile: “%(theirs)s”.") % {"theirs": names})
        if stored.playbook.key != self.cleaned_data.get("key"):
            self.add_error("key", _("Saved meanwhile: “%(theirs)s”.") % {"theirs": stored.playbook.title})


class PlannedInjectForm(forms.Form):
    """News at a set time after the start."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes after the start"), min_value=0, max_value=1440)
    text = forms.CharField(label=gettext_lazy("What happens"), max_length=500)


class CancelDrillForm(forms.Form):
    """A word why."""

    words = forms.CharField(label=gettext_lazy("Why, in a word to them"), max_length=500, required=False)
