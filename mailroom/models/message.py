"""The outbox: one row per mail, written in the transaction of the act that it tells of."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class State(models.TextChoices):
    """Where a message is on its way."""

    QUEUED = "queued", _("Queued")
    # In the hand of a worker.
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    # The worker was lost after it began to send: the server may or may not have it.
    AMBIGUOUS = "ambiguous", _("Ambiguous")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Suppressed")
    CANCELLED = "cancelled", _("Cancelled")


# How the dedupe key of a mail begins that came in with a project's file: its words are somebody else's.
BROUGHT_IN = "brought-in:"

WAITING = [State.QUEUED, State.AMBIGUOUS]


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages narrowed."""

    def waiting(self) -> "MessageQuerySet":
        """Those that still have to leave."""
        return self.filter(state__in=WAITING)

    def without_texts(self) -> "MessageQuerySet":
        """What a list shows; the long texts are read when they are asked for."""
        return self.defer("html", "text", "calendar")

    def due(self, now: datetime.datetime | None = None) -> "MessageQuerySet":
        """Those that a worker may take now."""
        return self.waiting().filter(available_at__lte=now or timezone.now())


class Message(models.Model):
    """One mail to one address. Personal links stand in it as marks; the token is put in when it is sent.

    `marker` is the random text that makes a mark unforgeable by what people type.
    """

    # Found by `message_by_project_newest`; each further index would be written three times for each mail.
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=80)
    # The same dedupe key never makes a second message: retried acts and doubled clocks tell once.
    dedupe_key = models.CharField(max_length=200)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    # Whom it is to, as "app.model:pk", so that a person's page can show their mails.
    person = models.CharField(max_length=120, blank=True)
    from_name = models.CharField(max_length=120)
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    html = models.TextField()
    text = models.TextField()
    marker = models.CharField(max_length=32)
    # A calendar entry that goes along, and what it asks for: "REQUEST" or "CANCEL".
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=12, blank=True)
    # A reminder may be unsubscribed from; a direct duty (a broadcast, a reset) may not.
    unsubscribe_link = models.ForeignKey(
        "mailroom.PersonalLink", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # It waits, cancelled, to be told in the daily digest of a member who wants no mail of its own for it.
    in_digest = models.BooleanField(default=False)
    priority = models.SmallIntegerField(default=5)
    # Set when a member asked for a sent mail to be sent once more.
    again_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="repeats", db_index=False
    )

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Whose hand it is in while it is being sent (see `Lease`).
    lease = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    message_id = models.CharField(max_length=120)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="message_is_written_once"),
            models.CheckConstraint(name="message_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="message_has_a_lease_while_sending",
                condition=Q(state=State.SENDING, lease__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease=None)),
            ),
            models.CheckConstraint(
                name="message_sent_at_when_sent",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="message_calendar_has_a_method",
                condition=Q(calendar="", calendar_method="")
                | (~Q(calendar="") & Q(calendar_method__in=["REQUEST", "CANCEL"])),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "available_at", "id"],
                condition=Q(state__in=WAITING),
                name="message_waiting",
            ),
            models.Index(fields=["project", "-created_at"], name="message_by_project_newest"),
            models.Index(fields=["person", "-created_at"], name="message_by_person"),
            models.Index(fields=["project"], condition=Q(in_digest=True), name="message_in_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_email}"

    @property
    def is_brought_in(self) -> bool:
        """Whether it came in with a project's file, sent elsewhere or not at all."""
        return self.dedupe_key.startswith(BROUGHT_IN)


class Attempt(models.Model):
    """One try that did not end in a plain “sent”: what was tried when, and what the server said."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    number = models.PositiveSmallIntegerField()
    says = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.says


def fresh_message_id() -> str:
    """A Message-ID that is kept for every attempt, so that a repeat is seen as one by mail programs."""
    domain = settings.MAIL_FROM.rpartition("@")[2]
    return f"<{uuid.uuid4()}@{domain}>"
