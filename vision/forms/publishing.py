"""The words of a version, and what is decided about telling people."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from vision.models import Decision, DecisionKind, Draft, DraftNote, Element, OutcomeMessage, Talk
from vision.queries import Letter


def members_of(project: Project) -> Any:
    """Who may talk to somebody."""
    return User.objects.filter(memberships__project=project).order_by("name", "email")


class StatementForm(forms.ModelForm):
    """What we want to create, and within which limits."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = Draft
        fields = ["statement", "success_measures", "constraints"]
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 5}),
            "success_measures": forms.Textarea(attrs={"rows": 4}),
            "constraints": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"statement": _("What do we want to create?")}
        help_texts = {
            "statement": _("A few sentences that everyone can repeat. They stand on the first page."),
            "success_measures": _("One a line, with a number where there is one."),
            "constraints": _("What cannot be changed: money, dates, systems, rules. One a line."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].required = True
        self.initial["version"] = self.instance.version
        self.helper = FormHelper()
        self.helper.form_tag = False

    def words(self) -> dict[str, str]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NoteForm(forms.ModelForm):
    """One person's mail, and when their ask fell, the talk that comes first or why there is none."""

    class Meta:
        model = DraftNote
        fields = ["subject", "words", "talk_owner", "talk_due", "override_reason"]
        widgets = {
            "words": forms.Textarea(attrs={"rows": 6}),
            "talk_due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "words": _("Below these words stand their asks, each with its place and reason, and one button."),
            "override_reason": _("Leave this empty to talk first. A reason is kept in the activity."),
        }

    def __init__(self, *args: Any, letter: Letter, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.initial["subject"], self.initial["words"] = letter.subject, letter.words
        talk: list[Any] = []
        if letter.needs_talk:
            fields["talk_owner"].queryset = members_of(project)
            fields["talk_owner"].empty_label = _("their relationship owner")
            talk = [Row(Column("talk_owner"), Column("talk_due")), "override_reason"]
        else:
            for name in ("talk_owner", "talk_due", "override_reason"):
                del fields[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*talk, "subject", "words")


class SealForm(forms.Form):
    """What the lead looked at before publishing."""

    seal = forms.RegexField(r"^[0-9a-f]{32}$")


class TalkForm(forms.Form):
    """What was said, or, by the lead, why there is no talk."""

    notes = forms.CharField(
        label=_("What was said"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the team. The mails that wait for this talk go when you save."),
    )


class PassOverForm(forms.Form):
    """Why mails go without a talk."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Kept with the talk and in the activity."),
    )


class ReassignForm(forms.ModelForm):
    """Who talks to them, and until when."""

    class Meta:
        model = Talk
        fields = ["owner", "due"]
        widgets = {"due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = members_of(project)


class OutcomeForm(forms.ModelForm):
    """The words of a mail that has not gone yet."""

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = OutcomeMessage
        fields = ["subject", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["edits"] = self.instance.edits


class DecisionForm(forms.ModelForm):
    """What was decided, or what somebody of the team disagrees with."""

    class Meta:
        model = Decision
        fields = ["kind", "text", "element", "version"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [
            (kind.value, kind.label) for kind in (DecisionKind.DECISION, DecisionKind.DISAGREEMENT)
        ]
        fields["element"].queryset = Element.objects.filter(project=project).order_by("title")
        fields["element"].empty_label = _("none in particular")
        fields["version"].queryset = project.versions.all()
        fields["version"].empty_label = _("none in particular")


class AnswerForm(forms.Form):
    """The answer to a concern."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConcernForm(forms.Form):
    """What a person has against their outcome. `line` is the ask that was not meant so, if any."""

    kind = forms.ChoiceField(
        choices=[(DecisionKind.CONCERN.value, ""), (DecisionKind.NOT_MEANT.value, "")], required=False
    )
    line = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    text = forms.CharField(
        max_length=4000, error_messages={"required": _("Write what we should know, in a sentence or two.")}
    )
