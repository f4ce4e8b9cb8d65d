"""Files that show what goes out: the letter, the flyer, the script of the spot."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketing_sync.models.launch import Launch
from reports.models import StoredFile


class MaterialQuerySet(models.QuerySet["Material"]):
    """Materials narrowed."""

    def kept(self) -> "MaterialQuerySet":
        """Those not taken away."""
        return self.filter(removed_at=None)


class Material(models.Model):
    """One file of a launch."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="materials")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="material")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="material_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file.name
