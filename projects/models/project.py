"""The wall between tenants."""

import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.validators import validate_time_zone

if TYPE_CHECKING:
    from projects.models.user import User

# How long a deleted project can be taken back. The trigger that guards what is append-only knows it, too.
GRACE = datetime.timedelta(days=30)


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects narrowed."""

    def of(self, user: "User") -> "ProjectQuerySet":
        """Those in which `user` has a role, without their logos' bytes."""
        return self.filter(memberships__user=user).defer("logo")

    def live(self) -> "ProjectQuerySet":
        """Those neither archived nor deleted."""
        return self.filter(archived_at=None, deleted_at=None)


class Project(models.Model):
    """One contact-centre undertaking of one organisation. Everything belongs to exactly one."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True, max_length=4000)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/New_York", validators=[validate_time_zone]
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="USD", validators=[RegexValidator(r"^[A-Z]{3}\Z")]
    )
    go_live_target = models.DateField(_("go-live target"), null=True, blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#0b6e69", validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    logo = models.BinaryField(null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=30, blank=True, editable=False)
    sender_name = models.CharField(_("sender name"), max_length=120, blank=True)
    reply_to = models.EmailField(_("replies go to"), blank=True)
    is_sample = models.BooleanField(default=False, editable=False)
    # Counts the changes of the settings, so that a form knows what it was made from.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    # Deleted, it waits for the end of the grace period, and can be taken back until then.
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # No mail leaves: how a project that came in from a file begins.
    quiet = models.BooleanField(default=False, editable=False)
    # How long words are kept after their round has ended; empty means for as long as the project.
    answers_kept_months = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_deleted_at_and_by_together",
                condition=Q(deleted_at=None, deleted_by=None)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="project_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this project's times are shown."""
        return ZoneInfo(self.time_zone)

    @property
    def sender(self) -> str:
        """Whose name mails carry."""
        return self.sender_name or self.name

    @property
    def accent_url(self) -> str:
        """The style sheet that brings this project's colour to a page; it names nothing but the colour."""
        return reverse("projects:accent", args=[self.accent.removeprefix("#")])

    @property
    def sends(self) -> bool:
        """Whether mail leaves this project."""
        return not self.quiet and self.deleted_at is None

    @property
    def goes_at(self) -> datetime.datetime | None:
        """When a deleted project is removed for good."""
        return self.deleted_at + GRACE if self.deleted_at else None

    def today(self) -> datetime.date:
        """The date in the project's zone, now."""
        return timezone.localdate(timezone=self.zone)
