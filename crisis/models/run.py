"""One live run of a playbook: its roles, its steps with their clocks, its timeline."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.people import CrisisPerson
from crisis.models.playbook import Playbook, PlaybookVersion
from crisis.models.words import CrisisRole, Phase, Severity, drilled
from projects.models import Project


class ActivationQuerySet(models.QuerySet["Activation"]):
    """Runs narrowed."""

    def running(self) -> "ActivationQuerySet":
        """Those that nobody stood down; crises before drills, the worst first."""
        return self.filter(stood_down_at=None).order_by("is_drill", "severity", "-declared_at", "-pk")


class Activation(models.Model):
    """A crisis that was declared, or a drill.

    `version` counts what commands it (commander, severity, standing down): a form made from an older one is
    refused. `changes` counts whatever a watcher of the board would see, so that a poll costs one row.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="activations")
    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="activations")
    playbook_version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    severity = models.CharField(_("severity"), max_length=5, choices=Severity.choices)
    is_drill = models.BooleanField(default=False)
    commander = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stood_down_at = models.DateTimeField(null=True)
    stood_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    changes = models.PositiveIntegerField(default=1)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["playbook", "is_drill"],
                condition=Q(stood_down_at=None),
                name="activation_runs_once_at_a_time",
            ),
            models.CheckConstraint(
                name="activation_stood_down_at_and_by_together",
                condition=Q(stood_down_at=None, stood_down_by=None)
                | Q(stood_down_at__isnull=False, stood_down_by__isnull=False),
            ),
            models.CheckConstraint(
                name="activation_severity_is_known", condition=Q(severity__in=Severity.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The live board."""
        return reverse("crisis:run", args=[self.project.slug, self.pk])

    @property
    def spoken(self) -> str:
        """Its title, under DRILL when it is one: for wherever it is named beside others."""
        return self.says(self.title)

    def says(self, text: str) -> str:
        """The text, under DRILL when it is one."""
        return drilled(text) if self.is_drill else text

    @property
    def is_running(self) -> bool:
        """Whether nobody has stood it down."""
        return self.stood_down_at is None


class ActivationRole(models.Model):
    """Who holds a role in this run; the person is missing while nobody does."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=CrisisRole.choices)
    person = models.ForeignKey(CrisisPerson, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "role"], name="activation_role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or _('nobody yet')}"


class Participant(models.Model):
    """Somebody who takes part in a drill. A drill reaches nobody else."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(CrisisPerson, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activation", "person"], name="participant_once_in_a_drill"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class StepState(models.TextChoices):
    """What became of a step."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class RunStep(models.Model):
    """One step of a run with its clock. `version` grows with each change: two phones notice each other."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveIntegerField()
    phase = models.CharField(max_length=12, choices=Phase.choices)
    role = models.CharField(max_length=20, choices=CrisisRole.choices)
    title = models.CharField(max_length=500)
    minutes = models.PositiveIntegerField()
    from_stand_down = models.BooleanField(default=False)
    # How one knows that it is done, as the playbook said when this run began.
    done_when = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "order"], name="run_step_ordered_once"),
            models.CheckConstraint(
                name="run_step_settled_at_and_by_together",
                condition=Q(state=StepState.OPEN, settled_at=None, settled_by=None)
                | Q(
                    state__in=[StepState.DONE, StepState.SKIPPED],
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="run_step_skipped_with_a_reason",
                condition=~Q(state=StepState.SKIPPED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due_at(self) -> datetime.datetime | None:
        """When it is to be done by; None while its clock has not begun, before standing down."""
        start = self.activation.stood_down_at if self.from_stand_down else self.activation.declared_at
        return None if start is None else start + datetime.timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == StepState.OPEN


class TimelineEntry(models.Model):
    """What happened when. Rows cannot be changed or taken away: a trigger refuses it.

    `at` is when it was kept; `said_at` when it was written down, which is earlier when the line was gone.
    The same `key`, made by the page, is kept once however often it is sent.
    """

    activation = models.ForeignKey(Activation, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=120)
    text = models.CharField(max_length=2000)
    is_note = models.BooleanField(default=False)
    key = models.UUIDField(null=True)

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "key"], name="timeline_entry_kept_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def came_late(self) -> bool:
        """Whether it was written down while the line was gone."""
        return self.at - self.said_at > datetime.timedelta(minutes=1)
