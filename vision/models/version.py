"""Published versions of the vision. Triggers refuse to change or delete them, and to add to them later."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision.models.element import Element, Place


class Version(models.Model):
    """What was promised at one instant. `element_count` and `ask_count` seal how many rows belong to it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    statement = models.TextField()
    constraints = models.TextField(blank=True)
    success_measures = models.TextField(blank=True)
    revision = models.BigIntegerField()
    element_count = models.PositiveIntegerField()
    ask_count = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="version_number_is_unique"),
            models.CheckConstraint(name="version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="version_has_a_statement", condition=~Q(statement="")),
        ]

    def __str__(self) -> str:
        return _("Version %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("vision:version", args=[self.project.slug, self.number])


class VersionElement(models.Model):
    """An element as it stood in a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="elements")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="published")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    function = models.CharField(max_length=60, blank=True)
    function_position = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(max_length=8, choices=Place.choices)
    reason = models.TextField(blank=True)
    effort = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    owner_name = models.CharField(max_length=120, blank=True)
    revisit_on = models.DateField(null=True)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "element"], name="version_holds_an_element_once"),
            models.UniqueConstraint(fields=["version", "position"], name="version_order_is_total"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionAsk(models.Model):
    """An ask as it stood in a version, with the words of whoever asked."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="asks")
    element = models.ForeignKey(VersionElement, null=True, on_delete=models.PROTECT, related_name="asks")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="published")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    quote = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "ask"], name="version_holds_an_ask_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Draft(models.Model):
    """The words of the next version while they are being written. One per project."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="vision_draft")
    statement = models.TextField(_("what do we want to create?"), blank=True, max_length=4000)
    constraints = models.TextField(_("constraints"), blank=True, max_length=4000)
    success_measures = models.TextField(_("how we will know that it works"), blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"draft of {self.project}"


class DraftNote(models.Model):
    """What the lead decided about telling one person, before the version is published.

    `words` replaces the mail's opening; `override_reason`, when given, sends the mail without a talk.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="notes")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    words = models.TextField(_("opening words"), blank=True, max_length=4000)
    talk_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who talks to them"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    talk_due = models.DateField(_("until"), null=True, blank=True)
    override_reason = models.CharField(_("why the mail may go without a talk"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "stakeholder"], name="draft_note_one_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder}"
