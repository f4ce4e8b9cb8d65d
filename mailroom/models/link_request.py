"""Somebody typed an address and asked for a new link."""

from django.db import models
from django.utils import timezone


class LinkRequest(models.Model):
    """An address as it was typed, until a worker has looked who that is.

    The page only writes this row, so that it takes the same steps whether or not anybody is found.
    """

    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=10, default="en")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"asked {self.at:%Y-%m-%d %H:%M}"
