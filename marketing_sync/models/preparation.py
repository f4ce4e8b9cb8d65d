"""What has to be prepared for a launch beside its brief, and who said that it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketing_sync.models.launch import Launch


class Item(models.TextChoices):
    """One thing that has to be prepared."""

    TRAINING = "training", _("Training")
    STAFFING = "staffing", _("Staffing gap")
    ACCESS = "access", _("Systems access")
    CONTINGENCIES = "contingencies", _("Contingencies")


class Preparation(models.Model):
    """Somebody answers for one item of one launch, with a note: who was trained, why the gap is accepted,
    what happens when it goes out early or late.
    """

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="preparations")
    item = models.CharField(max_length=14, choices=Item.choices)
    note = models.TextField(max_length=4000)
    done_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["launch_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "item"], name="preparation_once_per_item"),
            models.CheckConstraint(name="preparation_item_is_known", condition=Q(item__in=Item.values)),
            models.CheckConstraint(name="preparation_says_what_was_done", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.launch}: {self.get_item_display()}"
