"""What the forms of outcomes have in common: days, layouts, versions, owners."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project, User

BACK = datetime.timedelta(days=20 * 366)
AHEAD = datetime.timedelta(days=5 * 366)


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def helper(*layout: Any) -> FormHelper:
    """A layout without a form tag of its own."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*layout)
    return made


class Versioned(forms.ModelForm):
    """A form that carries the version it was made from, and shows both texts when somebody saved first."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def given(self) -> dict[str, Any]:
        """The row's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def clean_version(self) -> int:
        """Without one, the form was made from the first."""
        return self.cleaned_data["version"] or 1

    def tell_of(self, stored: Any) -> None:
        """Shows what was saved meanwhile beside what was typed, and loses neither."""
        self.add_error(
            None, _("Somebody else has changed this meanwhile. Save again to keep what you typed.")
        )
        for name in self._meta.fields or ():
            theirs = getattr(stored, name)
            if isinstance(theirs, models.Manager):
                # What it stands on is seen in the boxes; only texts are told apart.
                continue
            if name in self.fields and theirs != self.cleaned_data.get(name):
                shown = getattr(stored, f"get_{name}_display", lambda theirs=theirs: theirs)()
                self.add_error(
                    name,
                    _("Saved meanwhile: “%(theirs)s”.") % {"theirs": "–" if shown in ("", None) else shown},
                )
        data: Any = self.data
        data = data.copy()
        data["version"] = str(stored.version)
        self.data = data


def check_day(day: datetime.date) -> str:
    """Why this cannot be the day of a reading, or ""."""
    today = timezone.localdate()
    if day > today:
        return _("This day has not come yet.")
    if day < today - BACK:
        return _("Give a day within the last twenty years.")
    return ""


def members_of(project: Project) -> Any:
    """Who may own something in the project, by name."""
    return User.objects.filter(memberships__project=project).order_by("name", "pk")


def worded(field: Any, words: str) -> None:
    """Gives a choice an empty first line that says what to do."""
    field.choices = [("", words), *[choice for choice in field.choices if choice[0]]]
