"""Who is on duty in which role, from when until when."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisis.models.people import CrisisPerson
from crisis.models.words import CrisisRole
from projects.models import Project


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    """Shifts narrowed."""

    def standing(self) -> "DutyShiftQuerySet":
        """Those that nobody took out, of people who are still reached."""
        return self.filter(removed_at=None, person__active=True)

    def at(self, moment: datetime.datetime) -> "DutyShiftQuerySet":
        """Those that go on at this moment; what began last comes first."""
        going = self.standing().filter(starts_at__lte=moment, ends_at__gt=moment)
        return going.order_by("-starts_at", "-pk")


class DutyShift(models.Model):
    """One person on duty in one role. While it goes on, a crisis proposes them before anybody else."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="duty_shifts")
    person = models.ForeignKey(
        CrisisPerson, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=CrisisRole.choices)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="duty_shift_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="duty_shift_role_is_known", condition=Q(role__in=CrisisRole.values)),
            models.CheckConstraint(
                name="duty_shift_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"

    def get_absolute_url(self) -> str:
        """Where all of them stand."""
        return reverse("crisis:duty", args=[self.project.slug])
