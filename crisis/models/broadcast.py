"""A message to everybody whom a run may reach, and what became of it with each of them."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.people import CrisisPerson
from crisis.models.run import Activation
from mailroom.models import Confirmation, Message
from mailroom.models import State as MailState


class Broadcast(models.Model):
    """One message to many. While it is chased, who has not confirmed is asked again every few minutes."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="broadcasts")
    number = models.PositiveIntegerField()
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=4000)
    asks = models.BooleanField(_("ask everybody to confirm"), default=True)
    quorum = models.PositiveSmallIntegerField(
        _("enough, in percent"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    chase_minutes = models.PositiveSmallIntegerField(
        _("minutes until they are asked again"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    # Told at the all-clear itself, so that it is chased also when the run is over.
    outlasts = models.BooleanField(default=False)
    # When the next word was promised.
    next_update_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # When it is chased next; nothing once it was answered by enough, escalated, or stood down.
    chase_at = models.DateTimeField(null=True)
    chases = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    # How many had confirmed when the clock last looked, so that the boards are told of a change.
    confirmed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "number"], name="broadcast_numbered_once"),
            models.CheckConstraint(
                name="broadcast_is_chased_only_when_it_asks", condition=Q(asks=True) | Q(chase_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["chase_at"], condition=Q(chase_at__isnull=False), name="broadcast_to_chase")
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """What became of it, person by person."""
        activation = self.activation
        return reverse("crisis:broadcast", args=[activation.project.slug, activation.pk, self.number])

    @property
    def is_past(self) -> bool:
        """Whether it is of no use any more, since the run has ended."""
        return not self.activation.is_running and not self.outlasts


class Delivery(models.TextChoices):
    """Where a broadcast is with one person."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    CONFIRMED = "confirmed", _("confirmed")
    OVERDUE = "overdue", _("overdue")
    AMBIGUOUS = "ambiguous", _("ambiguous")
    FAILED = "failed", _("failed")


class BroadcastRecipient(models.Model):
    """One person whom a broadcast goes to. `message` is the latest mail that told them."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(CrisisPerson, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    confirmation = models.ForeignKey(Confirmation, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "person"], name="broadcast_reaches_each_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.broadcast}"

    @property
    def delivery(self) -> Delivery:
        """Where it is with this person; needs `broadcast`, `message` and `confirmation` read."""
        if self.confirmation is not None and self.confirmation.confirmed_at is not None:
            return Delivery.CONFIRMED
        match self.message.state:
            case MailState.AMBIGUOUS:
                return Delivery.AMBIGUOUS
            case MailState.QUEUED | MailState.SENDING:
                return Delivery.QUEUED
            case MailState.SENT:
                return Delivery.OVERDUE if self._is_overdue else Delivery.SENT
            case _:
                return Delivery.FAILED

    @property
    def _is_overdue(self) -> bool:
        patience = datetime.timedelta(minutes=self.broadcast.chase_minutes)
        return self.broadcast.asks and timezone.now() - self.broadcast.sent_at >= patience
