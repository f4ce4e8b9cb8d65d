"""The record of every consequential act. A trigger refuses to change or delete its rows."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from projects.models.project import Project


class AuditEntry(models.Model):
    """Who did what, when, on which object. Written by `projects.audit.record` alone."""

    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="audit_entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # A person without an account (a stakeholder, an agent), or a part of the system, by name.
    by_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["project", "-at"], name="audit_by_project_newest"),
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.verb} {self.object_label}".strip()

    @property
    def who(self) -> str:
        """The name of whoever did it."""
        return str(self.by) if self.by_id else self.by_label

    @property
    def kind(self) -> str:
        """What the object is, in words."""
        return self.spoken_kind(self.object_type)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The detail as labels and values that can be read."""
        return [(name.replace("_", " "), _spoken(value)) for name, value in self.detail.items()]

    @staticmethod
    def spoken_kind(object_type: str) -> str:
        """“Membership” for "projects.membership"; the type itself when its table has gone."""
        try:
            return capfirst(apps.get_model(object_type)._meta.verbose_name) if object_type else ""
        except LookupError:
            return object_type


def _spoken(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
