"""What is learned from a run: the after-action review and what is improved for it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.run import Activation
from outcomes.models import Lesson
from projects.models import Project


class AfterAction(models.Model):
    """The review of a run. It is drafted from the timeline at the all-clear."""

    activation = models.OneToOneField(Activation, on_delete=models.CASCADE, related_name="after_action")
    drafted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.activation)


class FindingKind(models.TextChoices):
    """Which list a finding stands in."""

    WELL = "well", _("What went well")
    GAP = "gap", _("What did not")


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings narrowed."""

    def standing(self) -> "FindingQuerySet":
        """Those that nobody took out."""
        return self.filter(removed_at=None)


class Finding(models.Model):
    """One thing that went well or did not. Nobody has changed it as long as it is as it was drafted."""

    review = models.ForeignKey(AfterAction, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=4, choices=FindingKind.choices)
    text = models.CharField(_("what was found"), max_length=1000)
    # What was learned from it, when somebody wrote that down.
    lesson = models.ForeignKey(Lesson, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of its words alone: what is made of it, and taking it out, leave them as they are.
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="finding_kind_is_known", condition=Q(kind__in=FindingKind.values)),
            models.CheckConstraint(
                name="finding_changed_at_and_by_together",
                condition=Q(changed_at=None, changed_by=None)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    """Improvements narrowed. `today` is the date in the project's zone."""

    def open(self) -> "ImprovementQuerySet":
        """Those not done yet."""
        return self.filter(done_at=None)

    def overdue(self, today: datetime.date) -> "ImprovementQuerySet":
        """Those whose day has passed."""
        return self.open().filter(due_on__lt=today)


class Improvement(models.Model):
    """Something to be better at next time, with an owner and a date, followed until it is done."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="improvements")
    activation = models.ForeignKey(
        Activation, null=True, on_delete=models.PROTECT, related_name="improvements"
    )
    # What of that run's review it answers.
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="improvements")
    text = models.CharField(_("what is improved"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("until"))
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="improvement_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="improvement_to_remind_of")
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("crisis:improvement", args=[self.project.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None


class PackMonth(models.Model):
    """The crisis pack of one month: asked for once, mailed once."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="crisis_packs")
    month = models.DateField()
    report = models.OneToOneField("reports.Report", on_delete=models.PROTECT, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="crisis_pack_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
