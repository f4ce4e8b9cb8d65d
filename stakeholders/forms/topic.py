"""A topic's name."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Topic


class TopicForm(forms.Form):
    """A topic's name; `was` is the name that the form was made from."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Questions and coverage stand under it. People see it above each question."),
    )

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if topic is not None:
            self.initial = {"name": topic.name, "was": topic.name}
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_name(self) -> str:
        """The name on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def refuse_twice(self) -> None:
        """Another topic is called so."""
        self.add_error("name", _("There is a topic of this name already."))

    def show_conflict(self, current: Topic) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        self.add_error("name", saved_meanwhile(current.name))
        self.data = made_from(self.data, "was", current.name)
