"""What may come in about the standing meeting and visits."""

import datetime
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.forms.fields import DateInput, TimeInput, layout, show_theirs, version_field
from marketing_sync.models import Meeting, MeetingAction, MeetingPlan, Visit
from projects.models import Project, User

_YEARS = datetime.timedelta(days=5 * 366)


def _near(day: datetime.date, today: datetime.date) -> datetime.date:
    if not today - _YEARS <= day <= today + _YEARS:
        raise ValidationError(_("Give a day within five years of today."))
    return day


class PlanForm(forms.ModelForm):
    """The rhythm of the meeting, made from one version of it (0 for none)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = MeetingPlan
        fields = ["starts_on", "at_time", "every_weeks", "place"]
        labels = {
            "starts_on": gettext_lazy("First day"),
            "at_time": gettext_lazy("At"),
            "every_weeks": gettext_lazy("Every so many weeks"),
            "place": gettext_lazy("Place or link"),
        }
        widgets = {"starts_on": DateInput(), "at_time": TimeInput()}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        self.helper = layout(
            "version",
            Row(
                Column("starts_on", css_class="col-md-4"),
                Column("at_time", css_class="col-md-4"),
                Column("every_weeks", css_class="col-md-4"),
            ),
            "place",
        )

    def clean_starts_on(self) -> datetime.date:
        """A day that is not out of the world."""
        return _near(self.cleaned_data["starts_on"], self.today)

    def rhythm(self) -> dict[str, Any]:
        """The plan's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: MeetingPlan, sentence: str) -> None:
        """Somebody else saved meanwhile: both are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class MinutesForm(forms.ModelForm):
    """The minutes of a meeting."""

    version = version_field()

    class Meta:
        model = Meeting
        fields = ["day", "present", "minutes"]
        labels = {
            "day": gettext_lazy("Day"),
            "present": gettext_lazy("Who was there"),
            "minutes": gettext_lazy("Minutes"),
        }
        widgets = {"day": DateInput(), "minutes": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["version"].initial = self.instance.version
        self.helper = layout(
            "version",
            Row(Column("day", css_class="col-md-6"), Column("present", css_class="col-md-6")),
            "minutes",
        )

    def clean_day(self) -> datetime.date:
        """A day that is not out of the world."""
        return _near(self.cleaned_data["day"], self.today)

    def said(self) -> dict[str, Any]:
        """The minutes as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Meeting, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class PromiseForm(forms.ModelForm):
    """Who does what until when."""

    class Meta:
        model = MeetingAction
        fields = ["what", "owner", "due_on"]
        labels = {"what": gettext_lazy("What"), "owner": gettext_lazy("Who"), "due_on": gettext_lazy("Until")}
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = project.today()
        owner = cast("forms.ModelChoiceField", self.fields["owner"])
        owner.queryset = User.objects.filter(memberships__project=project, is_active=True).order_by(
            "name", "pk"
        )
        self.helper = layout(
            "what",
            Row(Column("owner", css_class="col-md-7"), Column("due_on", css_class="col-md-5")),
        )

    def clean_due_on(self) -> datetime.date:
        """A day that is not out of the world."""
        return _near(self.cleaned_data["due_on"], self.today)


class VisitForm(forms.ModelForm):
    """A visit; with what was taken away it counts as held."""

    version = version_field()

    class Meta:
        model = Visit
        fields = ["visitor", "agent", "day", "took_away"]
        labels = {
            "visitor": gettext_lazy("Who of marketing"),
            "agent": gettext_lazy("With which agent"),
            "day": gettext_lazy("Day"),
            "took_away": gettext_lazy("What they took away"),
        }
        help_texts = {"took_away": gettext_lazy("Afterwards. As soon as something stands here, it was held.")}
        widgets = {"day": DateInput(), "took_away": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = project.today()
        self.fields["version"].initial = self.instance.version
        agent = cast("forms.ModelChoiceField", self.fields["agent"])
        here = project.agents.active()
        agent.queryset = here | project.agents.filter(pk=self.instance.agent_id or 0)
        agent.empty_label = _("Not settled yet")
        self.helper = layout(
            "version",
            Row(Column("visitor", css_class="col-md-6"), Column("agent", css_class="col-md-6")),
            Row(Column("day", css_class="col-md-4")),
            "took_away",
        )

    def clean_day(self) -> datetime.date:
        """A day that is not out of the world."""
        return _near(self.cleaned_data["day"], self.today)

    def what(self) -> dict[str, Any]:
        """The visit's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Visit, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)
