"""What agents are told about a launch, and who of them has read it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailroom.models import PersonalLink
from marketing_sync.models.launch import Launch
from projects.models import Project


class AgentQuerySet(models.QuerySet["Agent"]):
    """Agents narrowed."""

    def active(self) -> "AgentQuerySet":
        """Those who answer calls now."""
        return self.filter(removed_at=None)


class Agent(models.Model):
    """Somebody who answers calls; needs no account. Gets the briefs by mail and confirms by a button."""

    LANGUAGES = (("en", _("English")), ("es", _("Spanish")))

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agents")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    team = models.CharField(_("team"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="en")
    version = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = AgentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="agent_one_per_address"),
            models.CheckConstraint(
                name="agent_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.CheckConstraint(name="agent_language_is_known", condition=Q(language__in=["en", "es"])),
        ]

    def __str__(self) -> str:
        return self.name


class BriefText(models.Model):
    """What a brief says."""

    offer = models.TextField(_("what it offers"), max_length=4000)
    caller_questions = models.TextField(_("what callers will ask"), max_length=4000)
    answers = models.TextField(_("what to say"), max_length=6000)
    look = models.TextField(_("where to look"), max_length=2000, blank=True)
    escalation = models.TextField(_("when you cannot help"), max_length=2000)

    TEXTS = ("offer", "caller_questions", "answers", "look", "escalation")

    class Meta:
        abstract = True

    def says_the_same(self, other: "BriefText") -> bool:
        """Whether both say the same, word by word."""
        return all(getattr(self, name) == getattr(other, name) for name in self.TEXTS)


class BriefDraft(BriefText):
    """The brief as marketing is writing it. Agents see none of it before it is approved."""

    launch = models.OneToOneField(Launch, on_delete=models.CASCADE, related_name="brief_draft")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.launch}, draft"


class Brief(BriefText):
    """One approved version of a brief, with the days that held then. Never changed (see the migration)."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="briefs")
    number = models.PositiveIntegerField()
    earliest = models.DateField()
    likely = models.DateField()
    latest = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["launch_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "number"], name="brief_one_per_number"),
            models.CheckConstraint(name="brief_numbers_begin_with_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="brief_window_is_in_order",
                condition=Q(earliest__lte=F("likely"), likely__lte=F("latest")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.launch}, version {self.number}"

    def tells_the_days_of(self, launch: Launch) -> bool:
        """Whether the days in it are still those of the launch."""
        return (self.earliest, self.likely, self.latest) == (launch.earliest, launch.likely, launch.latest)


class BriefReadingQuerySet(models.QuerySet["Reading"]):
    """Readings narrowed."""

    def confirmed(self) -> "BriefReadingQuerySet":
        """Those that were confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def open(self) -> "BriefReadingQuerySet":
        """Those asked of who still answers calls, and not confirmed."""
        return self.filter(confirmed_at=None, agent__removed_at=None)


class Reading(models.Model):
    """One agent was asked to read one version of a brief, by a link of their own."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="readings")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="readings")
    link = models.OneToOneField(PersonalLink, on_delete=models.PROTECT, related_name="brief_reading")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = BriefReadingQuerySet.as_manager()

    class Meta:
        ordering = ["agent__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "agent"], name="reading_asked_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.brief}"
