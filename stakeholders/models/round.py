"""Rounds: one set asked of many people, and the interview that each of them has in it."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Expression, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models.question import QuestionSet, QuestionWording
from stakeholders.models.stakeholder import Stakeholder


class Way(models.TextChoices):
    """How the people of a round are asked."""

    EMAILED = "emailed", _("By e-mail")
    INDIVIDUAL = "individual", _("Individual interview")
    GROUP = "group", _("Group interview")


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds narrowed."""

    def sent(self) -> "RoundQuerySet":
        """Those that went out."""
        return self.filter(sent_at__isnull=False)

    def emailed(self) -> "RoundQuerySet":
        """Those that people answer on their own page; the others are held as conversations."""
        return self.filter(way=Way.EMAILED)

    def open(self, now: datetime.datetime | None = None) -> "RoundQuerySet":
        """Those that can be answered now."""
        return self.sent().filter(closed_at=None, deadline__gt=now or timezone.now())


class Round(models.Model):
    """One question set put to chosen people: sent to them, or asked in a conversation (`Conversation`).

    Until it is sent, or the conversation begins, it is a draft; then its wordings are fixed.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rounds")
    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("question set")
    )
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.EMAILED, editable=False)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("what you say to them"), blank=True, max_length=4000)
    deadline = models.DateTimeField(_("answers until"))
    # Days after the invitation on which who has not submitted is reminded, in their morning.
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("reminders after"), default=list, blank=True
    )
    # Fixed when it is sent: who answered under a promise keeps it (see docs/decisions/anonymous-rounds.md).
    anonymous = models.BooleanField(_("anonymous"), default=False)
    remind_before_end = models.BooleanField(_("and on the day before the end"), default=False)
    minutes = models.PositiveSmallIntegerField(default=15, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="round_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="round_way_is_known", condition=Q(way__in=Way.values)),
            # What is asked in person is never sent, so no reminder can ever go out for it.
            models.CheckConstraint(
                name="round_held_in_person_is_not_sent", condition=Q(way=Way.EMAILED) | Q(sent_at=None)
            ),
            models.CheckConstraint(
                name="round_sent_at_and_by_together",
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="round_closed_at_and_by_together",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        name = "round" if self.way == Way.EMAILED else "interview"
        return reverse(f"stakeholders:{name}", args=[self.project.slug, self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether it has not been sent."""
        return self.sent_at is None

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.sent_at is not None and self.closed_at is None and self.deadline > timezone.now()

    @property
    def standing(self) -> str:
        """How far it is in a word: "draft", "open" or "finished"."""
        return "draft" if self.is_draft else "open" if self.is_open else "finished"

    @property
    def is_over(self) -> bool:
        """Whether it was sent and can no longer be answered."""
        return self.sent_at is not None and not self.is_open


class RoundItem(models.Model):
    """A question of a round, in the wording that was sent."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    wording = models.ForeignKey(QuestionWording, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    # Asked only when an earlier question of the round was answered so (see `condition`).
    after = models.ForeignKey(QuestionWording, null=True, on_delete=models.PROTECT, related_name="+")
    when = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="round_item_condition_is_whole",
                condition=Q(after=None, when=[]) | (Q(after__isnull=False) & ~Q(when=[])),
            ),
            models.UniqueConstraint(fields=["round", "wording"], name="round_asks_a_wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.wording}"


class State(models.TextChoices):
    """How far an interview has come."""

    CHOSEN = "chosen", _("Chosen")
    INVITED = "invited", _("Invited")
    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Submitted")
    DECLINED = "declined", _("Declined")


def handed_over(now: datetime.datetime | Expression, interview: str = "") -> Q:
    """An interview whose answers the team may read with a name: submitted, or left when the round was over.

    `interview` is the way to it from the outer query, such as `interview__`.
    """
    over = Q(
        (f"{interview}round__closed_at__isnull", False),
        (f"{interview}round__deadline__lte", now),
        _connector=Q.OR,
    )
    return Q((f"{interview}round__anonymous", False)) & (
        Q((f"{interview}submitted_at__isnull", False)) | over
    )


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews narrowed."""

    def asked(self) -> "InterviewQuerySet":
        """Those whose invitation went out."""
        return self.exclude(state=State.CHOSEN)

    def unanswered(self) -> "InterviewQuerySet":
        """Those that may still answer: asked, neither submitted nor declined."""
        return self.filter(state__in=[State.INVITED, State.STARTED])

    def remindable(self) -> "InterviewQuerySet":
        """Those that a reminder may reach: unanswered, not stopped, not handed to a colleague."""
        return (
            self.unanswered()
            .filter(
                reminders_stopped_at=None,
                colleague_named_at=None,
                stakeholder__archived_at=None,
                second=False,
            )
            .exclude(stakeholder__email="")
        )


class InterviewManager(models.Manager["Interview"]):
    """People's interviews. What holds the common answers of an anonymous round is nobody's interview."""

    def get_queryset(self) -> InterviewQuerySet:
        """Without what is held in common."""
        return super().get_queryset().filter(voices=None)  # type: ignore[return-value]


class Interview(models.Model):
    """One person's conversation in a round. `opened_at` is set by what they do, never by a mere GET.

    An anonymous round has one more, under `everything`, which holds the answers of all who handed in;
    `voices` counts these people, and its stakeholder stands for all of them.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="interviews")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="interviews")
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHOSEN)
    voices = models.PositiveIntegerField(null=True, editable=False)
    # Two people who were merged had both answered: one of the two interviews stands behind the other.
    second = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    amended_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True, max_length=2000)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    # The latest of the round's reminder days that has been dealt with.
    reminded_for = models.PositiveSmallIntegerField(default=0)
    # The last day of the round for which the reminder on the day before has been dealt with.
    reminded_for_end = models.DateField(null=True)
    reminders_stopped_at = models.DateTimeField(null=True)
    # What they ask of the lead: to talk instead, or to ask somebody else.
    talk_wanted_at = models.DateTimeField(null=True)
    talk_note = models.TextField(blank=True, max_length=2000)
    colleague_named_at = models.DateTimeField(null=True)
    colleague_name = models.CharField(max_length=120, blank=True)
    colleague_email = models.EmailField(max_length=254, blank=True)
    colleague_note = models.TextField(blank=True, max_length=2000)

    objects = InterviewManager.from_queryset(InterviewQuerySet)()
    everything = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["stakeholder__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "stakeholder"], condition=Q(second=False), name="interview_one_per_round"
            ),
            models.CheckConstraint(name="interview_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="interview_submitted_at_when_submitted",
                condition=~Q(state=State.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="interview_declined_at_when_declined",
                condition=Q(state=State.DECLINED, declined_at__isnull=False)
                | (~Q(state=State.DECLINED) & Q(declined_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder} in {self.round}"

    @property
    def handed_in_at(self) -> datetime.datetime | None:
        """When what stands now was submitted, first or amended."""
        return self.amended_at or self.submitted_at
