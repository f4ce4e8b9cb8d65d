"""What may come in about systems."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisis.forms.shared import DateInput, Versioned, helper
from crisis.models import System, SystemTest
from projects.models import Project


class SystemForm(Versioned):
    """A system: who owns it, how soon it must be back, what stands in."""

    class Meta:
        model = System
        fields = ("name", "owner", "stops", "vendor", "recovery_minutes", "data_minutes", "backup", "needs")
        widgets = {"needs": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = project.crisis_people.active()
        fields["needs"].queryset = project.systems.active().exclude(pk=self.instance.pk)
        fields["recovery_minutes"].help_text = _("Recovery time target: 60 is an hour, 1440 a day.")
        fields["data_minutes"].help_text = _(
            "Recovery point target: how much of the latest data may be gone."
        )
        fields["backup"].help_text = _("Empty: nothing does, and it is a single point of failure.")
        self.helper = helper(
            "version",
            Row(Column("name", css_class="col-md-6"), Column("owner", css_class="col-md-6")),
            "stops",
            "vendor",
            Row(
                Column("recovery_minutes", css_class="col-md-6"), Column("data_minutes", css_class="col-md-6")
            ),
            "backup",
            "needs",
        )

    def given(self) -> dict[str, Any]:
        """The row's fields; what it needs as a list."""
        return {**super().given(), "needs": list(self.cleaned_data["needs"])}

    def tell_of(self, stored: Any) -> None:
        """What it needs is a list of rows and compared as such."""
        stored_needs = {one.pk for one in stored.needs.all()}
        mine = {one.pk for one in self.cleaned_data.get("needs", [])}
        needs = self.fields.pop("needs")
        super().tell_of(stored)
        self.fields["needs"] = needs
        if stored_needs != mine:
            names = ", ".join(str(one) for one in stored.needs.all()) or "–"
            self.add_error("needs", _("Saved meanwhile: “%(theirs)s”.") % {"theirs": names})


class SystemTestForm(forms.ModelForm):
    """How a recovery went."""

    class Meta:
        model = SystemTest
        fields = ("tested_on", "worked", "recovered_minutes", "lost_minutes", "note")
        widgets = {"tested_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["tested_on"].initial = project.today()
        self.helper = helper(
            "tested_on",
            "worked",
            Row(
                Column("recovered_minutes", css_class="col-md-6"),
                Column("lost_minutes", css_class="col-md-6"),
            ),
            "note",
        )

    def clean_tested_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["tested_on"]
        if day > self.project.today():
            raise ValidationError(_("This day has not come yet."))
        return day
