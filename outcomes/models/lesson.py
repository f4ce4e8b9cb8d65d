"""What the project proved, and what of it carries forward."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.friction import Friction
from outcomes.models.measure import Measure
from projects.models import Project


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Lessons narrowed."""

    def active(self) -> "LessonQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> "LessonQuerySet":
        """Those put aside."""
        return self.filter(archived_at__isnull=False)


class Lesson(models.Model):
    """One lesson. Taken into another project it is a copy with the same `origin`, and grows on its own."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lessons")
    title = models.CharField(_("lesson"), max_length=160)
    proved = models.TextField(_("what the project proved"), max_length=2000)
    carries = models.TextField(_("what carries forward"), max_length=2000, blank=True)
    measures = models.ManyToManyField(Measure, blank=True, related_name="lessons")
    frictions = models.ManyToManyField(Friction, blank=True, related_name="lessons")
    origin = models.UUIDField(default=uuid.uuid4, editable=False)
    # The project in which it was learned, as it was called then; "" in that project itself.
    learned_in = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "origin"], name="lesson_is_taken_once"),
            models.CheckConstraint(
                name="lesson_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:lesson", args=[self.project.slug, self.pk])
