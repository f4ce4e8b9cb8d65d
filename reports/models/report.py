"""A PDF that was asked for: where it stands, and the file when it is done."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from reports.models.stored_file import StoredFile

# A worker that has not been heard of for this long is taken for lost.
LEASE = datetime.timedelta(seconds=45)
# A report that no worker has taken up for this long is said to be stuck.
PATIENCE = datetime.timedelta(seconds=20)
MOST_ATTEMPTS = 3


class State(models.TextChoices):
    """Where a report is on its way."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports narrowed."""

    def underway(self) -> "ReportQuerySet":
        """Those that still have to become a file."""
        return self.filter(state__in=[State.QUEUED, State.RUNNING])

    def free(self, now: datetime.datetime | None = None) -> "ReportQuerySet":
        """Those that a worker may take: waiting, or left by a worker that was lost."""
        lost = Q(state=State.RUNNING, leased_until__lt=now or timezone.now())
        return self.filter(Q(state=State.QUEUED) | lost)


class Report(models.Model):
    """One PDF. `kind` names who draws it (`settings.REPORT_KINDS`), `about_id` what it is about.

    A worker holds it by a lease that it prolongs while it works; only the holder may write to it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=80)
    about_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    says = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="report")
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Since when it waits: the request, or the last time that it was asked for again.
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="report_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="report_progress_is_a_percentage", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="report_has_a_file_when_done",
                condition=Q(state=State.DONE, file__isnull=False) | (~Q(state=State.DONE) & Q(file=None)),
            ),
            models.CheckConstraint(
                name="report_is_leased_while_running",
                condition=Q(state=State.RUNNING, lease__isnull=False, leased_until__isnull=False)
                | (~Q(state=State.RUNNING) & Q(lease=None, leased_until=None)),
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "about_id"],
                condition=Q(state__in=[State.QUEUED, State.RUNNING]),
                nulls_distinct=False,
                name="report_one_underway_per_matter",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-requested_at"], name="report_by_project_newest"),
            models.Index(
                F("id"), condition=Q(state__in=[State.QUEUED, State.RUNNING]), name="report_underway"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_private(self) -> bool:
        """Whether it holds what only leads may read, so that no link leads to it."""
        return self.kind in settings.LEAD_REPORT_KINDS

    @property
    def is_underway(self) -> bool:
        """Whether it still has to become a file."""
        return self.state in {State.QUEUED, State.RUNNING}

    @property
    def is_stuck(self) -> bool:
        """Whether no worker has taken it up, or its worker was lost, for longer than is usual."""
        now = timezone.now()
        if self.state == State.RUNNING:
            return self.leased_until is not None and self.leased_until < now
        return self.state == State.QUEUED and self.queued_at + PATIENCE < now

    @property
    def mark(self) -> str:
        """Changes whenever the page about it would look different; what a poll compares."""
        return f"{self.state}-{self.attempts}-{self.progress}-{int(self.is_stuck)}-{self.says}"
