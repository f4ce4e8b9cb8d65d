"""The build-out: items, SOPs, colleagues, scorecards, the curriculum."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms.fields import DateInput, Versioned, helper, members_of, worded
from outcomes.models import BuildItem, Call, Colleague, Scorecard, Sop, SopVersion, TrainingUnit
from projects.models import Project

_MOST_LINES = 30


class ItemForm(Versioned):
    """One thing that has to stand, with what shows that it does."""

    evidence = forms.URLField(
        label=gettext_lazy("Evidence, as a link"), max_length=500, required=False, assume_scheme="https"
    )
    upload = forms.FileField(
        label=gettext_lazy("Evidence, as a file"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Up to 10 MB. A new file takes the place of the one before."),
    )

    class Meta:
        model = BuildItem
        fields = ("stream", "words", "owner", "due_on", "evidence")
        labels = {
            "stream": gettext_lazy("Workstream"),
            "words": gettext_lazy("What has to stand"),
            "owner": gettext_lazy("Owner"),
            "due_on": gettext_lazy("Until"),
        }
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members_of(project), _("nobody yet")
        worded(self.fields["stream"], _("Choose a workstream"))
        self.helper = helper(
            "version",
            Row(Column("stream", css_class="col-md-4"), Column("words", css_class="col-md-8")),
            Row(Column("owner", css_class="col-md-6"), Column("due_on", css_class="col-md-6")),
            Row(Column("evidence", css_class="col-md-6"), Column("upload", css_class="col-md-6")),
        )

    @property
    def upload_given(self) -> UploadedFile | None:
        """The file that came with it, if any."""
        given: UploadedFile | None = self.cleaned_data.get("upload") or None
        return given


class SopForm(Versioned):
    """A procedure's title, owner and date; a new one also says what to do."""

    text = forms.CharField(
        label=gettext_lazy("What to do"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Step by step, as one reads it with a caller on the line."),
    )

    class Meta:
        model = Sop
        fields = ("title", "owner", "review_on")
        labels = {
            "title": gettext_lazy("Title"),
            "owner": gettext_lazy("Owner"),
            "review_on": gettext_lazy("Look at it again on"),
        }
        widgets = {"review_on": DateInput()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members_of(project), _("nobody yet")
        texts = ["text"]
        if self.instance.pk:
            del self.fields["text"]
            texts = []
        self.helper = helper(
            "version",
            "title",
            Row(Column("owner", css_class="col-md-6"), Column("review_on", css_class="col-md-6")),
            *texts,
        )


class PublishForm(forms.ModelForm):
    """The next version of a procedure. `seen` is the number of the one that it was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = SopVersion
        fields = ("text", "what_changed")
        labels = {
            "text": gettext_lazy("What to do"),
            "what_changed": gettext_lazy("What changed"),
        }
        help_texts = {
            "what_changed": gettext_lazy("One sentence; it stands in the mail that asks to read it.")
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("seen", "text", "what_changed")


class ColleagueForm(Versioned):
    """Somebody who answers calls."""

    class Meta:
        model = Colleague
        fields = ("name", "email", "language", "is_temporary")
        labels = {
            "name": gettext_lazy("Name"),
            "email": gettext_lazy("E-mail address"),
            "language": gettext_lazy("Language"),
            "is_temporary": gettext_lazy("Temporary"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("version", "name", "email", "language", "is_temporary")


class ScorecardForm(forms.ModelForm):
    """What a good call is, line by line."""

    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One a line, for instance “Confirms who is calling before anything is said”."),
    )

    class Meta:
        model = Scorecard
        fields = ("name", "scale")
        labels = {"name": gettext_lazy("Name"), "scale": gettext_lazy("How each line is scored")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self.fields["scale"], _("Choose a scale"))
        self.helper = helper(
            Row(Column("name", css_class="col-md-8"), Column("scale", css_class="col-md-4")), "lines"
        )

    def clean_lines(self) -> list[str]:
        """Each line once; at least one, none too long."""
        lines = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip())
        )
        if not lines:
            raise forms.ValidationError(_("Write at least one line."))
        if len(lines) > _MOST_LINES:
            raise forms.ValidationError(
                _("A scorecard has up to %(most)d lines; these are %(count)d.")
                % {"most": _MOST_LINES, "count": len(lines)}
            )
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("A line has up to 200 characters."))
        return lines


class CallForm(forms.ModelForm):
    """A call to be scored."""

    class Meta:
        model = Call
        fields = ("label",)
        labels = {"label": gettext_lazy("Which call")}
        help_texts = {
            "label": gettext_lazy(
                "As everybody finds the recording; no name of a patient. “12 May, 10:42, line 4”."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("label")


class ScoreForm(forms.Form):
    """One rater's scores of one call: a choice for each line."""

    def __init__(self, *args: Any, card: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in card.lines.all():
            self.fields[f"line-{line.pk}"] = forms.TypedChoiceField(
                label=line.words, choices=card.values, coerce=int, widget=forms.RadioSelect
            )
        self.helper = helper(*self.fields)

    def scores(self) -> dict[int, int]:
        """What was given, by the line's key."""
        return {int(name.removeprefix("line-")): value for name, value in self.cleaned_data.items()}


class UnitForm(Versioned):
    """One part of the curriculum."""

    class Meta:
        model = TrainingUnit
        fields = ("name", "minutes", "due_on")
        labels = {
            "name": gettext_lazy("Name"),
            "minutes": gettext_lazy("Minutes"),
            "due_on": gettext_lazy("Everybody until"),
        }
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "version", "name", Row(Column("minutes", css_class="col-6"), Column("due_on", css_class="col-6"))
        )
