"""What may come in while a run lasts and when it is looked back at."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.forms.shared import DateInput, Versioned, helper, version_field
from crisis.models import DrillRating, FindingKind, Improvement, ProcedureChange, Rating
from crisis.models.during import Capability
from marketing_sync.models import Launch
from projects.models import Project, User


class ProcedureForm(forms.ModelForm):
    """What is done otherwise until the all-clear."""

    class Meta:
        model = ProcedureChange
        fields = ["usual", "instead"]
        labels = {
            "usual": gettext_lazy("Usual procedure"),
            "instead": gettext_lazy("What is done instead"),
        }
        help_texts = {
            "usual": gettext_lazy("As people know it: “Inbound, normal”."),
            "instead": gettext_lazy("Step by step; this is what everybody gets and is asked to confirm."),
        }
        widgets = {"instead": forms.Textarea(attrs={"rows": 7})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("usual", "instead")


class PauseForm(forms.Form):
    """Which launches are held back."""

    launches = forms.ModelMultipleChoiceField(
        Launch.objects.none(),
        label=gettext_lazy("Launches ahead and out"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, launches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["launches"].queryset = launches
        self.helper = helper("launches")


class PhotoForm(forms.Form):
    """A picture for the timeline."""

    file = forms.FileField()
    text = forms.CharField(max_length=2000, required=False)


class SurgeForm(forms.Form):
    """A half-hour as it comes in now."""

    calls = forms.IntegerField(label=gettext_lazy("Calls in a half-hour"), min_value=0, max_value=20_000)
    aht = forms.IntegerField(
        label=gettext_lazy("Seconds that a call takes, with its wrap-up"), min_value=10, max_value=7200
    )
    on_duty = forms.IntegerField(
        label=gettext_lazy("Agents on the phones now"), min_value=0, max_value=20_000
    )
    target = forms.IntegerField(
        label=gettext_lazy("Percent to be answered in time"), min_value=1, max_value=99, initial=80
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("In time means within seconds"), min_value=0, max_value=3600, initial=20
    )
    patience = forms.IntegerField(
        label=gettext_lazy("Seconds until callers hang up, on average"),
        min_value=5,
        max_value=7200,
        initial=180,
    )


class ImprovementForm(Versioned):
    """What is improved, by whom, until when."""

    class Meta:
        model = Improvement
        fields = ["text", "owner", "due_on"]
        labels = {
            "text": gettext_lazy("What is improved"),
            "owner": gettext_lazy("Owner"),
            "due_on": gettext_lazy("Until"),
        }
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.filter(memberships__project=project).order_by("name", "email")
        fields["owner"].empty_label = None
        self.helper = helper("version", "text", "owner", "due_on")

    def clean_due_on(self) -> datetime.date:
        """A day within the next five years."""
        day: datetime.date = self.cleaned_data["due_on"]
        if not datetime.date(2020, 1, 1) <= day <= timezone.localdate() + datetime.timedelta(days=1830):
            raise ValidationError(_("Choose a day within the next five years."))
        return day


class CloseForm(forms.Form):
    """What came of an improvement."""

    version = version_field()
    outcome = forms.CharField(label=gettext_lazy("What came of it"), max_length=500)


class FindingForm(forms.Form):
    """One thing that went well or did not."""

    kind = forms.ChoiceField(choices=FindingKind.choices)
    text = forms.CharField(max_length=1000)


class ChangeFindingForm(forms.Form):
    """The same in people's own words."""

    version = version_field()
    text = forms.CharField(max_length=1000)
    # The page has told that it was taken out.
    put_back = forms.BooleanField(required=False)


class InjectForm(forms.Form):
    """News at a set time of a drill."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes from now"), min_value=0, max_value=1440, initial=10
    )
    text = forms.CharField(label=gettext_lazy("What happens"), max_length=500)


class ObservationForm(forms.Form):
    """What an observer saw."""

    text = forms.CharField(label=gettext_lazy("What you saw"), max_length=2000)


class RatingForm(forms.ModelForm):
    """How one capability did."""

    capability = forms.ChoiceField(choices=Capability.choices)
    rating = forms.ChoiceField(choices=Rating.choices)

    class Meta:
        model = DrillRating
        fields = ["capability", "rating", "why"]


class SupportForm(forms.Form):
    """What is offered to everybody."""

    text = forms.CharField(
        label=gettext_lazy("What you offer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("text")
