"""Launches that are held back while something lasts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketing_sync.models.launch import Launch


class PauseQuerySet(models.QuerySet["Pause"]):
    """Pauses narrowed."""

    def holding(self) -> "PauseQuerySet":
        """Those that nobody ended."""
        return self.filter(ended_at=None)


class Pause(models.Model):
    """A launch held back for as long as something lasts, named by `key`. Its due alerts wait until then."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="pauses")
    key = models.CharField(max_length=60)
    because = models.CharField(max_length=200)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "key"], condition=Q(ended_at=None), name="launch_paused_once_for_one_thing"
            ),
            models.CheckConstraint(
                name="pause_ended_at_and_by_together",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.because}"
