"""What may come in about briefs, agents, and what is prepared."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.forms.fields import layout, made_from, show_theirs, version_field
from marketing_sync.models import Agent, BriefDraft, Item, Preparation


class BriefForm(forms.ModelForm):
    """The brief of a launch, made from one version of its draft (0 for none)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = BriefDraft
        fields = BriefDraft.TEXTS
        labels = {
            "offer": gettext_lazy("What it offers"),
            "caller_questions": gettext_lazy("What callers will ask"),
            "answers": gettext_lazy("What to say"),
            "look": gettext_lazy("Where to look"),
            "escalation": gettext_lazy("When you cannot help"),
        }
        help_texts = {
            "caller_questions": gettext_lazy("One question a line."),
            "answers": gettext_lazy("An answer to each question, in words that can be said on the phone."),
            "look": gettext_lazy("The screen, the page, the list in which agents find more."),
            "escalation": gettext_lazy("Whom to hand the caller to, and how."),
        }
        widgets = {
            "offer": forms.Textarea(attrs={"rows": 3}),
            "caller_questions": forms.Textarea(attrs={"rows": 4}),
            "answers": forms.Textarea(attrs={"rows": 6}),
            "look": forms.Textarea(attrs={"rows": 2}),
            "escalation": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.helper = layout("version", *self.Meta.fields)

    def texts(self) -> dict[str, str]:
        """What the brief shall say."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: BriefDraft, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class ApproveForm(forms.Form):
    """The draft that was read."""

    version = version_field()

    def made_from(self, version: int) -> None:
        """Sent again, it approves what is stored now."""
        made_from(self, version)


class AgentForm(forms.ModelForm):
    """Somebody who answers calls."""

    version = version_field()

    class Meta:
        model = Agent
        fields = ["name", "email", "team", "language"]
        labels = {
            "name": gettext_lazy("Name"),
            "email": gettext_lazy("E-mail address"),
            "team": gettext_lazy("Team"),
            "language": gettext_lazy("Language"),
        }
        help_texts = {"language": gettext_lazy("In which their mails and pages are.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.helper = layout(
            "version",
            Row(Column("name", css_class="col-md-6"), Column("email", css_class="col-md-6")),
            Row(Column("team", css_class="col-md-6"), Column("language", css_class="col-md-6")),
        )

    def clean_email(self) -> str:
        """An address that no other agent of the project has, also none who left."""
        email = self.cleaned_data["email"]
        same = Agent.objects.filter(project=self.instance.project, email__iexact=email)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("An agent has this address already, perhaps one who left."))
        return str(email)

    def who(self) -> dict[str, Any]:
        """The agent's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Agent, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class PrepareForm(forms.Form):
    """Answering for one item."""

    LABELS = {
        Item.TRAINING: gettext_lazy("Who was trained, and on what"),
        Item.STAFFING: gettext_lazy("Why the gap is closed, or can be accepted"),
        Item.ACCESS: gettext_lazy("Which systems agents need, and since when they have them"),
        Item.CONTINGENCIES: gettext_lazy("What happens when it goes out early, late, or rings twice as much"),
    }

    note = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, item: str, kept: Preparation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = self.LABELS[Item(item)]
        self.fields["note"].initial = kept.note if kept else ""
        self.helper = layout("note")
