"""A project that comes in as a file: where it stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project


class Arrival(models.Model):
    """One ZIP that somebody gave us, until a worker has made a project of it or said why it cannot.

    The worker holds the row while it writes the project, in one transaction: of two workers one has it,
    and of one that is lost nothing stays but `attempts`.
    """

    class State(models.TextChoices):
        """Where it is on its way."""

        WAITING = "waiting", _("Being read")
        DONE = "done", _("Here")
        FAILED = "failed", _("Not taken in")

    name = models.CharField(max_length=150)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    says = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    project = models.ForeignKey(Project, null=True, on_delete=models.SET_NULL, related_name="arrivals")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="arrivals")

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="arrival_state_is_known", condition=Q(state__in=["waiting", "done", "failed"])
            ),
        ]

    def __str__(self) -> str:
        return self.name
