"""An ask."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Ask, Topic


class AskForm(forms.Form):
    """What somebody wants, in the team's words, with their own words as they were said."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    text = forms.CharField(label=_("What they want"), max_length=300)
    quote = forms.CharField(
        label=_("Their words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave only the words that say it: select them, with Shift and the arrow keys too."),
    )
    near = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**7)
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none(), required=False)

    def __init__(self, *args: Any, project: Project, with_quote: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic = cast("forms.ModelChoiceField", self.fields["topic"])
        topic.queryset = project.topics.all()
        if not with_quote:
            del self.fields["quote"], self.fields["near"]

    def clean_text(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["text"].split())

    def show_conflict(self, current: Ask) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        for name in ("text", "topic"):
            now = getattr(current, name)
            if now != self.cleaned_data.get(name):
                self.add_error(name, saved_meanwhile(now or "–"))
        self.data = made_from(self.data, "version", current.version)
