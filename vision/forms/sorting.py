"""Asks and dreams that join elements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models import Ask
from vision.models import Dream, Element, Function, Place


class ChosenForm(forms.Form):
    """Asks and dreams of one project that joined no element yet."""

    asks = forms.ModelMultipleChoiceField(Ask.objects.none(), required=False)
    dreams = forms.ModelMultipleChoiceField(Dream.objects.none(), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self._offer("asks", Ask.objects.live().filter(project=project))
        self._offer("dreams", Dream.objects.kept().filter(project=project))

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """At least one of them."""
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and not asked["asks"] and not asked["dreams"]:
            raise forms.ValidationError(_("Choose at least one ask or dream."))
        return asked

    def first_error(self) -> str:
        """What to say when there is no form to say it beside."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class JoinForm(ChosenForm):
    """What joins which element."""

    element = forms.ModelChoiceField(
        Element.objects.none(), error_messages={"required": _("Choose the element they join.")}
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        self._offer("element", project.elements.all())


class SproutForm(ChosenForm):
    """A new element made of what is chosen. In a column it goes below the line until somebody moves it up."""

    title = forms.CharField(label=_("Title of the new element"), max_length=120)
    function = forms.ModelChoiceField(
        Function.objects.none(), label=_("Function"), required=False, empty_label=_("decide later")
    )
    place = forms.ChoiceField(
        label=_("Place"),
        choices=[(Place.TRAY, _("Unsorted")), (Place.NOW, Place.NOW.label), (Place.NEXT, Place.NEXT.label)],
        required=False,
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        self._offer("function", project.functions.all())

    def clean(self) -> dict[str, Any]:
        """A column for what is beside the line."""
        asked = super().clean()
        asked["place"] = Place(asked.get("place") or Place.TRAY)
        if asked["place"].is_sorted and not asked.get("function") and "function" not in self.errors:
            self.add_error("function", _("Choose a function, or leave it unsorted."))
        return asked


class PartForm(forms.Form):
    """One ask or one dream that is part of an element."""

    ask = forms.ModelChoiceField(Ask.objects.none(), required=False)
    dream = forms.ModelChoiceField(Dream.objects.none(), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ask"].queryset = Ask.objects.filter(
            project=project, joined__element__project=project
        ).select_related("joined__element__project")
        fields["dream"].queryset = project.dreams.exclude(element=None).select_related("element__project")

    def clean(self) -> dict[str, Any]:
        """Exactly one of them."""
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(asked.get("ask")) == bool(asked.get("dream")):
            raise forms.ValidationError(_("Choose an ask or a dream."))
        return asked

    @property
    def element(self) -> Element | None:
        """What it is part of."""
        ask, dream = self.cleaned_data["ask"], self.cleaned_data["dream"]
        found: Element | None = ask.joined.element if ask else dream.element
        return found
