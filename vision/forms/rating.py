"""Criteria, raters, and ratings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models import Stakeholder
from vision.models import Choice, Criterion, Element, Rating


class CriterionForm(forms.ModelForm):
    """A criterion's name, unlike any other's of its project, and its weight."""

    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=10, initial=1, help_text=_("1 to 10, against the others")
    )

    class Meta:
        model = Criterion
        fields = ["name", "weight"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_name(self) -> str:
        """Refuses a name that is taken, whatever its case."""
        name: str = self.cleaned_data["name"]
        if self.project.criteria.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a criterion of this name."))
        return name


class WeightForm(forms.Form):
    """Another weight for a criterion."""

    weight = forms.IntegerField(min_value=1, max_value=10)


class RatersForm(forms.Form):
    """Stakeholders who are asked to rate: those who have an address."""

    stakeholders = forms.ModelMultipleChoiceField(
        Stakeholder.objects.none(),
        label=_("Who else shall rate?"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        error_messages={"required": _("Choose at least one person.")},
        help_text=_("Each gets a mail with a link of their own; they need no account."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stakeholders"]
        people = Stakeholder.objects.live().filter(project=project).exclude(email="")
        field.queryset = people.order_by("name")


class PairForm(forms.Form):
    """Which of two comes first; both must be near the line still."""

    first = forms.ModelChoiceField(Element.objects.none())
    second = forms.ModelChoiceField(Element.objects.none())
    choice = forms.ChoiceField(choices=Choice.choices)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("first", "second"):
            fields[name].queryset = project.elements.all()

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and asked["first"] == asked["second"]:
            raise forms.ValidationError(_("That is one and the same."))
        return asked


class RatingForm:
    """What was typed into "r-ELEMENT-CRITERION" fields, all or one: a number from 0 to 10, or nothing."""

    def __init__(self, data: Any, *, elements: list[Element], criteria: list[Criterion]) -> None:
        self.given: list[tuple[Element, Criterion, int | None]] = []
        self.errors: list[str] = []
        for element in elements:
            for criterion in criteria:
                name = f"r-{element.pk}-{criterion.pk}"
                if name in data:
                    self._take(data[name].strip(), element, criterion)

    def _take(self, text: str, element: Element, criterion: Criterion) -> None:
        if not text:
            self.given.append((element, criterion, None))
        elif text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 10:
            self.given.append((element, criterion, int(text)))
        else:
            told = _("%(title)s, %(criterion)s: a whole number from 0 to 10, please.")
            self.errors.append(told % {"title": element.title, "criterion": criterion.name})


def as_given(ratings: "list[Rating]") -> dict[str, int]:
    """Ratings by the names of their fields."""
    return {f"r-{rating.element_id}-{rating.criterion_id}": rating.value for rating in ratings}
