"""Signs of life: when each part of the machinery last said that it works."""

from django.db import models


class Heartbeat(models.Model):
    """The last word of one part: the clock, the delivery, the mail server."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    # What is wrong with it, in words for a member; empty when all is well.
    trouble = models.TextField(blank=True)
    # How often in a row it was in trouble, and until when it is left alone for that.
    times = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
