"""Readings of a measure, and what happened on a day."""

import decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.measure import Measure
from projects.models import Project


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings narrowed."""

    def kept(self) -> "ReadingQuerySet":
        """Those not taken away."""
        return self.filter(removed_at=None)


class Reading(models.Model):
    """One observation: a value, or so many of so many. One day has one reading of a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4, null=True, blank=True)
    count = models.PositiveIntegerField(_("so many"), null=True, blank=True)
    of = models.PositiveIntegerField(_("of so many"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    read_at = models.DateTimeField(default=timezone.now, editable=False)
    # Nobody, when the planner read it from what another part knows.
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_is_a_value_or_a_share",
                condition=Q(value__isnull=False, count=None, of=None)
                | Q(value=None, count__isnull=False, of__gt=0, count__lte=F("of")),
            ),
            models.CheckConstraint(
                name="reading_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["measure", "on"], condition=Q(removed_at=None), name="reading_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.on}"

    @property
    def amount(self) -> decimal.Decimal:
        """The value in the measure's unit; of a share per cent."""
        if self.value is not None:
            return self.value
        return decimal.Decimal(100 * (self.count or 0)) / (self.of or 1)


class EventQuerySet(models.QuerySet["Event"]):
    """Events narrowed."""

    def kept(self) -> "EventQuerySet":
        """Those not taken away."""
        return self.filter(removed_at=None)


class Event(models.Model):
    """Something that happened on a day and that every chart of the project marks."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outcome_events")
    on = models.DateField(_("day"))
    words = models.CharField(_("what happened"), max_length=120)
    # Which row of which app went live ("vision.element:12"), or "" when a person marked the day.
    about = models.CharField(max_length=120, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "about"],
                condition=Q(removed_at=None) & ~Q(about=""),
                name="event_one_per_thing_that_went_live",
            ),
        ]

    def __str__(self) -> str:
        return self.words
