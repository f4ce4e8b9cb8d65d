"""What may come in about risks."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import queries, vulnerability
from crisis.forms.shared import DateInput, Versioned, helper
from crisis.models import Degree, Readiness, Risk, RiskAction, RiskScore
from projects.models import Project, User

_HELPS = {
    "probability": gettext_lazy("How likely within a year, from your own and others' past?"),
    "human": gettext_lazy("Patients and staff hurt, or afraid."),
    "material": gettext_lazy("Rooms, machines, records; what it costs to replace them."),
    "business": gettext_lazy("Calls not taken, visits lost, trust lost, fines."),
    "preparedness": gettext_lazy("Plans, drills, training, spare parts: high means well prepared."),
    "internal": gettext_lazy("People, time and means of our own when it happens."),
    "external": gettext_lazy("Vendors, sister sites, authorities: can they help in time?"),
}


class RiskForm(Versioned):
    """What a risk is; how high it stands is scored apart."""

    playbook_key = forms.ChoiceField(label=gettext_lazy("Playbook"), required=False)

    class Meta:
        model = Risk
        fields = ("name", "kind", "playbook_key", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["name"].label = _("Hazard")
        fields["description"].label = _("What it would mean here")
        fields["playbook_key"].choices = [
            ("", _("none yet")),
            *((one.key, one.title) for one in queries.library(project)),
        ]
        self.helper = helper(
            "version",
            "name",
            Row(Column("kind", css_class="col-md-5"), Column("playbook_key", css_class="col-md-7")),
            "description",
        )


class AdoptHazardsForm(forms.Form):
    """Which of the starter hazards are put on the register."""

    hazards = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, *args: Any, hazards: list[queries.StarterHazard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["hazards"].choices = [(one.key, one.name) for one in hazards]


class _Seven(forms.Form):
    """The seven numbers of the hazard vulnerability method."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in vulnerability.FACTORS:
            degrees = Readiness if name in vulnerability.RESPONSES else Degree
            field: Any = RiskScore._meta.get_field(name)
            self.fields[name] = forms.TypedChoiceField(
                label=str(field.verbose_name).capitalize(),
                help_text=_HELPS[name],
                choices=[
                    ("", _("not scored")),
                    *((value, f"{value} · {word}") for value, word in degrees.choices),
                ],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def scores(self) -> dict[str, int | None]:
        """The seven numbers, by their names."""
        return {name: self.cleaned_data[name] for name in vulnerability.FACTORS}

    def laid_out(self, *more: str) -> Any:
        """Probability alone, then what it does, then how it is met."""
        return helper(
            "probability",
            Row(*(Column(name, css_class="col-md-4") for name in vulnerability.IMPACTS)),
            Row(*(Column(name, css_class="col-md-4") for name in vulnerability.RESPONSES)),
            *more,
        )


class ScoreForm(_Seven):
    """One person's own scores; what they cannot say they leave."""

    comment = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The others read it when the scores are revealed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = self.laid_out("comment")

    def clean(self) -> dict[str, Any]:
        """Something has to be scored."""
        cleaned = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is None for name in vulnerability.FACTORS) and not self.errors:
            self.add_error(None, _("Score something, as well as you can."))
        return cleaned


class AgreeForm(_Seven):
    """What the people agree on; all of it, or that it does not apply."""

    reason = forms.CharField(
        label=gettext_lazy("How you came to agree"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = self.laid_out("reason")

    def clean(self) -> dict[str, Any]:
        """What is missing is named, number by number."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("probability") != 0:
            for name in vulnerability.FACTORS:
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Agree on a number."))
        return cleaned


class WhyForm(forms.Form):
    """Why it is scored again."""

    why = forms.CharField(max_length=300, required=False)


class RiskActionForm(Versioned):
    """What somebody does about a risk until a day."""

    class Meta:
        model = RiskAction
        fields = ("text", "owner", "due_on")
        labels = {
            "text": gettext_lazy("What is done"),
            "owner": gettext_lazy("By whom"),
            "due_on": gettext_lazy("Until"),
        }
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.filter(memberships__project=project).order_by("name", "email")
        self.helper = helper(
            "version",
            "text",
            Row(Column("owner", css_class="col-md-6"), Column("due_on", css_class="col-md-6")),
        )
