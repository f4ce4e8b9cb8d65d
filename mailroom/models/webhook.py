"""Other channels than mail: an address to which a signed note goes, for a chat or an SMS gateway."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mailroom.models.link import fresh_nonce
from projects.models import Project


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks narrowed."""

    def active(self) -> "WebhookQuerySet":
        """Those that are still called."""
        return self.filter(ended_at=None)


class Webhook(models.Model):
    """Where notes of a project go by HTTP. Its signing key needs the secret key: a dump signs nothing."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500)
    nonce = models.CharField(max_length=32, default=fresh_nonce)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def signing_key(self) -> str:
        """What the receiver checks signatures with."""
        return salted_hmac("mailroom.webhook", self.nonce, algorithm="sha256").hexdigest()


class CallState(models.TextChoices):
    """Where a call is on its way."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    # The worker was lost while it called: the receiver may or may not have it.
    AMBIGUOUS = "ambiguous", _("ambiguous")
    FAILED = "failed", _("failed")


class CallQuerySet(models.QuerySet["Call"]):
    """Calls narrowed."""

    def due(self) -> "CallQuerySet":
        """Those that a worker may take now."""
        return self.filter(
            state__in=[CallState.QUEUED, CallState.AMBIGUOUS], available_at__lte=timezone.now()
        )

    def lost(self) -> "CallQuerySet":
        """Those whose worker was lost."""
        return self.filter(state=CallState.SENDING, leased_until__lt=timezone.now())


class Call(models.Model):
    """One note to one webhook, written with the act that it tells of. All attempts have one `delivery`."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    dedupe_key = models.CharField(max_length=200)
    delivery = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=80)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "dedupe_key"], name="call_is_written_once"),
            models.CheckConstraint(name="call_state_is_known", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="call_is_leased_while_sending",
                condition=Q(state=CallState.SENDING, lease__isnull=False, leased_until__isnull=False)
                | (~Q(state=CallState.SENDING) & Q(lease=None, leased_until=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["available_at"],
                condition=~Q(state__in=[CallState.SENT, CallState.FAILED]),
                name="call_underway",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook}"
