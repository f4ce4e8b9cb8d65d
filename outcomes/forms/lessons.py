"""Lessons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import Versioned, helper
from outcomes.models import Lesson
from projects.models import Project


class LessonForm(Versioned):
    """What was proved, what carries forward, and on what it stands."""

    class Meta:
        model = Lesson
        fields = ("title", "proved", "carries", "measures", "frictions")
        labels = {
            "title": gettext_lazy("Lesson"),
            "proved": gettext_lazy("What the project proved"),
            "carries": gettext_lazy("What carries forward"),
            "measures": gettext_lazy("Measures that show it"),
            "frictions": gettext_lazy("Frictions that taught it"),
        }
        help_texts = {
            "title": gettext_lazy("One sentence that somebody in another project understands."),
            "carries": gettext_lazy("What the next project should do from its first day."),
        }
        widgets = {
            "proved": forms.Textarea(attrs={"rows": 4}),
            "carries": forms.Textarea(attrs={"rows": 4}),
            "measures": forms.CheckboxSelectMultiple,
            "frictions": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures: Any = self.fields["measures"]
        measures.queryset = project.measures.order_by("name", "pk")
        frictions: Any = self.fields["frictions"]
        frictions.queryset = project.frictions.separate().order_by("words", "pk")
        if not measures.queryset.exists():
            del self.fields["measures"]
        if not frictions.queryset.exists():
            del self.fields["frictions"]
        links = [name for name in ("measures", "frictions") if name in self.fields]
        self.helper = helper("version", "title", "proved", "carries", *links)

    def given(self) -> dict[str, Any]:
        """The lesson as it shall be; what it stands on as lists."""
        asked = super().given()
        return {**asked, **{name: list(asked.get(name) or ()) for name in ("measures", "frictions")}}
