"""What makes a double click create once."""

from django.db import models
from django.utils import timezone


class FormKey(models.Model):
    """A form that was filled in and carried out: the key it came with, and where it led."""

    key = models.UUIDField(unique=True)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.key)
