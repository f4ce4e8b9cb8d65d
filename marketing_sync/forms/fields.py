"""What the forms about launches share: pickers, layout, and the version that each was made from."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db import models
from django.utils.translation import gettext as _


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


def layout(*fields: Any) -> FormHelper:
    """The fields without a form tag of their own."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*fields)
    return helper


def version_field() -> forms.IntegerField:
    """The version that the form was made from."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


def made_from(form: forms.BaseForm, version: int) -> None:
    """The form, sent again, is one about what is stored now."""
    data: Any = form.data
    data = data.copy()
    data["version"] = str(version)
    form.data = data


def show_theirs(
    form: forms.BaseForm, stored: models.Model, *, names: Any, sentence: str, version: int
) -> None:
    """Somebody else saved meanwhile: shows their text beside what was typed, and loses neither."""
    form.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": sentence})
    for name in names:
        theirs = getattr(stored, name)
        if theirs != form.cleaned_data.get(name):
            form.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": _in_words(stored, name)})
    made_from(form, version)


def _in_words(stored: models.Model, name: str) -> str:
    """The stored value as a reader sees it."""
    display = getattr(stored, f"get_{name}_display", None)
    value = display() if display else getattr(stored, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in ("", None) else str(value)
