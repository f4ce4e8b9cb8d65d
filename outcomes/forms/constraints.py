"""Constraints."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import DateInput, Versioned, helper, members_of, worded
from outcomes.models import Constraint
from projects.models import Project


class ConstraintForm(Versioned):
    """A limit, who owns it, and what would lift it."""

    class Meta:
        model = Constraint
        fields = ("statement", "kind", "hardness", "owner", "since", "lifts", "review_on")
        labels = {
            "statement": gettext_lazy("Constraint"),
            "kind": gettext_lazy("Kind"),
            "hardness": gettext_lazy("How hard"),
            "owner": gettext_lazy("Owner"),
            "since": gettext_lazy("Since"),
            "lifts": gettext_lazy("What lifts it"),
            "review_on": gettext_lazy("Look at it again on"),
        }
        help_texts = {
            "statement": gettext_lazy("One sentence, for instance “No new position before 1 July.”"),
            "lifts": gettext_lazy("What would have to happen, and who decides."),
        }
        widgets = {
            "since": DateInput(),
            "review_on": DateInput(),
            "lifts": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members_of(project), _("nobody yet")
        worded(self.fields["kind"], _("Choose a kind"))
        worded(self.fields["hardness"], _("Choose how hard"))
        self.helper = helper(
            "version",
            "statement",
            Row(Column("kind", css_class="col-md-6"), Column("hardness", css_class="col-md-6")),
            Row(
                Column("owner", css_class="col-md-4"),
                Column("since", css_class="col-md-4"),
                Column("review_on", css_class="col-md-4"),
            ),
            "lifts",
        )
