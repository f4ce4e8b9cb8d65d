"""Moves and columns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from vision import ranks
from vision.actions import Spot
from vision.models import Function, Place

BIGGEST_KEY = 2**63 - 1
MOST_IN_A_CELL = 100_000
# The cells of the list, where no column is said.
LISTED = ("now", "next")


class SpotForm(forms.Form):
    """Where cards go: a cell, and the cards that were seen above and below there.

    `cell` is "now-12", "tray", …; in the list, whose neighbours are of any column, it is "now" or "next".
    """

    cell = forms.RegexField(
        r"^(now|next)-\d{1,18}$|^(now|next|tray|declined)$", required=False, widget=forms.HiddenInput
    )
    after = forms.IntegerField(min_value=1, max_value=BIGGEST_KEY, required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(min_value=1, max_value=BIGGEST_KEY, required=False, widget=forms.HiddenInput)

    def spot(self) -> Spot:
        """Where they go, if a cell was said."""
        place, _dash, function = self.cleaned_data["cell"].partition("-")
        return Spot(
            Place(place),
            int(function) if function else None,
            self.cleaned_data["after"],
            self.cleaned_data["before"],
            across=place in LISTED and not function,
        )


class MoveForm(SpotForm):
    """One move: where the card goes, and from which of its positions.

    With `position` it goes there in its cell, counted from 1; the cards beside it need not be said.
    """

    placed = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    step = forms.ChoiceField(choices=[("up", "up"), ("down", "down")], required=False)
    position = forms.IntegerField(min_value=1, max_value=MOST_IN_A_CELL, required=False)

    def clean(self) -> dict[str, Any]:
        """Either one step or a cell."""
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(asked.get("step")) == bool(asked.get("cell")):
            raise forms.ValidationError(_("Say where the card goes."))
        return asked


class CellForm(forms.Form):
    """More of one cell of the board: which one, and the key after which."""

    cell = forms.RegexField(r"^(now|next)-\d{1,18}$|^(tray|declined)$")
    after = forms.RegexField(ranks.PATTERN, max_length=400, required=False)


class FunctionForm(forms.ModelForm):
    """A column's name, unlike any other column's of its project."""

    class Meta:
        model = Function
        fields = ["name"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_name(self) -> str:
        """Refuses a name that is taken, whatever its case."""
        name: str = self.cleaned_data["name"]
        if self.project.functions.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a column of this name."))
        return name
