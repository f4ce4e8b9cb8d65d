"""Elements and dreams."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from vision.models import Dream, Element, Flag, Function, Place
from vision.queries import needing


class ElementForm(forms.ModelForm):
    """An element's texts. A new one also says where it goes; later that is a move."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    place = forms.ChoiceField(
        label=_("Place"),
        choices=[
            (Place.TRAY, _("Unsorted, decide later")),
            (Place.NOW, _("NOW, above the line")),
            (Place.NEXT, _("NEXT, below the line")),
        ],
        initial=Place.TRAY,
        required=False,
    )
    function = forms.ModelChoiceField(
        Function.objects.none(), label=_("Function"), required=False, empty_label=_("none yet")
    )
    flags = forms.MultipleChoiceField(
        label=_("Flags"), choices=Flag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.ModelMultipleChoiceField(
        Element.objects.none(),
        label=_("Needs"),
        required=False,
        help_text=_("What must be there before this can be. NOW cannot depend on NEXT."),
    )

    class Meta:
        model = Element
        fields = [
            "title",
            "description",
            "reason",
            "effort_low",
            "effort_likely",
            "effort_high",
            "cost",
            "owner",
            "revisit_on",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "revisit_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "reason": _("Everyone who asked for it reads this sentence when a version is published."),
            "effort_low": _("person-days"),
            "effort_likely": _("person-days"),
            "effort_high": _("person-days"),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self._choices(project)
        self.fields["cost"].label = _("Cost in %(currency)s") % {"currency": project.currency}
        placing: list[Any] = [Row(Column("function"), Column("place"))]
        if self.instance.pk:
            self.initial.update(
                version=self.instance.version,
                flags=self.instance.flags,
                needs=[needed.pk for needed in self.instance.needs.all()],
            )
            del self.fields["place"], self.fields["function"]
            placing = []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            "title",
            *placing,
            "description",
            "reason",
            Fieldset(
                str(_("Effort")), Row(Column("effort_low"), Column("effort_likely"), Column("effort_high"))
            ),
            Row(Column("cost"), Column("owner"), Column("revisit_on")),
            Field("flags"),
            Field("needs", size=6),
        )

    def _choices(self, project: Project) -> None:
        fields: dict[str, Any] = self.fields
        fields["function"].queryset = project.functions.all()
        fields["owner"].queryset = User.objects.filter(memberships__project=project).order_by("name")
        fields["owner"].empty_label = _("nobody yet")
        fields["needs"].queryset = project.elements.exclude(pk=self.instance.pk).order_by("title")

    def clean(self) -> dict[str, Any]:
        """Three points or none, in order; a column for what is beside the line."""
        asked: dict[str, Any] = super().clean() or {}
        points = [asked.get(name) for name in ("effort_low", "effort_likely", "effort_high")]
        given = [point for point in points if point is not None]
        if given and not any(name in self.errors for name in ("effort_low", "effort_likely", "effort_high")):
            if len(given) < 3:
                self.add_error("effort_likely", _("Give all three points, or none."))
            elif min(given) < 0 or given != sorted(given):
                self.add_error("effort_likely", _("At best, most likely and at worst must not fall."))
        if (asked.get("cost") or 0) < 0:
            self.add_error("cost", _("A cost cannot be negative."))
        self._refuse_a_circle(asked.get("needs") or [])
        if "place" in self.fields:
            asked["place"] = Place(asked.get("place") or Place.TRAY)
            if asked["place"].is_sorted and not asked.get("function"):
                self.add_error("function", _("Choose a function, or leave it unsorted."))
        return asked

    def _refuse_a_circle(self, needs: Any) -> None:
        """What waits for this one cannot be what this one waits for."""
        waiting = needing(self.instance) if self.instance.pk and needs else set()
        circle = [needed.title for needed in needs if needed.pk in waiting]
        if circle:
            said = _("“%(title)s” needs this one, at first hand or by others, so this one cannot need it.")
            self.add_error("needs", said % {"title": circle[0]})

    def _post_clean(self) -> None:
        """The checks of the table's own constraints are in `clean`, said in words about fields."""

    def texts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class DreamForm(forms.ModelForm):
    """What the team wants, in a sentence."""

    class Meta:
        model = Dream
        fields = ["text", "why"]
        widgets = {"why": forms.Textarea(attrs={"rows": 2})}
        labels = {"text": _("We dream of …")}
