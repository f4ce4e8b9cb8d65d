"""A list of readings or of a funnel's periods, uploaded and looked at before anything is written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.funnel import Funnel
from outcomes.models.measure import Measure


class DateOrder(models.TextChoices):
    """How 3/4/2026 is meant; told by a person when the list itself does not show it."""

    DAY_FIRST = "dmy", _("Day first: 3/4 is 3 April")
    MONTH_FIRST = "mdy", _("Month first: 3/4 is 4 March")


class DecimalMark(models.TextChoices):
    """How 1.234 is meant; told by a person when the list itself does not show it."""

    POINT = ".", _("Point: 1.234 is a little more than one")
    COMMA = ",", _("Comma: 1.234 is more than a thousand")


class ReadingImport(models.Model):
    """An uploaded list: its cells as they were read, which column is which, and what became of it.

    `cells` is a list of [row number in the file, [cell, …]]; the first is the header.
    """

    # Of a list of periods, the measure of their cost.
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="imports")
    funnel = models.ForeignKey(Funnel, null=True, on_delete=models.CASCADE, related_name="imports")
    filename = models.CharField(max_length=200)
    cells = models.JSONField()
    columns = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    order = models.CharField(max_length=3, choices=DateOrder.choices, blank=True)
    mark = models.CharField(max_length=1, choices=DecimalMark.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_import_confirmed_at_and_by_together",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def into(self) -> Measure | Funnel:
        """What the rows become: readings of a measure, or periods of a funnel."""
        return self.funnel or self.measure
