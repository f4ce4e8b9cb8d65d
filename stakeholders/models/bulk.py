"""What one act changed of many people, kept so that it can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models import Project


class BulkChange(models.Model):
    """One change of many people. `before` is a list of {"pk", "version", "fields"}: what they were.

    `version` is the one that the change made; who was changed again since then is left alone by the undo.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bulk_changes")
    before = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="bulk_change_undone_at_and_by_together",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.before)} people"
