"""A round: what is asked, until when, how often is reminded."""

import datetime
import re
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import QuestionSet, Round

_LONGEST = datetime.timedelta(days=366)


class RoundForm(forms.Form):
    """A draft's fields; of a round that was sent only the deadline and the reminders can change."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    question_set = forms.ModelChoiceField(
        label=_("Question set"), queryset=QuestionSet.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("People see it in the mail and on their page.")
    )
    intro = forms.CharField(
        label=_("What you say to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Left empty, the mail says that you plan with the people it depends on."),
    )
    anonymous = forms.BooleanField(
        label=_("Anonymous: nobody learns who said what"),
        required=False,
        help_text=_(
            "For front-line staff. Answers are cut from their names when they are handed in, and read "
            "together when the round is over, if at least five people spoke. Fixed once the round is sent."
        ),
    )
    deadline = forms.DateTimeField(
        label=_("Answers until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reminder_days = forms.CharField(
        label=_("Remind after so many days"),
        max_length=60,
        required=False,
        initial="3, 7, 12",
        help_text=_("In the morning, only who has not submitted. Empty for none."),
    )
    remind_before_end = forms.BooleanField(
        label=_("And once more on the day before the end"), required=False, initial=True
    )

    def __init__(self, *args: Any, project: Project, round: Round | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = cast("forms.ModelChoiceField", self.fields["question_set"])
        sets.queryset = project.question_sets.live()
        deadline = cast("forms.DateTimeField", self.fields["deadline"])
        deadline.help_text = _("%(zone)s time") % {"zone": project.time_zone}
        self.initial.setdefault("deadline", _in_two_weeks())
        if round is not None:
            self.initial = {
                "version": round.version,
                "question_set": round.question_set_id,
                "title": round.title,
                "intro": round.intro,
                "anonymous": round.anonymous,
                "deadline": timezone.localtime(round.deadline),
                "reminder_days": ", ".join(map(str, round.reminder_days)),
                "remind_before_end": round.remind_before_end,
            }
            if not round.is_draft:
                for name in ("question_set", "title", "intro", "anonymous"):
                    self.fields[name].disabled = True
                sets.queryset = project.question_sets.all()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            "title",
            "question_set",
            "intro",
            "anonymous",
            Row(Column("deadline", css_class="col-md-6"), Column("reminder_days", css_class="col-md-6")),
            "remind_before_end",
        )

    def clean_deadline(self) -> datetime.datetime:
        """A time to come, within a year."""
        deadline: datetime.datetime = self.cleaned_data["deadline"]
        if not timezone.now() < deadline < timezone.now() + _LONGEST:
            raise forms.ValidationError(_("Choose a time to come, within a year."))
        return deadline

    def clean_reminder_days(self) -> list[int]:
        """Different whole numbers of days, rising."""
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["reminder_days"]) if word]
        if not all(re.fullmatch(r"[1-9][0-9]?", word) for word in words) or len(words) > 6:
            raise forms.ValidationError(_("Give up to six numbers of days from 1 to 99, such as 3, 7, 12."))
        return sorted({int(word) for word in words})

    def show_conflict(self, current: Round) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        for name, typed in self.values.items():
            now = getattr(current, name)
            if now != typed:
                shown = timezone.localtime(now).strftime("%Y-%m-%d %H:%M") if name == "deadline" else now
                self.add_error(name, saved_meanwhile(shown))
        self.data = made_from(self.data, "version", current.version)

    @property
    def values(self) -> dict[str, Any]:
        """The fields as an action takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _in_two_weeks() -> datetime.datetime:
    day = timezone.localtime() + datetime.timedelta(days=14)
    return day.replace(hour=17, minute=0, second=0, microsecond=0)
