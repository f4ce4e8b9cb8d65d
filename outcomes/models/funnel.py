"""From who was tried to who came: attempted, reached, scheduled, showed, and what it cost."""

import decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.measure import Measure
from projects.models import Project


class Funnel(models.Model):
    """One way on which people are led to a visit. Its counts become readings of the four measures."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funnels")
    name = models.CharField(_("name"), max_length=80)
    outcome = models.CharField(_("what the last step is called"), max_length=60, blank=True)
    contact = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="funnel_of_contact")
    scheduling = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="funnel_of_scheduling")
    show = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="funnel_of_show")
    cost = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="funnel_of_cost")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="funnel_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:funnel", args=[self.project.slug, self.pk])

    @property
    def measures(self) -> list[Measure]:
        """The four measures, in the order of the way."""
        return [self.contact, self.scheduling, self.show, self.cost]


class PeriodQuerySet(models.QuerySet["FunnelPeriod"]):
    """Periods narrowed."""

    def kept(self) -> "PeriodQuerySet":
        """Those not taken away."""
        return self.filter(removed_at=None)


class FunnelPeriod(models.Model):
    """The counts of one period, named by its first day. Nobody shows who was not scheduled, and so on."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="periods")
    on = models.DateField(_("first day"))
    attempted = models.PositiveIntegerField(_("attempted"))
    reached = models.PositiveIntegerField(_("reached"))
    scheduled = models.PositiveIntegerField(_("scheduled"))
    showed = models.PositiveIntegerField(_("showed"))
    cost = models.DecimalField(_("cost"), max_digits=13, decimal_places=2, null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="period_only_narrows",
                condition=Q(
                    reached__lte=F("attempted"), scheduled__lte=F("reached"), showed__lte=F("scheduled")
                ),
            ),
            models.CheckConstraint(
                name="period_cost_is_not_negative", condition=Q(cost=None) | Q(cost__gte=0)
            ),
            models.CheckConstraint(
                name="period_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["funnel", "on"], condition=Q(removed_at=None), name="period_one_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funnel}, {self.on}"

    @property
    def contact_rate(self) -> float | None:
        """Of whom we tried to reach, per cent reached."""
        return _percent(self.reached, self.attempted)

    @property
    def scheduling_rate(self) -> float | None:
        """Of those reached, per cent with an appointment."""
        return _percent(self.scheduled, self.reached)

    @property
    def show_rate(self) -> float | None:
        """Of those with an appointment, per cent who came."""
        return _percent(self.showed, self.scheduled)

    @property
    def cost_per_outcome(self) -> decimal.Decimal | None:
        """What one person who came has cost."""
        if self.cost is None or not self.showed:
            return None
        return (self.cost / self.showed).quantize(decimal.Decimal("0.0001"))


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
