"""An interview in person: with whom, by whom, about what, when and where."""

import datetime
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from stakeholders.actions import Plan
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Conversation, QuestionSet, Stakeholder
from stakeholders.queries.protocol import broken_rules

MOST_PEOPLE = 30
_FARTHEST = datetime.timedelta(days=732)


class InterviewForm(forms.Form):
    """What is agreed on. `may_override` shows a lead the way around the protocol."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    people = forms.ModelMultipleChoiceField(
        label=_("People"),
        queryset=Stakeholder.objects.none(),
        error_messages={"required": _("Choose at least one person.")},
    )
    interviewer = forms.ModelChoiceField(
        label=_("Interviewer"), queryset=User.objects.none(), empty_label=None
    )
    question_set = forms.ModelChoiceField(
        label=_("Question set"), queryset=QuestionSet.objects.none(), empty_label=None
    )
    starts_at = forms.DateTimeField(
        label=_("Starts"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=480, initial=30)
    place = forms.CharField(
        label=_("Place or meeting link"),
        max_length=300,
        required=False,
        help_text=_("A room, a phone number, or the link of a video call."),
    )
    note = forms.CharField(
        label=_("What you say to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the invitation."),
    )
    invites = forms.BooleanField(
        label=_("Send calendar invitations by e-mail"),
        required=False,
        initial=True,
        help_text=_("Changes and a cancellation are sent too. Nobody is told of an interview that is over."),
    )
    override_reason = forms.CharField(
        label=_("Why the rule is set aside this time"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the interview, shown on its page and in the activity."),
    )

    def __init__(
        self,
        *args: Any,
        project: Project,
        conversation: Conversation | None = None,
        may_override: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.conversation, self.may_override = project, conversation, may_override
        self.broken: list[str] = []
        people = cast("forms.ModelMultipleChoiceField", self.fields["people"])
        people.queryset = project.stakeholders.live()
        members = cast("forms.ModelChoiceField", self.fields["interviewer"])
        members.queryset = User.objects.filter(memberships__project=project).order_by("name", "email")
        sets = cast("forms.ModelChoiceField", self.fields["question_set"])
        sets.queryset = project.question_sets.live()
        self.fields["starts_at"].help_text = _("%(zone)s time") % {"zone": project.time_zone}
        if conversation is not None:
            typed = self.initial
            self._fill_from(conversation)
            self.initial.update(typed)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            Row(Column("interviewer", css_class="col-md-6"), Column("question_set", css_class="col-md-6")),
            Row(Column("starts_at", css_class="col-md-6"), Column("minutes", css_class="col-md-6")),
            "place",
            "note",
            *([] if conversation else ["invites"]),
            *(["override_reason"] if may_override and self.is_bound else []),
        )

    def _fill_from(self, conversation: Conversation) -> None:
        round = conversation.round
        self.fields["invites"].disabled = True
        sets = cast("forms.ModelChoiceField", self.fields["question_set"])
        sets.queryset = self.project.question_sets.filter(Q(archived_at=None) | Q(pk=round.question_set_id))
        self.fields["question_set"].disabled = conversation.began_at is not None
        self.initial = {
            "version": round.version,
            "people": list(round.interviews.values_list("stakeholder_id", flat=True)),
            "interviewer": conversation.interviewer_id,
            "question_set": round.question_set_id,
            "starts_at": timezone.localtime(conversation.starts_at),
            "minutes": round.minutes,
            "place": conversation.place,
            "note": round.intro,
            "invites": conversation.invites,
        }
        people = cast("forms.ModelMultipleChoiceField", self.fields["people"])
        # Who was archived meanwhile stays in what was agreed on.
        people.queryset = self.project.stakeholders.filter(
            Q(archived_at=None) | Q(pk__in=round.interviews.values("stakeholder"))
        )

    @property
    def chosen(self) -> list[int]:
        """The people ticked so far, also in a form that is not whole yet."""
        given = (
            cast("QueryDict", self.data).getlist("people")
            if self.is_bound
            else self.initial.get("people", [])
        )
        return [int(one) for one in map(str, given) if one.isascii() and one.isdecimal() and len(one) < 19]

    def clean_people(self) -> list[Stakeholder]:
        """Not more than can talk with each other."""
        people = list(self.cleaned_data["people"].order_by("name", "pk"))
        if len(people) > MOST_PEOPLE:
            raise forms.ValidationError(
                _("That is a meeting. Choose up to %(most)d people, or send a round.") % {"most": MOST_PEOPLE}
            )
        return people

    def clean_starts_at(self) -> datetime.datetime:
        """Within two years; one that has taken place can be entered afterwards."""
        starts: datetime.datetime = self.cleaned_data["starts_at"]
        now = timezone.now()
        if not now - _FARTHEST < starts < now + _FARTHEST:
            raise forms.ValidationError(_("Choose a time within two years of today."))
        return starts

    def clean(self) -> dict[str, Any]:
        """Keeps to the protocol, unless a lead gives a reason."""
        data = super().clean() or self.cleaned_data
        if data.get("people") and data.get("interviewer"):
            self.broken = broken_rules(self.project, interviewer=data["interviewer"], people=data["people"])
        if self.broken and not self.reason and not self._was_allowed():
            self.add_error("interviewer", " ".join(self.broken))
        return data

    def _was_allowed(self) -> bool:
        one = self.conversation
        return (
            one is not None and bool(one.override_reason) and one.overridden_rules == "\n".join(self.broken)
        )

    @property
    def reason(self) -> str:
        """A lead's reason; nobody else's counts."""
        return str(self.cleaned_data.get("override_reason", "")).strip() if self.may_override else ""

    @property
    def plan(self) -> Plan:
        """The fields as an action takes them."""
        names = ("people", "interviewer", "question_set", "starts_at", "minutes", "place", "note")
        return Plan(**{name: self.cleaned_data[name] for name in names})

    def show_conflict(self, current: Conversation) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        round = current.round
        stands: dict[str, Any] = {
            "interviewer": current.interviewer,
            "question_set": round.question_set,
            "starts_at": current.starts_at,
            "minutes": round.minutes,
            "place": current.place,
            "note": round.intro,
        }
        for name, now in stands.items():
            if self.cleaned_data.get(name) != now:
                shown = timezone.localtime(now).strftime("%Y-%m-%d %H:%M") if name == "starts_at" else now
                self.add_error(name, saved_meanwhile(shown))
        self.data = made_from(self.data, "version", round.version)


class CancelForm(forms.Form):
    """What those who need not come are told beside the fact."""

    words = forms.CharField(
        label=_("A sentence for them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance that you will propose another day."),
    )
