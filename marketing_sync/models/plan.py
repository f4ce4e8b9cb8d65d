"""What a launch is expected to bring, what is done about it, and what was learned from it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketing_sync.models.launch import Launch


class CurveKind(models.TextChoices):
    """When those who call do call."""

    PRESET = "preset", _("As this kind of launch usually does")
    LOGNORMAL = "lognormal", _("A rise and a long tail")
    DECAYED = "decayed", _("Most at once, then ever less")
    STEP = "step", _("Evenly over some days")
    PULSE = "pulse", _("All on the first day")


class Assumptions(models.Model):
    """What is assumed of a launch; as long as there is no row, what its kind suggests holds."""

    launch = models.OneToOneField(Launch, on_delete=models.CASCADE, related_name="assumptions")
    # Responses in percent of the audience; may exceed 100 where people call more than once.
    rate = models.FloatField(validators=[MinValueValidator(0.001), MaxValueValidator(500)])
    # How far off the rate may be, in percent of it: the coefficient of variation.
    variation = models.FloatField(validators=[MinValueValidator(1), MaxValueValidator(200)])
    curve = models.CharField(max_length=10, choices=CurveKind.choices, default=CurveKind.PRESET)
    # Median, mean or number of days, as the curve has it.
    days = models.FloatField(null=True, validators=[MinValueValidator(0.02), MaxValueValidator(365)])
    sigma = models.FloatField(null=True, validators=[MinValueValidator(0.05), MaxValueValidator(4)])
    delay = models.FloatField(default=0, validators=[MinValueValidator(0), MaxValueValidator(90)])
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assumptions_rate_is_above_nought", condition=Q(rate__gt=0, variation__gt=0)
            ),
            models.CheckConstraint(
                name="assumptions_curve_is_known", condition=Q(curve__in=CurveKind.values)
            ),
            models.CheckConstraint(
                name="assumptions_curve_has_its_days",
                condition=Q(curve__in=["preset", "pulse"]) | Q(days__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.rate} %"


class ForecastState(models.TextChoices):
    """Where a forecast is on its way."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class Forecast(models.Model):
    """A computed forecast. `key` names everything that went into it, so that the same is never computed
    twice.
    """

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="forecasts")
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ForecastState.choices, default=ForecastState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    # A worker that took it up and was not heard of for a minute is taken for lost.
    taken_at = models.DateTimeField(null=True)
    done_steps = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "key"], name="forecast_once_a_key"),
            models.CheckConstraint(
                name="forecast_has_a_result_when_done",
                condition=Q(state="done", result__isnull=False) | (~Q(state="done") & Q(result=None)),
            ),
            models.CheckConstraint(
                name="forecast_state_is_known", condition=Q(state__in=ForecastState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.get_state_display()}"


class StaffingPlan(models.Model):
    """What is done about a launch's gap. Each version is frozen; a change, an undo among them, is a new one.

    `ways` is a list of what `marketing_sync.forecasting` computed, each with its kind, effect and cost.
    """

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="staffing_plans")
    number = models.PositiveIntegerField()
    ways = models.JSONField(default=list)
    # Why the rest of the gap is accepted, and the chance of missing the target at that time.
    accepted_because = models.CharField(max_length=500, blank=True)
    accepted_chance = models.FloatField(null=True)
    what = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["launch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "number"], name="staffing_plan_once_a_number"),
            models.CheckConstraint(
                name="staffing_plan_accepts_with_a_reason",
                condition=Q(accepted_because="", accepted_chance=None)
                | (~Q(accepted_because="") & Q(accepted_chance__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}, {self.number}"


class LearnedRate(models.Model):
    """What a launch's own calls taught about the response rate: a gamma distribution, calls over people."""

    launch = models.OneToOneField(Launch, on_delete=models.CASCADE, related_name="learned_rate")
    calls = models.FloatField()
    people = models.FloatField()
    # What it was learned from: calls that came, those expected anyway, people whose answer was in.
    total = models.FloatField()
    base = models.FloatField()
    reached = models.FloatField()
    days = models.PositiveSmallIntegerField()
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="learned_rate_is_a_distribution", condition=Q(calls__gt=0, people__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.percent:.2f} %"

    @property
    def percent(self) -> float:
        """The mean of what is believed now, in percent of the audience."""
        return self.calls / self.people * 100
