"""What one sender has in hand just now."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Lease(models.Model):
    """A handful of messages that one sender alone may send until `until`, in this order.

    The first `done` of them are settled; the next one is being sent. This small row is all that is
    written between two mails: the messages' own rows, which stand in many indexes, are written once
    for the whole handful. When the sender is lost, the row tells which one mail is in doubt.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    message_ids = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.done} of {len(self.message_ids)}"
