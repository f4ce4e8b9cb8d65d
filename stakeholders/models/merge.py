"""Two rows of the register that are one person: merged so that it can be undone, or said to be two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from projects.models import Project
from stakeholders.models.stakeholder import Stakeholder


class Merge(models.Model):
    """`gone` became part of `into`. `kept` is what an undo needs: which rows moved, what was filled in."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="took_in")
    gone = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="went_into")
    kept = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_into_one_at_a_time"
            ),
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(into=F("gone"))),
            models.CheckConstraint(
                name="merge_undone_at_and_by_together",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.into}"


class TwoPeople(models.Model):
    """Somebody said that these two, alike as they look, are not the same person."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="two_people")
    one = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_people_said_once"),
            models.CheckConstraint(name="two_people_in_one_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one}, {self.other}"
