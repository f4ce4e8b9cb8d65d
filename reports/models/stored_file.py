"""A file that somebody gave us or that we drew. What is in it stands in a table of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models import Project


class StoredFile(models.Model):
    """A file's name, size and kind. Made by `reports.files.store` alone, and never changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=150)
    # What the content is, told from the content; the name may claim anything.
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="file_name_holds_no_path", condition=~Q(name="") & ~Q(name__regex=r"[/\\]")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileContent(models.Model):
    """The bytes of one file, apart from it so that no list ever reads them."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"Content of {self.file_id}"
