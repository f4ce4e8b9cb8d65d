"""A report shown to people outside, and who took it away."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailroom.models import PersonalLink
from reports.models.report import Report


class ShareLink(models.Model):
    """An expiring, revocable link to one report. The personal link's row holds its expiry and its nonce."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="shares")
    link = models.OneToOneField(PersonalLink, on_delete=models.PROTECT, related_name="share")
    label = models.CharField(_("for whom"), max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="share_revoked_at_and_by_together",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Download(models.Model):
    """One time that a report was taken away: by a member, or by whoever held a share link."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="downloads")
    share = models.ForeignKey(ShareLink, null=True, on_delete=models.PROTECT, related_name="downloads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="download_is_by_a_member_or_a_link",
                condition=Q(share=None, by__isnull=False) | Q(share__isnull=False, by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} at {self.at:%Y-%m-%d %H:%M}"
