"""What everybody who answers calls has to have learned, and who has."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.sop import Colleague
from projects.models import Project


class TrainingUnit(models.Model):
    """One part of the curriculum."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="training_units")
    name = models.CharField(_("name"), max_length=80)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    due_on = models.DateField(_("everybody until"), null=True, blank=True)
    # When it is not, only those learn it who have a date of their own for it.
    is_for_everybody = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["due_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="training_unit_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_overdue(self) -> bool:
        """Whether everybody should have it by now."""
        return self.due_on is not None and self.due_on < timezone.localdate()


class Trained(models.Model):
    """That a colleague has a part of the curriculum; undone by removing it, which the trail keeps."""

    unit = models.ForeignKey(TrainingUnit, on_delete=models.CASCADE, related_name="trained")
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="trained")
    on = models.DateField()
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "colleague"], name="trained_once_in_each_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague}: {self.unit}"


class TrainingDate(models.Model):
    """A date of a colleague's own for one part: before a campaign, or put off to the days after it."""

    unit = models.ForeignKey(TrainingUnit, on_delete=models.CASCADE, related_name="dates")
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="training_dates")
    # Set when the part waits for the campaign to end.
    starts_on = models.DateField(null=True)
    due_on = models.DateField()
    campaign = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "colleague"], name="training_date_once_in_each_unit"),
            models.CheckConstraint(
                name="training_starts_before_it_is_due",
                condition=Q(starts_on=None) | Q(starts_on__lte=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.colleague}: {self.unit}, {self.due_on}"
