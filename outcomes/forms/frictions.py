"""Frictions, as members and as people on the floor write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import Versioned, helper, members_of
from outcomes.models import Friction, FrictionState
from projects.models import Project


class FrictionForm(Versioned):
    """Its words, who sees to it, and what has to become different."""

    class Meta:
        model = Friction
        fields = ("words", "owner", "change")
        labels = {
            "words": gettext_lazy("What keeps going wrong"),
            "owner": gettext_lazy("Owner"),
            "change": gettext_lazy("Change of the system"),
        }
        help_texts = {
            "change": gettext_lazy("What has to become different so that nobody has to fix it again."),
        }
        widgets = {"change": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members_of(project), _("nobody yet")
        self.helper = helper("version", "words", "owner", "change")


class StepForm(forms.Form):
    """What is done about it now."""

    state = forms.ChoiceField(label=gettext_lazy("Now"), choices=FrictionState.choices)
    note = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("state", "note")
