"""Building a new division: six workstreams, each a checklist with owner, date and evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from reports.models import StoredFile


class Workstream(models.TextChoices):
    """The six parts of which a new division is built."""

    WORKFORCE = "workforce", _("Workforce model")
    SOPS = "sops", _("SOPs")
    QA = "qa", _("QA")
    TRAINING = "training", _("Training")
    REPORTING = "reporting", _("Reporting")
    OUTREACH = "outreach", _("Outreach")


class BuildItemQuerySet(models.QuerySet["BuildItem"]):
    """Items narrowed."""

    def kept(self) -> "BuildItemQuerySet":
        """Those not taken off."""
        return self.filter(removed_at=None)


class BuildItem(models.Model):
    """One thing that has to stand before the division works, and what shows that it does."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="build_items")
    stream = models.CharField(_("workstream"), max_length=9, choices=Workstream.choices)
    words = models.CharField(_("what has to stand"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    evidence = models.URLField(_("evidence, as a link"), max_length=500, blank=True)
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="build_item"
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BuildItemQuerySet.as_manager()

    class Meta:
        ordering = ["stream", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="build_item_stream_is_known", condition=Q(stream__in=Workstream.values)
            ),
            models.CheckConstraint(
                name="build_item_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="build_item_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_overdue(self) -> bool:
        """Whether it should stand by now."""
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()
