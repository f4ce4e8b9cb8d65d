"""What came in, interval by interval, and the files that said so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketing_sync.minutes import MIDNIGHT, clock
from projects.models import Project


class CallUpload(models.Model):
    """A file of interval data: its cells as they were read, how they are to be taken, what became of it.

    `cells` is a list of [row number in the file, [cell, …]]; the first is the header. `columns` has, for each
    column of the header, the key of a field or "". `choices` says what the file itself leaves open: the order
    of day and month, the decimal mark, what a missing interval means.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="call_uploads")
    filename = models.CharField(max_length=200)
    cells = models.JSONField()
    columns = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    # What was noticed while reading, each a sentence for the person.
    remarks = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    # Its intervals were taken out again; those that it had replaced are gone.
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="call_upload_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_upload_confirmed_at_and_by_together",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class CallInterval(models.Model):
    """What one interval brought. `day` and `minute` are what the centre's own clock showed at its start."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="call_intervals")
    upload = models.ForeignKey(CallUpload, on_delete=models.CASCADE, related_name="intervals")
    starts_at = models.DateTimeField()
    day = models.DateField()
    minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    offered = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(null=True)
    abandoned = models.PositiveIntegerField(null=True)
    # Answered within the seconds that the phone system was set to; None where its report does not say.
    in_time = models.PositiveIntegerField(null=True)
    # Mean handling time in seconds.
    aht = models.FloatField(null=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "starts_at"], name="call_interval_once"),
            models.CheckConstraint(
                name="call_interval_is_within_its_day",
                condition=Q(minutes__gte=1, minutes__lte=60, minute__lt=MIDNIGHT),
            ),
            models.CheckConstraint(
                name="call_interval_handling_is_a_time", condition=Q(aht=None) | Q(aht__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["project", "day"], name="call_interval_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {clock(self.minute)}"
