"""What may come in about a playbook: its parts, and its steps row by row."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import content
from crisis.forms.rows import posted_rows
from crisis.forms.running import MOST_MINUTES
from crisis.forms.shared import DateInput, helper, version_field
from crisis.models import CrisisRole, Hazard, Phase, Severity

MOST_STEPS = 120
MOST_MESSAGES = 20
MOST_LINES = 30
_LONGEST_LINE = 300


class LinesField(forms.CharField):
    """Texts, one a line; empty lines are nothing."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """A list, a line each."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The lines, each short enough to be read."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines):
            raise forms.ValidationError(
                _("At most %(lines)d lines of %(length)d letters.")
                % {"lines": MOST_LINES, "length": _LONGEST_LINE}
            )
        return lines


class PlaybookForm(forms.Form):
    """The parts of a playbook beside its steps and messages."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=Severity.choices)
    triggers = LinesField(label=gettext_lazy("Use it when (one a line)"), required=False, max_length=9000)
    escalate_when = LinesField(
        label=gettext_lazy("Raise the severity when (one a line)"), required=False, max_length=9000
    )
    stand_down_when = LinesField(
        label=gettext_lazy("Stand down when (one a line)"), required=False, max_length=9000
    )
    starts = forms.MultipleChoiceField(
        label=gettext_lazy("It also starts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["starts"].choices = others
        self.helper = helper(
            "version",
            Row(Column("title", css_class="col-md-8"), Column("severity", css_class="col-md-4")),
            Row(*(Column(name, css_class="col-md-4") for name in content.LISTS)),
            "starts",
        )


class StepRow(forms.Form):
    """One step."""

    phase = forms.ChoiceField(choices=Phase.choices)
    role = forms.ChoiceField(choices=CrisisRole.choices)
    title = forms.CharField(max_length=500)
    minutes = forms.IntegerField(min_value=0, max_value=MOST_MINUTES)
    anchor = forms.ChoiceField(choices=[("declared", ""), ("stand_down", "")])
    confirmed = forms.ChoiceField(choices=[("no", ""), ("yes", "")])
    done_when = forms.CharField(max_length=300, required=False)

    @property
    def step(self) -> dict[str, Any]:
        """The step, as a playbook keeps it."""
        given = self.cleaned_data
        return {
            "phase": given["phase"],
            "role": given["role"],
            "title": given["title"],
            "minutes": given["minutes"],
            "from_stand_down": given["anchor"] == "stand_down",
            "confirmed": given["confirmed"] == "yes",
            "done_when": given["done_when"],
        }


class MessageRow(forms.Form):
    """A text that a broadcast may start from."""

    subject = forms.CharField(max_length=150)
    text = forms.CharField(max_length=4000)


STEP_FIELDS = tuple(StepRow.base_fields)
MESSAGE_FIELDS = tuple(MessageRow.base_fields)


def step_rows(posted: QueryDict) -> list[StepRow]:
    """The posted steps in their order, bound and so each with its errors. A row without words is no step."""
    rows = posted_rows(posted, "step", STEP_FIELDS, MOST_STEPS)
    return [StepRow(row) for row in rows if row["title"].strip()]


def message_rows(posted: QueryDict) -> list[MessageRow]:
    """The posted messages; a row without any words is none."""
    rows = posted_rows(posted, "message", MESSAGE_FIELDS, MOST_MESSAGES)
    return [MessageRow(row) for row in rows if row["subject"].strip() or row["text"].strip()]


def typed_step(step: dict[str, Any]) -> dict[str, str]:
    """A stored step as the editor's fields hold it."""
    return {
        "phase": step["phase"],
        "role": step["role"],
        "title": step["title"],
        "minutes": str(step["minutes"]),
        "anchor": "stand_down" if step["from_stand_down"] else "declared",
        "confirmed": "yes" if step["confirmed"] else "no",
        "done_when": step.get("done_when", ""),
    }


class NewPlaybookForm(forms.Form):
    """A playbook of the project's own."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    hazard = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Hazard.choices)
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=Severity.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "title", Row(Column("hazard", css_class="col-md-6"), Column("severity", css_class="col-md-6"))
        )


class RereadForm(forms.Form):
    """When it is read again."""

    review_on = forms.DateField(label=gettext_lazy("Read it again on"), widget=DateInput())


class PublishForm(RereadForm):
    """What changed, and when it is read again."""

    version = version_field()
    note = forms.CharField(label=gettext_lazy("What changed, and why"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("version", "note", "review_on")
