"""The standing meeting of marketing and the call centre, and marketing's visits at an agent's side."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketing_sync.models.brief import Agent
from projects.models import Project


class MeetingPlan(models.Model):
    """When the two sides meet: from a first day on, every so many weeks."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="meeting_plan")
    starts_on = models.DateField(_("first day"))
    at_time = models.TimeField(_("at"), default=datetime.time(9))
    every_weeks = models.PositiveSmallIntegerField(
        _("every so many weeks"), default=2, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_comes_every_few_weeks", condition=Q(every_weeks__gte=1, every_weeks__lte=26)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: every {self.every_weeks} weeks"

    def next_after(self, day: datetime.date) -> datetime.date:
        """The first day of the rhythm that comes after `day`."""
        step = 7 * self.every_weeks
        passed = max((day - self.starts_on).days, -1)
        return self.starts_on + datetime.timedelta(days=(passed // step + 1) * step)


class Meeting(models.Model):
    """One meeting. Until it was held its agenda writes itself; then the agenda is kept as it was."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="launch_meetings")
    day = models.DateField(_("day"))
    present = models.CharField(_("who was there"), max_length=500, blank=True)
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    # [[heading, [[line, launch's key], …]], …] once it was held.
    agenda = models.JSONField(default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(held_at=None), name="meeting_one_ahead_at_a_time"
            ),
            models.CheckConstraint(
                name="meeting_held_at_and_by_together",
                condition=Q(held_at=None, held_by=None) | Q(held_at__isnull=False, held_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("marketing_sync:meeting", args=[self.project.slug, self.pk])


class MeetingAction(models.Model):
    """Something that somebody promised at a meeting, until a day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("until"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When its owner was reminded that it comes due; once.
    reminded_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_action_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class VisitState(models.TextChoices):
    """Where a visit is."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")


class Visit(models.Model):
    """Somebody of marketing sits with an agent and listens. What they took away is the point of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="visits")
    visitor = models.CharField(_("who of marketing"), max_length=120)
    agent = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name=_("with which agent"),
    )
    day = models.DateField(_("day"))
    state = models.CharField(
        max_length=10, choices=VisitState.choices, default=VisitState.PLANNED, editable=False
    )
    took_away = models.TextField(_("what they took away"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(name="visit_state_is_known", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(
                name="visit_held_says_what_was_taken_away", condition=~Q(state="held") | ~Q(took_away="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor}, {self.day:%Y-%m-%d}"
