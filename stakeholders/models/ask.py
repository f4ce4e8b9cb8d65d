"""What people want, lifted out of what they said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models.answer import Answer
from stakeholders.models.question import Topic
from stakeholders.models.stakeholder import Stakeholder


class AskQuerySet(models.QuerySet["Ask"]):
    """Asks narrowed."""

    def live(self) -> "AskQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)


class Ask(models.Model):
    """One thing that a stakeholder wants, with the quote it came from. The quote is never changed.

    `quote_start` and `quote_end` count characters in the answer's text as it was when the ask was made.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="asks")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="asks")
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="asks", verbose_name=_("topic")
    )
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="asks")
    text = models.CharField(_("what they want"), max_length=300)
    quote = models.TextField(_("their words"), blank=True, max_length=4000)
    quote_start = models.PositiveIntegerField(null=True, editable=False)
    quote_end = models.PositiveIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="ask_has_a_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="ask_quote_has_both_ends",
                condition=Q(quote_start=None, quote_end=None)
                | Q(quote_start__isnull=False, quote_end__gt=F("quote_start")),
            ),
            models.CheckConstraint(
                name="ask_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "-created_at"], name="ask_by_project_newest")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stakeholders:ask", args=[self.project.slug, self.pk])
