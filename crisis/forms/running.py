"""What may come in about a run."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import queries
from crisis.forms.shared import helper, version_field
from crisis.models import Activation, Broadcast, CrisisPerson, CrisisRole, Severity
from projects.models import Project, User

MOST_MINUTES = 60 * 24 * 90
_PACE = ("quorum", "chase_minutes")


class DeclareForm(forms.Form):
    """Which playbook, how severe, and whether it is a drill with whom."""

    playbook = forms.ChoiceField()
    severity = forms.ChoiceField(choices=[("", ""), *Severity.choices], required=False)
    drill = forms.BooleanField(required=False)
    participants = forms.ModelMultipleChoiceField(CrisisPerson.objects.none(), required=False)

    def __init__(
        self, *args: Any, project: Project, starters: tuple[queries.StarterPlaybook, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["playbook"].choices = [(one.key, one.title) for one in starters]
        fields["participants"].queryset = project.crisis_people.active()

    def clean(self) -> dict[str, Any]:
        """A drill names who takes part, since it reaches nobody else."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("drill") and not cleaned.get("participants"):
            self.add_error("participants", _("Choose who takes part: a drill reaches nobody else."))
        return cleaned


class _LiveForm(forms.Form):
    """What a phone sends, perhaps after the line was gone: when it was said, and a key that is kept once."""

    said_at = forms.DateTimeField(required=False)
    key = forms.UUIDField(required=False)


class NoteForm(_LiveForm):
    """A note for the timeline."""

    text = forms.CharField(label=gettext_lazy("Note"), max_length=2000)


class StepForm(_LiveForm):
    """What became of a step."""

    act = forms.ChoiceField(choices=[("done", "done"), ("skip", "skip"), ("reopen", "reopen")])
    version = version_field()
    reason = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A step is skipped with a reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "skip" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it is skipped."))
        return cleaned


class NewStepForm(forms.Form):
    """A step that the playbook did not foresee."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500)
    role = forms.ChoiceField(label=gettext_lazy("By whom"), choices=CrisisRole.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Within minutes from now"), min_value=0, max_value=MOST_MINUTES, initial=15
    )


class AssignForm(forms.Form):
    """Who holds a role in this run."""

    role = forms.ChoiceField(choices=CrisisRole.choices)
    person = forms.ModelChoiceField(CrisisPerson.objects.none(), required=False)

    def __init__(self, *args: Any, activation: Activation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [(one.role, one.role) for one in activation.roles.all()]
        fields["person"].queryset = queries.reachable(activation)


class SeverityForm(forms.Form):
    """How bad it is by now."""

    version = version_field()
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=Severity.choices)


class HandOverForm(forms.Form):
    """Who commands next, and what they must know."""

    version = version_field()
    to = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who commands from now on"))
    summary = forms.CharField(
        label=gettext_lazy("What they must know"), max_length=1800, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, commanders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["to"].queryset = commanders
        self.helper = helper("version", "to", "summary")


class StandDownForm(forms.Form):
    """Which criteria are met; a reason when not all are."""

    version = version_field()
    met = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What is met"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("If not all of it: why you stand down anyway"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, criteria: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["met"].choices = list(enumerate(criteria))
        self.helper = helper("version", "met", "reason")


class BroadcastForm(forms.ModelForm):
    """A message to everybody, and whether they are asked to confirm."""

    class Meta:
        model = Broadcast
        fields = ["subject", "text", "asks", "quorum", "chase_minutes"]
        labels = {
            "subject": gettext_lazy("Subject"),
            "text": gettext_lazy("Text"),
            "asks": gettext_lazy("Ask everybody to confirm"),
            "quorum": gettext_lazy("Enough, in percent"),
            "chase_minutes": gettext_lazy("Minutes until they are asked again"),
        }
        help_texts = {"quorum": gettext_lazy("When so many have confirmed, nobody is asked again.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 9})}

    next_update_minutes = forms.IntegerField(
        label=gettext_lazy("Next update in minutes"),
        required=False,
        min_value=1,
        max_value=1440,
        initial=30,
        help_text=gettext_lazy("The board counts down to it."),
    )

    def __init__(self, *args: Any, may_ask: bool, begun: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Lines of the texts that it may start from in which something is left to be written out.
        self.blanks = {line.strip() for text in begun for line in text.splitlines() if "…" in line}
        asked: list[Any] = ["asks", Row(*(Column(name, css_class="col-md-6") for name in _PACE))]
        if not may_ask:
            for name in ("asks", *_PACE):
                del self.fields[name]
            asked = []
        self.helper = helper("subject", "text", "next_update_minutes", *asked)

    def clean_text(self) -> str:
        """Nobody is sent a line that says nothing yet."""
        text: str = self.cleaned_data["text"]
        left = [line.strip() for line in text.splitlines() if line.strip() in self.blanks]
        if left:
            raise ValidationError(
                _("Write this out, or take it away: %(lines)s") % {"lines": " / ".join(left)}
            )
        return text
