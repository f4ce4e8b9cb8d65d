"""Addresses that asked not to be reminded."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from projects.models import Project


class Suppression(models.Model):
    """One address that gets no more reminders in a project. Direct duties still reach it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suppressions")
    email = models.EmailField(max_length=254)
    # Who asked, as "app.model:pk", so that it holds for them after their address has changed.
    person = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="suppression_one_per_address"),
        ]

    def __str__(self) -> str:
        return self.email
