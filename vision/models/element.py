"""Project elements: the cards of the board."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from vision import ranks
from vision.models.board import Function

if TYPE_CHECKING:
    from decimal import Decimal


class Place(models.TextChoices):
    """Where an element lies with regard to the line."""

    TRAY = "tray", _("Unsorted")
    NOW = "now", _("NOW")
    NEXT = "next", _("NEXT")
    DECLINED = "declined", _("Declined")

    @property
    def is_sorted(self) -> bool:
        """Whether an element here stands in a column, above or below the line."""
        return self in (Place.NOW, Place.NEXT)


class Flag(models.TextChoices):
    """What else a planner wants to see at a glance."""

    INTEGRATION = "integration", _("Integration")
    HIRING = "hiring", _("Hiring")
    TRAINING = "training", _("Training")
    POLICY = "policy", _("Policy change")
    SPACE = "space", _("Space")


class ElementQuerySet(models.QuerySet["Element"]):
    """Elements narrowed and ordered."""

    def in_order(self) -> "ElementQuerySet":
        """By the board's one order."""
        return self.order_by("rank")

    def above(self) -> "ElementQuerySet":
        """Those above the line."""
        return self.filter(place=Place.NOW)


class OnTheBoard(models.Manager["Element"]):
    """Elements that stand for themselves: all but those merged into another."""

    def get_queryset(self) -> models.QuerySet["Element"]:
        """Without the merged ones."""
        return super().get_queryset().filter(merged_into=None)


class Element(models.Model):
    """One thing that may be created, such as "Nurse triage for cardiology"; made of asks and dreams.

    `rank` is its key in the one order of the board (see `vision.ranks`). Three counters keep people from
    overwriting each other: `version` counts changes of its texts, `placed` counts its moves, `revision` is
    the board's count at its last change of either kind.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="elements")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    function = models.ForeignKey(
        Function,
        verbose_name=_("function"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="elements",
    )
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.TRAY)
    rank = models.CharField(max_length=400, db_collation="C")
    reason = models.TextField(_("reason for its place"), blank=True, max_length=2000)
    effort_low = models.DecimalField(
        _("effort at best"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    effort_likely = models.DecimalField(
        _("effort most likely"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    effort_high = models.DecimalField(
        _("effort at worst"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=20, choices=Flag.choices), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revisit_on = models.DateField(_("look at it again on"), null=True, blank=True)
    # The date of which the lead and the askers have been told.
    revisited_for = models.DateField(null=True, editable=False)
    needs = models.ManyToManyField(
        "self", through="Dependency", symmetrical=False, related_name="needed_by", blank=True
    )
    # It became part of that one. It is kept, because versions, moves and undoing name it.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    placed = models.PositiveIntegerField(default=1)
    revision = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OnTheBoard.from_queryset(ElementQuerySet)()
    everything = ElementQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            # Checked at the end of each statement, so that one statement may spread the whole board anew.
            models.UniqueConstraint(
                fields=["project", "rank"],
                name="element_order_is_total",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(name="element_rank_is_a_key", condition=Q(rank__regex=ranks.PATTERN)),
            models.CheckConstraint(name="element_place_is_known", condition=Q(place__in=Place.values)),
            models.CheckConstraint(name="element_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="element_beside_the_line_has_a_function",
                condition=~Q(place__in=[Place.NOW, Place.NEXT]) | Q(function__isnull=False),
            ),
            models.CheckConstraint(
                name="element_effort_is_three_points_in_order",
                condition=Q(effort_low=None, effort_likely=None, effort_high=None)
                | Q(
                    effort_low__gte=0,
                    effort_likely__gte=F("effort_low"),
                    effort_high__gte=F("effort_likely"),
                ),
            ),
            models.CheckConstraint(
                name="element_cost_is_not_negative", condition=Q(cost=None) | Q(cost__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["project", "revision"], name="element_changed_since")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("vision:element", args=[self.project.slug, self.pk])

    @property
    def where(self) -> str:
        """ "Referrals, NOW" or "Unsorted"."""
        return spot_in_words(self.place, self.function)

    @property
    def flag_labels(self) -> list[str]:
        """Its flags in words."""
        return [str(Flag(flag).label) for flag in self.flags]

    @property
    def expected_effort(self) -> "Decimal | None":
        """Person-days to reckon with: the mean of the points, the likely one counted four times (PERT)."""
        if self.effort_low is None or self.effort_likely is None or self.effort_high is None:
            return None
        return (self.effort_low + 4 * self.effort_likely + self.effort_high) / 6

    @property
    def effort_days(self) -> int | None:
        """The expected effort in whole days, at least one; None when nobody estimated."""
        expected = self.expected_effort
        return None if expected is None else max(1, round(expected))


def spot_in_words(place: str, function: Function | None) -> str:
    """A place with its column, which only the places beside the line have."""
    known = Place(place)
    return f"{function.name}, {known.label}" if known.is_sorted and function else str(known.label)


class Dependency(models.Model):
    """That one element cannot be had without another."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="dependents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["element", "needs"], name="dependency_is_said_once"),
            models.CheckConstraint(name="dependency_is_not_on_itself", condition=~Q(element=F("needs"))),
        ]

    def __str__(self) -> str:
        return f"{self.element} needs {self.needs}"
