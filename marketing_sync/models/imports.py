"""A list of agents, of launches or of days that was uploaded and is looked at before anything is changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketing_sync.models.launch import Kind
from projects.models import Project


class ListOf(models.TextChoices):
    """What the rows of a list are."""

    AGENTS = "agents", _("Agents")
    LAUNCHES = "launches", _("Launches")
    DAYS = "days", _("Days that differ")


class ListImport(models.Model):
    """An uploaded list: its cells as they were read, which column is which field, and what became of it.

    `cells` is a list of [row number in the file, [cell, …]]; the first is the header. `kind` is the kind of
    the launches whose rows say none.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="launch_imports")
    of = models.CharField(max_length=8, choices=ListOf.choices)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.DIRECT_MAIL)
    filename = models.CharField(max_length=200)
    cells = models.JSONField()
    columns = models.JSONField(default=list)
    # What was noticed while reading, each a sentence for the person.
    remarks = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="list_import_of_is_known", condition=Q(of__in=ListOf.values)),
            models.CheckConstraint(name="list_import_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="list_import_confirmed_at_and_by_together",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
