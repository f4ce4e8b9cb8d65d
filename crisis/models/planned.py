"""A drill that is planned beforehand: when, of which playbook, with whom, and its news."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.people import CrisisPerson
from crisis.models.playbook import Playbook
from crisis.models.run import Activation
from projects.models import Project

# So long before its time it can be started with one click.
EARLY = datetime.timedelta(minutes=15)


class PlannedDrillQuerySet(models.QuerySet["PlannedDrill"]):
    """Planned drills narrowed."""

    def ahead(self) -> "PlannedDrillQuerySet":
        """Those neither started nor cancelled, also when their time has passed."""
        return self.filter(activation=None, cancelled_at=None)


class PlannedDrill(models.Model):
    """A drill in the calendar. Started, it becomes a run of its own and stays as it was planned.

    `sequence` rises with each change that calendars are told of.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="planned_drills")
    playbook = models.ForeignKey(
        Playbook, on_delete=models.PROTECT, related_name="planned_drills", verbose_name=_("playbook")
    )
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    place = models.CharField(_("place or meeting link"), max_length=300, blank=True)
    scenario = models.TextField(_("what is supposed to have happened"), max_length=500)
    people = models.ManyToManyField(CrisisPerson, related_name="+", verbose_name=_("who takes part"))
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who leads it")
    )
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    activation = models.OneToOneField(
        Activation, null=True, on_delete=models.PROTECT, related_name="planned", editable=False
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlannedDrillQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planned_drill_cancelled_at_and_by_together",
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="planned_drill_starts_or_is_cancelled",
                condition=Q(cancelled_at=None) | Q(activation=None),
            ),
        ]

    def __str__(self) -> str:
        return self.playbook.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("crisis:planned_drill", args=[self.project.slug, self.pk])

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is over, as calendars show it."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def is_ahead(self) -> bool:
        """Whether it is neither started nor cancelled."""
        return self.activation_id is None and self.cancelled_at is None

    @property
    def is_time(self) -> bool:
        """Whether it can be started without being early."""
        return timezone.now() >= self.starts_at - EARLY


class PlannedInject(models.Model):
    """News that a planned drill will give, so many minutes after its start."""

    drill = models.ForeignKey(PlannedDrill, on_delete=models.CASCADE, related_name="injects")
    minutes = models.PositiveSmallIntegerField(
        _("minutes after the start"), validators=[MaxValueValidator(1440)]
    )
    text = models.CharField(_("what happens"), max_length=500)

    class Meta:
        ordering = ["minutes", "pk"]

    def __str__(self) -> str:
        return self.text
