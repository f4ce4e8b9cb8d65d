"""What is being written on a playbook before it is published. A run never sees it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from crisis.models.playbook import Playbook


class PlaybookDraft(models.Model):
    """The next version of a playbook, changed until it is published; `content` as `crisis.content` says."""

    playbook = models.OneToOneField(Playbook, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.playbook}, draft"
