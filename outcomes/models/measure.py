"""A number by which the project is judged, with what was usual before and where it shall go."""

import decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.control import Baseline
from projects.models import Project

# Four places behind the point; large enough for a year's cost of any organisation.
MOST = decimal.Decimal("99999999999.9999")


class MeasureKind(models.TextChoices):
    """What one reading is."""

    VALUE = "value", _("A value, for instance a cost or a time")
    SHARE = "share", _("A share: so many of so many")


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class Cadence(models.TextChoices):
    """How often it is read."""

    DAY = "day", _("Daily")
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")


class Source(models.TextChoices):
    """Which part of the project knows the number, so that nobody has to write it down."""

    ANSWER_SHARE = "answer_share", _("Share of those asked who answered (rounds)")
    FIRST_TO_KNOW = "first_to_know", _("Share of launches known before they went out")
    READINESS = "readiness", _("Readiness for a crisis")
    SERVICE_LEVEL = "service_level", _("Service level of the imported intervals")


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures narrowed."""

    def active(self) -> "MeasureQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> "MeasureQuerySet":
        """Those put aside."""
        return self.filter(archived_at__isnull=False)


class Measure(models.Model):
    """One measure. Its baseline is frozen: correcting an old reading does not move what it is compared to."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(_("name"), max_length=160)
    definition = models.TextField(_("what is counted"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=5, choices=MeasureKind.choices)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    direction = models.CharField(_("which way is better"), max_length=4, choices=Direction.choices)
    cadence = models.CharField(_("how often it is read"), max_length=7, choices=Cadence.choices)
    # In the unit; of a share in per cent.
    target = models.DecimalField(
        _("target"),
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-MOST), MaxValueValidator(MOST)],
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(_("read by itself from"), max_length=16, choices=Source.choices, blank=True)
    baseline_from = models.DateField(null=True, editable=False)
    baseline_until = models.DateField(null=True, editable=False)
    # In the unit; of a share as a fraction of one, without a sigma.
    baseline_mean = models.FloatField(null=True, editable=False)
    baseline_sigma = models.FloatField(null=True, editable=False)
    baseline_count = models.PositiveIntegerField(null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="measure_kind_is_known", condition=Q(kind__in=MeasureKind.values)),
            models.CheckConstraint(
                name="measure_direction_is_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(name="measure_cadence_is_known", condition=Q(cadence__in=Cadence.values)),
            models.CheckConstraint(
                name="measure_source_is_known", condition=Q(source__in=["", *Source.values])
            ),
            models.CheckConstraint(
                name="measure_share_target_is_a_share",
                condition=Q(kind="value") | Q(target=None) | Q(target__gte=0, target__lte=100),
            ),
            models.CheckConstraint(
                name="measure_frozen_at_and_by_and_baseline_together",
                condition=Q(
                    frozen_at=None,
                    frozen_by=None,
                    baseline_from=None,
                    baseline_until=None,
                    baseline_mean=None,
                    baseline_sigma=None,
                    baseline_count=None,
                )
                | Q(
                    frozen_at__isnull=False,
                    frozen_by__isnull=False,
                    baseline_from__isnull=False,
                    baseline_until__gte=models.F("baseline_from"),
                    baseline_mean__isnull=False,
                    baseline_sigma__gte=0,
                    baseline_count__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="measure_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "name"], name="measure_by_project_and_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The measure's page."""
        return reverse("outcomes:measure", args=[self.project.slug, self.pk])

    @property
    def is_share(self) -> bool:
        """Whether a reading is so many of so many."""
        return self.kind == MeasureKind.SHARE

    @property
    def shown_unit(self) -> str:
        """What stands behind its numbers."""
        return "%" if self.is_share else self.unit

    @property
    def shown_baseline(self) -> float | None:
        """The baseline's mean in the unit; of a share in per cent."""
        if self.baseline_mean is None:
            return None
        return self.baseline_mean * (100 if self.is_share else 1)

    @property
    def baseline(self) -> Baseline | None:
        """What was usual, as it was frozen; None before."""
        if self.baseline_mean is None or self.baseline_sigma is None or self.baseline_count is None:
            return None
        return Baseline(self.baseline_mean, self.baseline_sigma, self.baseline_count)
