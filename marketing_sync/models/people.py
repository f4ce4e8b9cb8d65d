"""Whom to alert, when, and what marketing and the call centre agreed."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketing_sync.hours import Hours
from projects.models import Project
from projects.validators import validate_time_zone


class Agreement(models.Model):
    """What marketing and the call centre agreed; the defaults hold until somebody changes them."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="launch_agreement")
    lead_days = models.PositiveSmallIntegerField(
        gettext_lazy("notice, in days"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=gettext_lazy("A launch registered later than this is noted as late, and still welcome."),
    )
    review_days = models.PositiveSmallIntegerField(
        gettext_lazy("time for the liaison's review, in days"),
        default=3,
        validators=[MaxValueValidator(365)],
        help_text=gettext_lazy("Counted from the day on which the launch is registered."),
    )
    escalate_hours = models.PositiveSmallIntegerField(
        gettext_lazy("hours until the next person is told"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
        help_text=gettext_lazy("An unconfirmed alert then goes to the next person on the list."),
    )
    calls_days = models.PositiveSmallIntegerField(
        gettext_lazy("days that a launch rings"),
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=gettext_lazy("So many days after it went out, a launch counts as over."),
    )

    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("liaison"),
        help_text=gettext_lazy("Judges each launch, and is the first to be told when a review is overdue."),
    )
    # Count the changes of the agreement and of the ladder, so that a form knows what it was made from.
    version = models.PositiveIntegerField(default=1, editable=False)
    ladder_version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return f"{self.project}: {self.lead_days} days"


class AlertContactQuerySet(models.QuerySet["AlertContact"]):
    """Contacts narrowed."""

    def active(self) -> "AlertContactQuerySet":
        """Those who are alerted at all."""
        return self.filter(active=True)

    def told_first(self) -> "AlertContactQuerySet":
        """Those whom every rung tells; the others stand in for them."""
        return self.active().filter(stands_in=False)


class AlertContact(models.Model):
    """A person who is alerted of launches; needs no account. Whoever comes next on the list stands in."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="alert_contacts")
    name = models.CharField(gettext_lazy("name"), max_length=120)
    email = models.EmailField(gettext_lazy("e-mail address"), max_length=254)
    role = models.CharField(
        gettext_lazy("role"), max_length=120, blank=True, help_text=gettext_lazy("For instance: shift lead.")
    )
    time_zone = models.CharField(gettext_lazy("time zone"), max_length=64, validators=[validate_time_zone])
    quiet_from = models.TimeField(gettext_lazy("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(gettext_lazy("quiet until"), null=True, blank=True)
    digest_at = models.TimeField(
        gettext_lazy("one mail a day, at"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty for a mail at each step. A date that changes is always told at once."),
    )
    stands_in = models.BooleanField(
        gettext_lazy("only stands in"),
        default=False,
        help_text=gettext_lazy("Told only when somebody above on the list has not confirmed in time."),
    )
    active = models.BooleanField(default=True, editable=False)
    position = models.PositiveIntegerField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AlertContactQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="alert_contact_one_per_address"),
            models.UniqueConstraint(
                fields=["project", "position"],
                name="alert_contact_one_per_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="alert_contact_quiet_hours_begin_and_end",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
            models.CheckConstraint(
                name="alert_contact_is_not_quiet_all_day", condition=~Q(quiet_from=models.F("quiet_until"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> Hours:
        """When this person may be written to."""
        return Hours(ZoneInfo(self.time_zone), self.quiet_from, self.quiet_until)


class AlertRung(models.Model):
    """One step of a project's alert ladder: so many days before, at this time of the reader's day."""

    DEFAULTS = (14, 7, 3, 1, 0)
    MORNING = datetime.time(8)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="alert_rungs")
    days_before = models.PositiveSmallIntegerField(
        gettext_lazy("days before"), validators=[MaxValueValidator(365)]
    )
    at_time = models.TimeField(gettext_lazy("time of day"), default=MORNING)
    # A rung that was used stays, so that what was told by it stays told.
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-days_before", "at_time"]
        constraints = [
            models.UniqueConstraint(fields=["project", "days_before", "at_time"], name="alert_rung_once"),
            models.CheckConstraint(
                name="alert_rung_is_within_a_year", condition=Q(days_before__gte=0, days_before__lte=365)
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """“7 days before”, “the morning itself”."""
        if self.days_before == 0:
            return _("the morning itself") if self.at_time.hour < 12 else _("the day itself")
        if self.days_before == 1:
            return _("the day before")
        return ngettext("%(days)d day before", "%(days)d days before", self.days_before) % {
            "days": self.days_before
        }
