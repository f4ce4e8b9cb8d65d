"""One telling of one person about one launch. The rows of a ladder exist in advance."""

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailroom.models import Confirmation, Message
from marketing_sync.models.launch import LaunchChange
from marketing_sync.models.pause import Pause
from marketing_sync.models.people import AlertContact, AlertRung


class AlertState(models.TextChoices):
    """Where an alert is. Whether it was confirmed is said by its confirmation."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")


class Skipped(models.TextChoices):
    """Why an alert was not sent."""

    OVERTAKEN = "overtaken", _("a newer one went instead")
    PASSED = "passed", _("its time had already passed")
    MOVED = "moved", _("the date moved")
    CANCELLED = "cancelled", _("the launch was cancelled")
    DROPPED = "dropped", _("the launch had gone out")
    LADDER = "ladder", _("the ladder was changed")
    CONTACT = "contact", _("the person is no longer on the list")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts narrowed."""

    def waiting(self) -> "AlertQuerySet":
        """Those still to be sent."""
        return self.filter(state=AlertState.WAITING)

    def due(self, now: datetime.datetime | None = None) -> "AlertQuerySet":
        """Those to be sent now. Of a launch that is paused none is, until it goes on."""
        paused = Pause.objects.holding().filter(launch=OuterRef("change__launch"))
        return self.waiting().filter(~Exists(paused), due_at__lte=now or timezone.now())

    def sent(self) -> "AlertQuerySet":
        """Those that were handed to the outbox."""
        return self.filter(state=AlertState.SENT)

    def confirmed(self) -> "AlertQuerySet":
        """Those whose reader confirmed."""
        return self.sent().filter(confirmation__confirmed_at__isnull=False)

    def unconfirmed(self) -> "AlertQuerySet":
        """Those that were sent and not confirmed."""
        return self.sent().filter(confirmation__confirmed_at=None)

    def overdue(self, now: datetime.datetime | None = None) -> "AlertQuerySet":
        """Those that nobody confirmed in time and for which nobody else was told yet."""
        return self.unconfirmed().filter(escalated_at=None, escalate_at__lte=now or timezone.now())


class Alert(models.Model):
    """One person is told about one entry of a launch's history, by a rung of the ladder or at once (no rung).

    `stands_in_for` is the alert with which the chain began when this person was told because that one
    had not been confirmed.
    """

    change = models.ForeignKey(LaunchChange, on_delete=models.CASCADE, related_name="alerts")
    rung = models.ForeignKey(AlertRung, null=True, on_delete=models.PROTECT, related_name="alerts")
    contact = models.ForeignKey(AlertContact, on_delete=models.PROTECT, related_name="alerts")
    stands_in_for = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="stand_ins")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AlertState.choices, default=AlertState.WAITING)
    skipped_because = models.CharField(max_length=10, choices=Skipped.choices, blank=True)
    sent_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="+")
    # When the next person is to be told, unless it is confirmed; and when that was done or found impossible.
    escalate_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "contact__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "rung", "contact"], name="alert_once_per_person", nulls_distinct=False
            ),
            models.CheckConstraint(name="alert_state_is_known", condition=Q(state__in=AlertState.values)),
            models.CheckConstraint(
                name="alert_is_sent_with_message_and_confirmation",
                condition=Q(
                    state="sent",
                    sent_at__isnull=False,
                    message__isnull=False,
                    confirmation__isnull=False,
                    escalate_at__isnull=False,
                )
                | (
                    ~Q(state="sent")
                    & Q(sent_at=None, message=None, confirmation=None, escalate_at=None, escalated_at=None)
                ),
            ),
            models.CheckConstraint(
                name="alert_is_skipped_with_a_reason",
                condition=Q(state="skipped", skipped_because__in=Skipped.values)
                | (~Q(state="skipped") & Q(skipped_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="alert_waiting"),
            models.Index(
                fields=["escalate_at"], condition=Q(state="sent", escalated_at=None), name="alert_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change.launch} to {self.contact}"

    @property
    def waits_for_digest(self) -> bool:
        """Whether it comes with the one mail a day that its reader wants."""
        return (
            self.contact.digest_at is not None and self.rung_id is not None and self.stands_in_for_id is None
        )

    @property
    def is_news(self) -> bool:
        """Whether it tells at once that something changed, instead of standing on the ladder."""
        return self.rung_id is None
