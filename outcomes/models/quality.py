"""Scorecards for calls, and sessions in which several people score the same calls on their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class CardScale(models.TextChoices):
    """How each line is scored."""

    YES_NO = "yes_no", _("Yes or no")
    ONE_TO_FIVE = "1_5", _("1 to 5")


class Scorecard(models.Model):
    """What a good call is, line by line. Its lines stay once somebody has scored by them."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scorecards")
    name = models.CharField(_("name"), max_length=120)
    scale = models.CharField(_("how each line is scored"), max_length=6, choices=CardScale.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="scorecard_scale_is_known", condition=Q(scale__in=CardScale.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:scorecard", args=[self.project.slug, self.pk])

    @property
    def values(self) -> list[tuple[int, str]]:
        """What a line can be given."""
        if self.scale == CardScale.YES_NO:
            return [(1, str(_("yes"))), (0, str(_("no")))]
        return [(value, str(value)) for value in range(1, 6)]


class CardLine(models.Model):
    """One line of a scorecard."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "position"], name="card_line_has_its_place"),
        ]

    def __str__(self) -> str:
        return self.words


class Call(models.Model):
    """A recorded call that several people score, each on their own, so that they agree on what is good."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="calls")
    label = models.CharField(_("which call"), max_length=120)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:call", args=[self.scorecard.project.slug, self.pk])


class Score(models.Model):
    """What one person gave one line of one call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="scores")
    line = models.ForeignKey(CardLine, on_delete=models.PROTECT, related_name="scores")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "line", "rater"], name="score_is_given_once"),
            models.CheckConstraint(name="score_is_on_its_scale", condition=Q(value__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.value}"
