"""“I have read this”, asked of one person and answered by a button."""

from django.db import models
from django.utils import timezone

from mailroom.models.link import PersonalLink
from mailroom.models.message import Message
from projects.models import Project


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Confirmations narrowed."""

    def of(self, kind: str, about_id: int) -> "ConfirmationQuerySet":
        """Those asked about one thing."""
        return self.filter(kind=kind, about_id=about_id)

    def open(self) -> "ConfirmationQuerySet":
        """Those not yet given."""
        return self.filter(confirmed_at=None)


class Confirmation(models.Model):
    """A confirmation that was asked of a person about one thing; `kind` says whose `about_id` it is."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=80)
    about_id = models.BigIntegerField()
    person = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    # What the page shows beside the button.
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    link = models.OneToOneField(PersonalLink, on_delete=models.PROTECT, related_name="confirmation")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="confirmations")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_id", "person"], name="confirmation_asked_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"
