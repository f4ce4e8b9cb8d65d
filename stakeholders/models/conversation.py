"""Interviews that people hold with each other: when, where, by whom; and what is to be followed up."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.question import QuestionWording
from stakeholders.models.round import Interview, Round


class Status(models.TextChoices):
    """What became of a planned conversation."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    NO_SHOW = "no_show", _("Nobody came")
    CANCELLED = "cancelled", _("Cancelled")


class Conversation(models.Model):
    """What a round held in person has beside its questions and people: a time, a place, an interviewer.

    The round's `minutes` are its length, its `deadline` the planned end, its `intro` what was said in the
    invitation; its `version` counts the changes of both rows. `sequence` counts, for calendars, what was
    told of it: each mail about a change carries a higher one.
    """

    round = models.OneToOneField(
        Round, on_delete=models.CASCADE, related_name="conversation", primary_key=True
    )
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("interviewer")
    )
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place or meeting link"), max_length=300, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    # Whether its people are told by mail, and whose address their calendars answer to.
    invites = models.BooleanField(default=True)
    organizer = models.EmailField(max_length=254)
    sequence = models.PositiveIntegerField(default=0)
    # The server's time, from which the page of the running conversation counts.
    began_at = models.DateTimeField(null=True)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The rules of the protocol that a lead set aside for it, in their words of that time, and why.
    overridden_at = models.DateTimeField(null=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    overridden_rules = models.TextField(blank=True)
    override_reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="conversation_status_is_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="conversation_began_at_and_by_together",
                condition=Q(began_at=None, began_by=None) | Q(began_at__isnull=False, began_by__isnull=False),
            ),
            models.CheckConstraint(
                name="conversation_override_has_a_reason",
                condition=Q(overridden_at=None, overridden_by=None, override_reason="")
                | (Q(overridden_at__isnull=False, overridden_by__isnull=False) & ~Q(override_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="conversation_by_start")]

    def __str__(self) -> str:
        return self.round.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return self.round.get_absolute_url()

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is planned to end."""
        return self.starts_at + datetime.timedelta(minutes=self.round.minutes)

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.status == Status.PLANNED

    @property
    def is_held(self) -> bool:
        """Whether it was held."""
        return self.status == Status.HELD

    @property
    def takes_notes(self) -> bool:
        """Whether notes can be written: it has begun or was held, and was not called off."""
        return self.is_held or (self.is_planned and self.began_at is not None)

    @property
    def tells(self) -> bool:
        """Whether its people are told by mail what becomes of it: not when it is over."""
        return self.invites and self.ends_at > timezone.now()

    @property
    def is_overdue(self) -> bool:
        """Whether its time is over and nobody has said what became of it."""
        return self.is_planned and self.ends_at < timezone.now()


class FollowUp(models.Model):
    """What somebody said that is to be taken up again, and whether it was."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="follow_ups")
    wording = models.ForeignKey(QuestionWording, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "wording"], name="follow_up_once_per_answer"),
            models.CheckConstraint(
                name="follow_up_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview.stakeholder}: {self.wording}"
