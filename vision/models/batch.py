"""Acts on several elements at once, each taken back as one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class BatchKind(models.TextChoices):
    """What was done to several elements."""

    LINE = "line", _("Line")
    EDIT = "edit", _("Edit")
    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")


class Batch(models.Model):
    """One act on several elements. `says` is the act without who, `kept` what undoing puts back."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    kind = models.CharField(max_length=8, choices=BatchKind.choices)
    says = models.CharField(max_length=300)
    kept = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="batch_kind_is_known", condition=Q(kind__in=BatchKind.values)),
            models.CheckConstraint(
                name="batch_undone_at_and_by_together",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "by", "-id"], condition=Q(undone_at=None), name="batch_last_of_person"
            ),
        ]

    def __str__(self) -> str:
        return self.says
