"""A project's own playbooks. Each change makes a new version; versions are frozen by a trigger."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.words import Hazard, Severity
from projects.models import Project


class Playbook(models.Model):
    """The ordered steps against one hazard; `key` names the starter that it was adopted from."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="playbooks")
    key = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    hazard = models.CharField(_("kind"), max_length=20, choices=Hazard.choices)
    # When somebody reads it again, and when somebody last did without changing it.
    review_on = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="playbook_adopted_once"),
            models.CheckConstraint(name="playbook_hazard_is_known", condition=Q(hazard__in=Hazard.values)),
            models.CheckConstraint(
                name="playbook_reviewed_at_and_by_together",
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlaybookVersion(models.Model):
    """A playbook as it stood.

    `steps` are dicts of phase, role, title, minutes, from_stand_down, confirmed and done_when (which older
    versions do not have), in their order; `messages` dicts of subject and text; `starts` the keys of the
    playbooks that are declared with it.
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=5, choices=Severity.choices)
    triggers = models.JSONField(default=list)
    escalate_when = models.JSONField(default=list)
    stand_down_when = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    messages = models.JSONField(default=list)
    starts = models.JSONField(default=list)
    # What it was called then; empty in versions from before titles could change.
    title = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.playbook}, version {self.number}"
