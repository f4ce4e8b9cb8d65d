"""What every form of a crisis is made with."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _

_BIGGEST = 2**31 - 1


def helper(*layout: Any) -> FormHelper:
    """A layout without its own <form>."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*layout)
    return made


def version_field() -> forms.IntegerField:
    """Which version of the row the page was made from."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=_BIGGEST)


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Versioned(forms.ModelForm):
    """A form that carries the version it was made from, and shows both texts when somebody saved first."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=_BIGGEST, required=False)

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
            if name in self.fields and theirs != self.cleaned_data.get(name):
                shown = getattr(stored, f"get_{name}_display", lambda theirs=theirs: theirs)()
                said = "–" if shown in ("", None) else shown
                self.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": said})
        data: Any = self.data
        data = data.copy()
        data["version"] = str(stored.version)
        self.data = data
