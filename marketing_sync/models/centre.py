"""The contact centre itself: when it is open, what it promises, who is there, what more people cost."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketing_sync.minutes import MIDNIGHT, clock
from projects.models import Project

HALF_HOUR = 30
HALF_HOURS = 48


def _percent(*, least: int = 1, most: int = 99) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Centre(models.Model):
    """What a forecast has to know of the contact centre. Shares are in percent, times in seconds."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="centre")
    # What callers and agents are promised
    service_level = models.PositiveSmallIntegerField(_("service level"), default=80, validators=_percent())
    threshold = models.PositiveSmallIntegerField(
        _("answered within"), default=20, validators=[MaxValueValidator(3600)]
    )
    asa = models.PositiveSmallIntegerField(
        _("mean wait at most"), null=True, blank=True, validators=_percent(most=3600)
    )
    occupancy = models.PositiveSmallIntegerField(
        _("occupancy at most"), null=True, blank=True, default=88, validators=_percent()
    )
    abandonment = models.PositiveSmallIntegerField(
        _("hanging up at most"), null=True, blank=True, validators=_percent()
    )
    patience = models.PositiveSmallIntegerField(
        _("patience of callers"), null=True, blank=True, validators=_percent(most=7200)
    )
    # What calls are like, where the history does not say
    aht = models.PositiveSmallIntegerField(
        _("handling time"), null=True, blank=True, validators=_percent(most=7200)
    )
    usual_calls = models.PositiveIntegerField(
        _("calls on a usual day"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    # People and what they cost
    shrinkage = models.PositiveSmallIntegerField(
        _("shrinkage"), default=30, validators=_percent(least=0, most=90)
    )
    overtime_cost = models.DecimalField(
        _("overtime, an hour"), max_digits=8, decimal_places=2, default=Decimal(35)
    )
    overtime_people = models.PositiveSmallIntegerField(_("people who would work longer"), default=8)
    overtime_hours = models.PositiveSmallIntegerField(
        _("overtime a week at most"), default=6, validators=_percent(least=0, most=40)
    )
    deferrable = models.PositiveSmallIntegerField(
        _("work that can wait"), default=5, validators=_percent(least=0, most=60)
    )
    defer_cost = models.DecimalField(
        _("deferring, an hour"), max_digits=8, decimal_places=2, default=Decimal(0)
    )
    temps_most = models.PositiveSmallIntegerField(_("temporary agents at most"), default=6)
    temp_cost = models.DecimalField(
        _("a temporary agent, an hour"), max_digits=8, decimal_places=2, default=Decimal(27)
    )
    temp_lead_days = models.PositiveSmallIntegerField(
        _("days until they can start"), default=10, validators=[MaxValueValidator(365)]
    )
    temp_training_hours = models.PositiveSmallIntegerField(
        _("training for the campaign alone"), default=6, validators=[MaxValueValidator(400)]
    )
    full_training_hours = models.PositiveSmallIntegerField(
        _("whole training"), default=37, validators=[MaxValueValidator(1000)]
    )
    temp_pace = models.PositiveSmallIntegerField(
        _("their pace at first"), default=75, validators=_percent(least=10, most=100)
    )
    split_days = models.PositiveSmallIntegerField(
        _("days between the halves"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    split_cost = models.DecimalField(
        _("splitting a drop"), max_digits=10, decimal_places=2, default=Decimal(1200)
    )
    move_days = models.PositiveSmallIntegerField(
        _("days that a drop can move"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    move_cost = models.DecimalField(_("moving a drop"), max_digits=10, decimal_places=2, default=Decimal(400))
    # Count the changes of the settings and of the schedule, so that a form knows what it was made from.
    version = models.PositiveIntegerField(default=1, editable=False)
    staff_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="centre_shares_are_percentages",
                condition=Q(service_level__gte=1, service_level__lte=99, shrinkage__lte=90),
            ),
            models.CheckConstraint(
                name="centre_whole_training_holds_the_short_one",
                condition=Q(full_training_hours__gte=F("temp_training_hours")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.service_level}/{self.threshold}"

    @property
    def promise(self) -> str:
        """“80/20”, as the trade says it."""
        return f"{self.service_level}/{self.threshold}"


class OpenHours(models.Model):
    """From when until when the centre is open on a weekday; a weekday without a row is closed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="open_hours")
    weekday = models.PositiveSmallIntegerField()
    # Minutes of the day; 1440 is midnight.
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(fields=["project", "weekday"], name="open_hours_once_a_weekday"),
            models.CheckConstraint(
                name="open_hours_are_within_a_day",
                condition=Q(weekday__lte=6, opens__lt=F("closes"), closes__lte=MIDNIGHT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens}-{self.closes}"


class Staffed(models.Model):
    """How many people are scheduled in a half hour of a usual week, before shrinkage."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="staffed")
    weekday = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "minute"]
        constraints = [
            models.UniqueConstraint(fields=["project", "weekday", "minute"], name="staffed_once_a_half_hour"),
            models.CheckConstraint(
                name="staffed_is_a_half_hour_of_the_week",
                condition=Q(weekday__lte=6, minute__in=list(range(0, MIDNIGHT, HALF_HOUR))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.minute}: {self.people}"


class SpecialDay(models.Model):
    """A calendar day that is not like its weekday: a holiday, other opening hours, more or fewer people."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField(_("day"))
    is_closed = models.BooleanField(default=False)
    # Minutes of the day, where it opens or closes otherwise than its weekday; 1440 is midnight.
    opens = models.PositiveSmallIntegerField(null=True)
    closes = models.PositiveSmallIntegerField(null=True)
    # More people than usual all day long, or fewer.
    people = models.SmallIntegerField(
        default=0, validators=[MinValueValidator(-5000), MaxValueValidator(5000)]
    )
    why = models.CharField(_("why"), max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["project", "day"], name="special_day_once_a_day"),
            models.CheckConstraint(
                name="special_day_is_closed_or_differs",
                condition=Q(is_closed=True, people=0, opens=None)
                | (Q(is_closed=False) & (~Q(people=0) | Q(opens__isnull=False))),
            ),
            models.CheckConstraint(
                name="special_day_hours_are_within_a_day",
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes"), closes__lte=MIDNIGHT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.why or ('closed' if self.is_closed else self.people)}"

    @property
    def said(self) -> tuple[bool, int | None, int | None, int, str]:
        """Everything that is said of the day."""
        return self.is_closed, self.opens, self.closes, self.people, self.why

    @property
    def hours(self) -> tuple[int, int] | None:
        """From when until when the centre is open, where that is not as on its weekday."""
        return None if self.opens is None or self.closes is None else (self.opens, self.closes)

    @property
    def clock(self) -> str:
        """Its hours as a clock shows them, “” where they are as on its weekday."""
        return "–".join(map(clock, self.hours or ()))

    @property
    def fewer(self) -> int:
        """How many people fewer than usual are there."""
        return max(-self.people, 0)
