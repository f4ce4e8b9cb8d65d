"""What may come in about one launch."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.forms.fields import DateInput, layout, made_from, show_theirs, version_field
from marketing_sync.models import Impact, Kind, Launch, Window

_BACK = datetime.timedelta(days=366)
_AHEAD = datetime.timedelta(days=5 * 366)


class _WindowForm(forms.Form):
    """The three days of a launch; who knows only one gives only that one."""

    likely = forms.DateField(label=gettext_lazy("Day it goes out"), widget=DateInput())
    earliest = forms.DateField(
        label=gettext_lazy("Earliest day"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("If the day is not certain."),
    )
    latest = forms.DateField(label=gettext_lazy("Latest day"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Days in order and within reach; the window is the one day when nothing else is said."""
        cleaned = super().clean() or self.cleaned_data
        likely = cleaned.get("likely")
        for name in ("likely", "earliest", "latest"):
            self._check_reach(name, cleaned.get(name))
        if likely is None or self.errors:
            return cleaned
        cleaned["earliest"] = cleaned.get("earliest") or likely
        cleaned["latest"] = cleaned.get("latest") or likely
        if cleaned["earliest"] > likely:
            self.add_error("earliest", _("This is after the day it goes out."))
        if cleaned.get("latest", likely) < likely:
            self.add_error("latest", _("This is before the day it goes out."))
        return cleaned

    def _check_reach(self, name: str, date: datetime.date | None) -> None:
        today = timezone.localdate()
        if date is not None and not today - _BACK <= date <= today + _AHEAD:
            self.add_error(name, _("Give a day within the last year or the next five years."))

    @property
    def window(self) -> Window:
        """The days that were given."""
        cleaned = self.cleaned_data
        return Window(cleaned["earliest"], cleaned["likely"], cleaned["latest"])


_WINDOW_ROW = (
    Column("likely", css_class="col-md-4"),
    Column("earliest", css_class="col-md-4"),
    Column("latest", css_class="col-md-4"),
)
_WHAT = ("name", "kind", "audience_size", "offer", "caller_questions")
_WHAT_LABELS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "audience_size": gettext_lazy("How many people get it"),
    "offer": gettext_lazy("What it offers"),
    "caller_questions": gettext_lazy("What callers will ask"),
}
_WHAT_HELP = {
    "name": gettext_lazy("As marketing calls it, for instance “Heart screening letter”."),
    "offer": gettext_lazy("What it promises or asks for, in a sentence or two."),
    "caller_questions": gettext_lazy("One question a line. The people who answer read them in every alert."),
}
_WHAT_WIDGETS = {
    "offer": forms.Textarea(attrs={"rows": 3}),
    "caller_questions": forms.Textarea(attrs={"rows": 4}),
}
_NAME_ROW = (Column("name", css_class="col-md-8"), Column("kind", css_class="col-md-4"))


class RegisterForm(_WindowForm, forms.ModelForm):
    """A launch in two minutes."""

    class Meta:
        model = Launch
        fields = _WHAT
        labels = _WHAT_LABELS
        help_texts = _WHAT_HELP
        widgets = _WHAT_WIDGETS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose a kind")), *Kind.choices]
        self.helper = layout(
            Row(*_NAME_ROW),
            Row(*_WINDOW_ROW),
            Row(Column("audience_size", css_class="col-md-4")),
            "offer",
            "caller_questions",
        )


class ChangeForm(forms.ModelForm):
    """What is said about a launch, made from one version of it. Its date moves by `MoveForm`."""

    version = version_field()

    class Meta:
        model = Launch
        fields = _WHAT
        labels = _WHAT_LABELS
        help_texts = _WHAT_HELP
        widgets = _WHAT_WIDGETS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.helper = layout(
            "version",
            Row(*_NAME_ROW),
            Row(Column("audience_size", css_class="col-md-4")),
            "offer",
            "caller_questions",
        )

    def changes(self) -> dict[str, Any]:
        """The launch's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in _WHAT}

    def tell_of(self, stored: Launch, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=_WHAT, sentence=sentence, version=stored.version)


class _ActForm(forms.Form):
    """An act on one version of a launch."""

    version = version_field()

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = launch.version
        self.helper = layout(*self.fields)

    def tell_of(self, stored: Launch, sentence: str) -> None:
        """Somebody else saved meanwhile: the page shows how the launch stands now, and one may go on."""
        self.add_error(None, _("%(what)s Look at how it stands now, then go on.") % {"what": sentence})
        made_from(self, stored.version)


class DropForm(_ActForm):
    """“It dropped today.”"""


class CancelForm(_ActForm):
    """Calling a launch off."""

    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)


class MoveForm(_WindowForm, _ActForm):
    """Another date."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Stands in the mail that everybody gets."),
    )

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, launch=launch, **kwargs)
        asked = self.initial.get("likely")
        by = (asked - launch.likely) if asked else datetime.timedelta(0)
        for name in ("likely", "earliest", "latest"):
            self.initial[name] = getattr(launch, name) + by
        self.helper = layout("version", Row(*_WINDOW_ROW), "reason")


class ReviewForm(_ActForm):
    """The liaison's judgement."""

    impact = forms.ChoiceField(
        label=gettext_lazy("What does it mean for the call centre?"),
        choices=[
            (Impact.DIRECT, gettext_lazy("Direct: it asks people to call, or they will")),
            (Impact.ANCILLARY, gettext_lazy("Ancillary: some will call, though it does not ask them to")),
            (Impact.NONE, gettext_lazy("None: nobody will call because of it")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences that marketing can follow."),
    )

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, launch=launch, **kwargs)
        if not launch.is_unreviewed:
            self.fields["impact"].initial = launch.impact
            self.fields["reasons"].initial = launch.impact_reasons


class MaterialForm(forms.Form):
    """One file."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=300)
