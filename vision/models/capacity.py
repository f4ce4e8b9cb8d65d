"""How much the team can do in a week, which is what the forecast reckons with."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class Capacity(models.Model):
    """One row per project: person-days a week as three points, and the day on which the work begins."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="capacity")
    days_low = models.DecimalField(_("in a bad week"), max_digits=6, decimal_places=1)
    days_likely = models.DecimalField(_("in a usual week"), max_digits=6, decimal_places=1)
    days_high = models.DecimalField(_("in a good week"), max_digits=6, decimal_places=1)
    starts_on = models.DateField(_("work begins on"))
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capacity_is_three_points_in_order",
                condition=Q(days_low__gt=0, days_likely__gte=F("days_low"), days_high__gte=F("days_likely")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_likely} person-days a week from {self.starts_on}"
