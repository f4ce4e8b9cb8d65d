"""Anything that marketing sends out and that can make the phone ring."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class Kind(models.TextChoices):
    """What marketing sends out."""

    DIRECT_MAIL = "direct_mail", _("Direct mail")
    PATIENT_LETTER = "patient_letter", _("Patient letter")
    EMAIL = "email", _("E-mail")
    DIGITAL = "digital", _("Digital")
    BROADCAST = "broadcast", _("TV or radio")
    EVENT = "event", _("Event")
    PRODUCT = "product", _("Product")
    PROMOTION = "promotion", _("Promotion")
    INCENTIVE = "incentive", _("Incentive")


class LaunchState(models.TextChoices):
    """Where a launch is in its life."""

    PLANNED = "planned", _("Planned")
    LIVE = "live", _("Out now")
    OVER = "over", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


class Impact(models.TextChoices):
    """What the liaison judged a launch to mean for the call centre."""

    UNREVIEWED = "unreviewed", _("Not reviewed yet")
    DIRECT = "direct", _("Direct impact")
    ANCILLARY = "ancillary", _("Ancillary impact")
    NONE = "none", _("No impact")


@dataclass(frozen=True)
class Window:
    """When a launch goes out: the likely day, and the days between which it can."""

    earliest: datetime.date
    likely: datetime.date
    latest: datetime.date


class LaunchQuerySet(models.QuerySet["Launch"]):
    """Launches narrowed. `today` is the date in the project's zone."""

    def open(self) -> "LaunchQuerySet":
        """Those that are ahead or out."""
        return self.filter(state__in=[LaunchState.PLANNED, LaunchState.LIVE])

    def planned(self) -> "LaunchQuerySet":
        """Those that are ahead."""
        return self.filter(state=LaunchState.PLANNED)

    def live(self) -> "LaunchQuerySet":
        """Those that are out now."""
        return self.filter(state=LaunchState.LIVE)

    def this_week(self, today: datetime.date) -> "LaunchQuerySet":
        """Those planned for today and the six days after it, or for a day that has passed without a word."""
        return self.planned().filter(likely__lt=today + datetime.timedelta(days=7))

    def later(self, today: datetime.date) -> "LaunchQuerySet":
        """Those planned for later than that."""
        return self.planned().filter(likely__gte=today + datetime.timedelta(days=7))

    def unreviewed(self) -> "LaunchQuerySet":
        """Those that are ahead or out and that nobody has judged."""
        return self.open().filter(impact=Impact.UNREVIEWED)


class Launch(models.Model):
    """One launch: what goes out, to how many, when, and what callers will ask."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="launches")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    audience_size = models.PositiveIntegerField(
        _("how many people get it"), null=True, blank=True, validators=[MaxValueValidator(500_000_000)]
    )
    offer = models.TextField(_("what it offers"), max_length=4000, blank=True)
    caller_questions = models.TextField(_("what callers will ask"), max_length=4000, blank=True)
    earliest = models.DateField(_("earliest day"))
    likely = models.DateField(_("day it goes out"))
    latest = models.DateField(_("latest day"))
    state = models.CharField(max_length=10, choices=LaunchState.choices, default=LaunchState.PLANNED)
    dropped_on = models.DateField(null=True, editable=False)
    # Nobody said that it went out; its window has passed.
    is_presumed = models.BooleanField(default=False, editable=False)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    # A member, or whoever sent it by the intake link.
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    sender_name = models.CharField(max_length=120, blank=True, editable=False)
    sender_email = models.EmailField(max_length=254, blank=True, editable=False)
    # Notice as it was given at registration, and as it had been agreed then: later changes do not touch them.
    notice_days = models.IntegerField(editable=False)
    agreed_days = models.PositiveSmallIntegerField(editable=False)
    impact = models.CharField(
        _("impact on the call centre"), max_length=10, choices=Impact.choices, default=Impact.UNREVIEWED
    )
    impact_reasons = models.TextField(_("reasons"), max_length=2000, blank=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # When the liaison, and then operations and leads, were told that the review is overdue; once each.
    review_called_at = models.DateTimeField(null=True, editable=False)
    review_escalated_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        ordering = ["likely", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="launch_window_is_in_order",
                condition=Q(earliest__lte=F("likely"), likely__lte=F("latest")),
            ),
            models.CheckConstraint(name="launch_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="launch_state_is_known", condition=Q(state__in=LaunchState.values)),
            models.CheckConstraint(
                name="launch_has_a_day_when_it_went_out",
                condition=Q(state__in=["live", "over"], dropped_on__isnull=False)
                | Q(state__in=["planned", "cancelled"], dropped_on=None),
            ),
            models.CheckConstraint(
                name="launch_cancelled_at_and_by_together",
                condition=Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None, cancelled_by=None)),
            ),
            models.CheckConstraint(
                name="launch_reviewed_at_and_by_and_impact_together",
                condition=Q(impact="unreviewed", reviewed_at=None, reviewed_by=None)
                | Q(
                    impact__in=["direct", "ancillary", "none"],
                    reviewed_at__isnull=False,
                    reviewed_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="launch_impact_has_reasons", condition=Q(impact="unreviewed") | ~Q(impact_reasons="")
            ),
            models.CheckConstraint(
                name="launch_is_registered_by_a_member_or_a_sender",
                condition=Q(registered_by__isnull=False, sender_name="", sender_email="")
                | (Q(registered_by=None) & ~Q(sender_name="") & ~Q(sender_email="")),
            ),
            models.CheckConstraint(
                name="launch_review_escalates_after_the_liaison_was_told",
                condition=Q(review_escalated_at=None)
                | Q(review_called_at__isnull=False, review_called_at__lt=F("review_escalated_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["project", "state", "likely"], name="launch_by_project_and_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The launch's page."""
        return reverse("marketing_sync:launch", args=[self.project.slug, self.pk])

    @property
    def window(self) -> Window:
        """Its three days."""
        return Window(self.earliest, self.likely, self.latest)

    @property
    def possible_days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day on which it can go out; when it has gone out, that day."""
        return self.dropped_on or self.earliest, self.dropped_on or self.latest

    @property
    def registrar(self) -> str:
        """Who registered it."""
        if self.registered_by is not None:
            return str(self.registered_by)
        return f"{self.sender_name} ({self.sender_email})"

    @property
    def is_window(self) -> bool:
        """Whether more than one day is possible."""
        return self.earliest != self.latest

    @property
    def is_late_notice(self) -> bool:
        """Whether it was registered with less notice than agreed."""
        return self.notice_days < self.agreed_days

    @property
    def is_planned(self) -> bool:
        """Whether it is still ahead."""
        return self.state == LaunchState.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether it is ahead or out."""
        return self.state in (LaunchState.PLANNED, LaunchState.LIVE)

    @property
    def is_unreviewed(self) -> bool:
        """Whether nobody has judged what it means for the call centre."""
        return self.impact == Impact.UNREVIEWED

    @property
    def went_out(self) -> bool:
        """Whether it has left."""
        return self.dropped_on is not None


class News(models.TextChoices):
    """What happened to a launch's date."""

    REGISTERED = "registered", _("Registered")
    MOVED = "moved", _("Moved")
    DROPPED = "dropped", _("Went out")
    CANCELLED = "cancelled", _("Cancelled")
    RESTORED = "restored", _("On again")


class LaunchChange(models.Model):
    """One entry in the history of a launch's date. Alerts belong to the entry that they tell of."""

    # The entries that set a date, and so have a ladder of alerts.
    WITH_LADDER = (News.REGISTERED, News.MOVED, News.RESTORED)

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=News.choices)
    earliest = models.DateField()
    likely = models.DateField()
    latest = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="launch_change_is_known", condition=Q(what__in=News.values)),
            models.CheckConstraint(
                name="launch_change_window_is_in_order",
                condition=Q(earliest__lte=F("likely"), likely__lte=F("latest")),
            ),
            models.UniqueConstraint(
                fields=["launch"], condition=Q(what="registered"), name="launch_is_registered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.get_what_display()}"

    @property
    def window(self) -> Window:
        """The three days that hold from here on."""
        return Window(self.earliest, self.likely, self.latest)
