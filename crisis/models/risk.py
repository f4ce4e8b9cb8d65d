"""The risk register: hazards, rounds in which several people score them, and what is done about them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis import vulnerability
from crisis.models.words import Hazard
from projects.models import Project


class Degree(models.IntegerChoices):
    """How likely, or how bad."""

    NOT_APPLICABLE = 0, _("not applicable")
    LOW = 1, _("low")
    MODERATE = 2, _("moderate")
    HIGH = 3, _("high")


class Readiness(models.IntegerChoices):
    """How well it is met: the better, the smaller."""

    NOT_APPLICABLE = 0, _("not applicable")
    HIGH = 1, _("high")
    MODERATE = 2, _("moderate")
    LOW = 3, _("low or none")


class RiskQuerySet(models.QuerySet["Risk"]):
    """Risks narrowed."""

    def active(self) -> "RiskQuerySet":
        """Those on the register."""
        return self.filter(archived_at=None)


class Risk(models.Model):
    """One hazard on the register. `agreed` is the round that says how high it stands now."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    # Names the starter hazard that it was adopted from; empty when it is the project's own.
    key = models.SlugField(max_length=60, blank=True, editable=False)
    name = models.CharField(_("hazard"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Hazard.choices)
    description = models.TextField(_("what it would mean here"), max_length=2000, blank=True)
    playbook_key = models.SlugField(_("playbook"), max_length=60, blank=True)
    agreed = models.ForeignKey(
        "RiskRound", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"], condition=~Q(key=""), name="risk_adopted_once"
            ),
            models.CheckConstraint(name="risk_kind_is_known", condition=Q(kind__in=Hazard.values)),
            models.CheckConstraint(
                name="risk_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("crisis:risk", args=[self.project.slug, self.pk])


def _score(word: Any, choices: type[models.IntegerChoices]) -> Any:
    return models.PositiveSmallIntegerField(word, choices=choices.choices, null=True, blank=True)


class Scored(models.Model):
    """The seven numbers that a hazard is given; missing is not scored."""

    probability = _score(_("probability"), Degree)
    human = _score(_("harm to people"), Degree)
    material = _score(_("damage to things and data"), Degree)
    business = _score(_("loss of service and trust"), Degree)
    preparedness = _score(_("preparedness"), Readiness)
    internal = _score(_("our own response"), Readiness)
    external = _score(_("help from outside"), Readiness)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join("–" if value is None else str(value) for value in self.factors.values)

    @property
    def factors(self) -> vulnerability.Factors:
        """For the arithmetic."""
        return vulnerability.Factors(*(getattr(self, name) for name in vulnerability.FACTORS))


class RiskRound(Scored):
    """One scoring of a risk: everybody on their own, then revealed, then agreed; and then never changed.

    Its own seven numbers are what was agreed; `spread` keeps how far the people were apart.
    """

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    why = models.CharField(_("why it is scored"), max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    revealed_at = models.DateTimeField(null=True)
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("how you came to agree"), max_length=1000, blank=True)
    # What follows from the numbers, kept so that a list can be put in its order.
    risk_share = models.FloatField(null=True)
    severity_share = models.FloatField(null=True)
    spread = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_round_numbered_once"),
            models.UniqueConstraint(
                fields=["risk"], condition=Q(agreed_at=None), name="risk_scored_in_one_round_at_a_time"
            ),
            models.CheckConstraint(
                name="risk_round_revealed_at_and_by_together",
                condition=Q(revealed_at=None, revealed_by=None)
                | Q(revealed_at__isnull=False, revealed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_round_agreed_at_and_by_together",
                condition=Q(agreed_at=None, agreed_by=None, risk_share=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False, risk_share__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_round_agreed_only_after_it_was_revealed",
                condition=Q(agreed_at=None) | Q(revealed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_round_numbers_from_0_to_3",
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 3})
                        for name in vulnerability.FACTORS
                    )
                ),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still scored by everybody alone."""
        return self.revealed_at is None


class RiskScore(Scored):
    """What one person gave a risk, for nobody else's eyes until the round is revealed."""

    round = models.ForeignKey(RiskRound, on_delete=models.CASCADE, related_name="scores")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(_("why"), max_length=1000, blank=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["by__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "by"], name="risk_score_one_per_person_and_round"),
            models.CheckConstraint(
                name="risk_score_numbers_from_0_to_3",
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 3})
                        for name in vulnerability.FACTORS
                    )
                ),
            ),
        ]


class RiskAction(models.Model):
    """What somebody does about a risk until a day."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("what is done"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by whom")
    )
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="risk_action_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text
