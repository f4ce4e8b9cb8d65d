"""The line, what the team can do in a week, and changes to several elements."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from vision.actions import Wanted
from vision.forms.board import BIGGEST_KEY, SpotForm
from vision.models import Capacity, Element, Flag, Function, Place

_MOST = 10_000


class WhatIfForm(forms.Form):
    """What would be elsewhere: the line, one element, or several that are in one hand."""

    above = forms.IntegerField(min_value=0, max_value=_MOST, required=False)
    element = forms.IntegerField(min_value=1, max_value=BIGGEST_KEY, required=False)
    # Of so many the keys still fit into an address.
    elements = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,999}$", required=False)
    to = forms.ChoiceField(choices=Place.choices, required=False)

    def hand(self) -> list[int]:
        """The keys of the elements that somebody has in the hand over another place."""
        asked = self.cleaned_data
        if not asked["to"]:
            return []
        if asked["elements"]:
            return [int(key) for key in asked["elements"].split(",")]
        return [asked["element"]] if asked["element"] else []


class LineForm(forms.Form):
    """The line where it was let go, and what the person saw crossing it."""

    above = forms.IntegerField(min_value=0, max_value=_MOST)
    seen = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,9999}$")

    def crossing(self) -> list[int]:
        """The keys of what was seen crossing."""
        return [int(key) for key in self.cleaned_data["seen"].split(",")]


class CapacityForm(forms.ModelForm):
    """Person-days a week as three points, and the day on which the work begins."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = Capacity
        fields = ["days_low", "days_likely", "days_high", "starts_on"]
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "days_low": _("person-days, with people ill or called away"),
            "days_likely": _("person-days of the whole team for this project"),
            "days_high": _("person-days, when nothing comes between"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version", Row(Column("days_low"), Column("days_likely"), Column("days_high")), "starts_on"
        )

    def clean(self) -> dict[str, Any]:
        """The points do not fall, and a bad week is not nothing."""
        asked: dict[str, Any] = super().clean() or {}
        points = [asked.get(name) for name in ("days_low", "days_likely", "days_high")]
        given = [point for point in points if point is not None]
        if len(given) == 3:
            if given[0] <= 0:
                self.add_error("days_low", _("Even a bad week has to bring something, or it is never done."))
            elif given != sorted(given):
                self.add_error("days_likely", _("From a bad to a good week the days must not fall."))
        return asked

    def _post_clean(self) -> None:
        """The checks of the table's own constraint are in `clean`, said in words about fields."""


class BulkForm(SpotForm):
    """Which elements, and what they are given or where they go together. What is left as it is stays."""

    KEEP = ""
    NOBODY = "nobody"

    elements = forms.ModelMultipleChoiceField(
        Element.objects.none(), error_messages={"required": _("Choose at least one element.")}
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    function = forms.ModelChoiceField(Function.objects.none(), label=_("Function"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    flag = forms.ChoiceField(label=_("Add a flag"), required=False)
    no_flag = forms.ChoiceField(label=_("Take a flag off"), required=False)
    # The board's revision that the person looks at.
    seen = forms.IntegerField(min_value=0, max_value=BIGGEST_KEY, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        members = User.objects.filter(memberships__project=project).order_by("name", "email")
        self.members = {str(user.pk): user for user in members}
        fields["elements"].queryset = project.elements.all()
        fields["function"].queryset = project.functions.all()
        fields["function"].empty_label = _("as it is")
        keep = [(self.KEEP, _("as it is"))]
        fields["place"].choices = [*keep, *Place.choices]
        fields["owner"].choices = [
            *keep,
            (self.NOBODY, _("nobody")),
            *((key, str(user)) for key, user in self.members.items()),
        ]
        fields["flag"].choices = fields["no_flag"].choices = [*keep, *Flag.choices]

    def offer(self, functions: list[tuple[int, str]]) -> None:
        """Columns to choose from that are known already, so that they are not asked for again."""
        fields: dict[str, Any] = self.fields
        fields["function"].choices = [(self.KEEP, _("as it is")), *functions]

    def wanted(self) -> Wanted:
        """What the action takes."""
        asked = self.cleaned_data
        return Wanted(
            spot=self.spot() if asked["cell"] else None,
            place=Place(asked["place"]) if asked["place"] else None,
            function=asked["function"],
            owner=self.members.get(asked["owner"]),
            nobody=asked["owner"] == self.NOBODY,
            flags=[asked["flag"]] if asked["flag"] else [],
            no_flags=[asked["no_flag"]] if asked["no_flag"] else [],
        )

    def first_error(self) -> str:
        """What to say above the list, or beside the board."""
        return next((str(errors[0]) for errors in self.errors.values()), "")
