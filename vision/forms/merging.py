"""Merging, splitting and commenting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Ask
from vision.models import Dream, Element


class MergeForm(forms.Form):
    """Which other elements become part of one."""

    others = forms.ModelMultipleChoiceField(
        Element.objects.none(),
        label=_("Elements that become part of it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one other element.")},
    )

    def __init__(self, *args: Any, element: Element, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["others"]
        field.queryset = element.project.elements.exclude(pk=element.pk)


class SplitForm(forms.Form):
    """What the second element is called, and which asks and dreams belong to it."""

    title = forms.CharField(label=_("What is the other one called?"), max_length=120)
    asks = forms.ModelMultipleChoiceField(
        Ask.objects.none(),
        label=_("Asks that belong to it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dreams = forms.ModelMultipleChoiceField(
        Dream.objects.none(),
        label=_("Dreams that belong to it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, element: Element, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        asks = Ask.objects.live().filter(joined__element=element).select_related("stakeholder")
        fields["asks"].queryset = asks
        fields["asks"].label_from_instance = lambda ask: f"{ask.text} ({ask.stakeholder.name})"
        fields["dreams"].queryset = element.dreams.all()
        for name, rows in (("asks", asks), ("dreams", element.dreams.all())):
            if not rows.exists():
                del self.fields[name]


class CommentForm(forms.Form):
    """A remark."""

    text = forms.CharField(max_length=4000, error_messages={"required": _("Write your comment first.")})
