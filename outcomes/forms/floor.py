"""What went wrong, as members and people on the floor write it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import helper


class LogForm(forms.Form):
    """What went wrong, in two fields."""

    words = forms.CharField(
        label=gettext_lazy("What went wrong"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As you would tell a colleague. No names of patients, please."),
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For instance a queue, a clinic, a screen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("words", "place")


class SayForm(LogForm):
    """The same by the project's link, without an account."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bound in self.fields.items():
            described = [f"id_{name}-help"] if bound.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"id_{name}-error")
                bound.widget.attrs["aria-invalid"] = "true"
            if described:
                bound.widget.attrs["aria-describedby"] = " ".join(described)
