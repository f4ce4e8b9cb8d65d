"""What the project cannot do as it likes: said aloud, owned, and looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class ConstraintKind(models.TextChoices):
    """Where it comes from."""

    MONEY = "money", _("Money")
    PEOPLE = "people", _("People and hiring")
    TIME = "time", _("Time")
    TECHNOLOGY = "technology", _("Technology")
    LAW = "law", _("Law and policy")
    CONTRACT = "contract", _("Contract")
    SPACE = "space", _("Space")
    OTHER = "other", _("Something else")


class Hardness(models.TextChoices):
    """How hard it is."""

    HARD = "hard", _("Hard: nobody here can move it")
    FIRM = "firm", _("Firm: somebody can move it, at a price")
    SOFT = "soft", _("Soft: a habit or a wish")


class ConstraintQuerySet(models.QuerySet["Constraint"]):
    """Constraints narrowed."""

    def standing(self) -> "ConstraintQuerySet":
        """Those that hold."""
        return self.filter(lifted_at=None)

    def lifted(self) -> "ConstraintQuerySet":
        """Those that were lifted."""
        return self.filter(lifted_at__isnull=False)


class Constraint(models.Model):
    """One limit within which the project works, with who owns it and what would lift it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="constraints")
    statement = models.CharField(_("statement"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=ConstraintKind.choices)
    hardness = models.CharField(_("how hard"), max_length=4, choices=Hardness.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateField(_("since when"), null=True, blank=True)
    lifts = models.TextField(_("what lifts it"), max_length=1000, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConstraintQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="constraint_kind_is_known", condition=Q(kind__in=ConstraintKind.values)
            ),
            models.CheckConstraint(
                name="constraint_hardness_is_known", condition=Q(hardness__in=Hardness.values)
            ),
            models.CheckConstraint(name="constraint_says_something", condition=~Q(statement="")),
            models.CheckConstraint(
                name="constraint_lifted_at_and_by_together",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "review_on"], name="constraint_by_review")]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:constraint", args=[self.project.slug, self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether the day on which it was to be looked at again has passed."""
        return self.lifted_at is None and self.review_on is not None and self.review_on < timezone.localdate()
