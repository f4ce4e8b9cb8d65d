"""Temporary people trained for one launch before it goes out, and for the rest after it."""

from django.db import models
from django.db.models import F, Q

from marketing_sync.models.launch import Launch
from outcomes.models import Colleague, Trained, TrainingUnit


class CampaignTraining(models.Model):
    """Who learns what before a launch goes out, and when they learn the rest of the curriculum.

    Who has learned it, and each person's own dates, stand in the curriculum itself. The dates
    follow when the days on which the launch can go out move.
    """

    launch = models.OneToOneField(Launch, on_delete=models.CASCADE, related_name="campaign_training")
    people = models.ManyToManyField(Colleague, related_name="campaigns")
    parts = models.ManyToManyField(TrainingUnit, related_name="campaigns")
    train_by = models.DateField()
    rest_from = models.DateField()
    rest_by = models.DateField()
    # What was noted as learned from here, and can be taken back from here; the rest was known before.
    noted = models.ManyToManyField(Trained, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_training_comes_before_the_rest",
                condition=Q(train_by__lt=F("rest_from"), rest_from__lte=F("rest_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.train_by}"
