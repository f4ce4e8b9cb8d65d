"""The decision log: what was decided, and what somebody has against it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision.models.element import Element
from vision.models.outcome import OutcomeLine
from vision.models.version import Version


class DecisionKind(models.TextChoices):
    """What an entry of the log is."""

    DECISION = "decision", _("Decision")
    DISAGREEMENT = "disagreement", _("Disagreement")
    CONCERN = "concern", _("Concern")
    NOT_MEANT = "not_meant", _("Not what was meant")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Entries narrowed."""

    def open(self) -> "DecisionQuerySet":
        """Concerns and the like that nobody answered yet."""
        return self.exclude(kind=DecisionKind.DECISION).filter(answered_at=None)


class Decision(models.Model):
    """One entry of the log: a decision, or a concern with its answer."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind.choices)
    text = models.TextField(_("what"), max_length=4000)
    element = models.ForeignKey(
        Element,
        verbose_name=_("element"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
    )
    version = models.ForeignKey(
        Version,
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    # Who raised it: a stakeholder about one line of their outcome, or a member.
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    line = models.ForeignKey(OutcomeLine, null=True, on_delete=models.PROTECT, related_name="concerns")
    # The ask that was not meant so, whether or not its outcome has been told.
    ask = models.ForeignKey(Ask, null=True, on_delete=models.PROTECT, related_name="concerns")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="decision_kind_is_known", condition=Q(kind__in=DecisionKind.values)),
            models.CheckConstraint(name="decision_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="decision_answered_at_and_by_together",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "-at"], name="decision_by_project_newest")]

    def __str__(self) -> str:
        return self.text[:80]
