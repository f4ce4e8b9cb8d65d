"""Questions and sets of them."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.actions import Wanted
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Kind, Question, QuestionSet, QuestionWording, Topic
from stakeholders.models.question import WITH_OPTIONS

_MOST_OPTIONS = 12


class QuestionForm(forms.Form):
    """A question's words; `number` is the wording that the form was made from."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000)
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none())
    text = forms.CharField(
        label=_("Question"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Open and neutral: it should not hint at the answer you hope for."),
    )
    help = forms.CharField(
        label=_("Help below the question"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Kind.choices, initial=Kind.LONG_TEXT)
    options = forms.CharField(
        label=_("What can be chosen"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line; only for “one of”, “some of” and “put in order”."),
    )
    required = forms.BooleanField(label=_("Must be answered before submitting"), required=False)
    hint = forms.CharField(
        label=_("Hint for the interviewer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Never shown to the person who is asked."),
    )
    spanish_text = forms.CharField(
        label=_("Question in Spanish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    spanish_help = forms.CharField(
        label=_("Help in Spanish"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    spanish_options = forms.CharField(
        label=_("What can be chosen, in Spanish"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The same number of lines in the same order."),
    )

    def __init__(self, *args: Any, project: Project, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic = cast("forms.ModelChoiceField", self.fields["topic"])
        topic.queryset = project.topics.all()
        topic.empty_label = None
        if question is not None and question.latest is not None:
            self.initial = {**_initial(question), **self.initial}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Field("number"),
            "text",
            "help",
            Row(Column("topic", css_class="col-md-6"), Column("kind", css_class="col-md-6")),
            "options",
            "required",
            "hint",
            Fieldset(str(_("In Spanish")), "spanish_text", "spanish_help", "spanish_options"),
        )

    def clean_options(self) -> list[str]:
        """The lines that hold something, each once."""
        return _lines(self.cleaned_data["options"])

    def clean_spanish_options(self) -> list[str]:
        """The lines that hold something."""
        return _lines(self.cleaned_data["spanish_options"])

    def clean(self) -> dict[str, Any]:
        """A choice needs things to choose, and the same in both languages."""
        data = super().clean() or self.cleaned_data
        options, spanish = data.get("options") or [], data.get("spanish_options") or []
        if data.get("kind") not in WITH_OPTIONS:
            data["options"] = data["spanish_options"] = []
        elif not 2 <= len(options) <= _MOST_OPTIONS:
            self.add_error("options", _("Give 2 to 12 lines, all different."))
        elif spanish and len(spanish) != len(options):
            self.add_error("spanish_options", _("Give as many lines as above, in the same order."))
        return data

    def show_conflict(self, current: Question) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        now = _initial(current)
        for name in ("text", "help", "options", "spanish_text", "spanish_help", "spanish_options"):
            typed = self.data.get(name, "").replace("\r\n", "\n").strip()
            if typed != now[name]:
                self.add_error(name, saved_meanwhile(now[name] or "–"))
        self.data = made_from(self.data, "number", now["number"])

    @property
    def wanted(self) -> Wanted:
        """The words as an action takes them."""
        data = self.cleaned_data
        spanish = {
            "text": data["spanish_text"],
            "help": data["spanish_help"],
            "options": data["spanish_options"],
        }
        return Wanted(
            text=data["text"],
            help=data["help"],
            kind=data["kind"],
            options=data["options"],
            required=data["required"],
            translations={"es": spanish} if data["spanish_text"] else {},
        )


def _initial(question: Question) -> dict[str, Any]:
    wording = question.latest or QuestionWording(number=0, kind=Kind.LONG_TEXT)
    spanish = wording.translations.get("es", {})
    return {
        "number": wording.number,
        "topic": question.topic_id,
        "text": wording.text,
        "help": wording.help,
        "kind": wording.kind,
        "options": "\n".join(wording.options),
        "required": wording.required,
        "hint": question.hint,
        "spanish_text": spanish.get("text", ""),
        "spanish_help": spanish.get("help", ""),
        "spanish_options": "\n".join(spanish.get("options", [])),
    }


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


class SetForm(forms.Form):
    """A set's name and its questions. Each question has a place; an empty place leaves it out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("For whom and what for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes it takes"),
        min_value=1,
        max_value=240,
        initial=15,
        help_text=_("Told to the people who are asked."),
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        question_set: QuestionSet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.places: dict[int, int] = {}
        if question_set is not None:
            self.initial = {
                "version": question_set.version,
                "name": question_set.name,
                "about": question_set.about,
                "minutes": question_set.minutes,
            }
            self.places = dict(question_set.items.values_list("question_id", "position"))
        for question in questions:
            self.fields[f"place-{question.pk}"] = forms.IntegerField(
                required=False, min_value=1, max_value=999, initial=self.places.get(question.pk)
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            Row(Column("name", css_class="col-md-8"), Column("minutes", css_class="col-md-4")),
            "about",
        )

    @property
    def place_fields(self) -> list[tuple[Question, forms.BoundField]]:
        """Each question with the field of its place."""
        return [(question, self[f"place-{question.pk}"]) for question in self.questions]

    def clean(self) -> dict[str, Any]:
        """A set holds at least one question."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen:
            raise forms.ValidationError(_("Give at least one question a place."))
        return data

    def show_conflict(self, current: QuestionSet) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        for name in ("name", "about", "minutes"):
            if getattr(current, name) != self.cleaned_data.get(name):
                self.add_error(name, saved_meanwhile(getattr(current, name) or "–"))
        texts = [str(item.question) for item in current.items.select_related("question__latest")]
        self.add_error(None, saved_meanwhile("; ".join(texts)))
        self.data = made_from(self.data, "version", current.version)

    @property
    def chosen(self) -> list[Question]:
        """The questions by their place; equal places keep the order of the bank."""
        placed = [
            (place, question)
            for question in self.questions
            if (place := self.cleaned_data.get(f"place-{question.pk}"))
        ]
        return [question for _place, question in sorted(placed, key=lambda one: one[0])]
