"""What may come in about a launch's forecast and plan."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.forms.fields import layout, show_theirs, version_field
from marketing_sync.models import Assumptions, CurveKind

_NEEDS_DAYS = (CurveKind.LOGNORMAL, CurveKind.DECAYED, CurveKind.STEP)


class AssumptionsForm(forms.ModelForm):
    """How many will call, and when."""

    version = version_field()

    class Meta:
        model = Assumptions
        fields = ["rate", "variation", "curve", "days", "sigma", "delay"]
        labels = {
            "rate": gettext_lazy("Calls, % of the audience"),
            "variation": gettext_lazy("How far off that may be, %"),
            "curve": gettext_lazy("When they call"),
            "days": gettext_lazy("Days"),
            "sigma": gettext_lazy("Spread"),
            "delay": gettext_lazy("Days until the first call"),
        }
        help_texts = {
            "variation": gettext_lazy("50 says: half or double is well possible."),
            "days": gettext_lazy("Half have called by then, the mean, or how long it lasts."),
            "sigma": gettext_lazy("Of a long tail; 0.9 is usual for letters."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name in ("days", "sigma", "delay"):
            self.fields[name].required = False
        rate: Any = self.fields["rate"]
        rate.validators.append(MinValueValidator(0.001))
        self.helper = layout(
            "version",
            Row(Column("rate", css_class="col-md-4"), Column("variation", css_class="col-md-4")),
            Row(
                Column("curve", css_class="col-md-6"),
                Column("days", css_class="col-md-3"),
                Column("sigma", css_class="col-md-3"),
            ),
            Row(Column("delay", css_class="col-md-4")),
        )

    def clean(self) -> dict[str, Any]:
        """A curve has the days that it needs."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("curve") in _NEEDS_DAYS and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", _("Say how many days."))
        if cleaned.get("curve") == CurveKind.LOGNORMAL and not cleaned.get("sigma"):
            cleaned["sigma"] = 0.9
        cleaned["delay"] = cleaned.get("delay") or 0.0
        return cleaned

    def given(self) -> dict[str, Any]:
        """The assumptions as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Assumptions, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class AcceptForm(forms.Form):
    """Leaving the rest of a gap open, with a reason."""

    because = forms.CharField(label=gettext_lazy("Why it may stay open"), max_length=500)
