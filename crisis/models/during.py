"""What is changed for as long as a run lasts, what is shown beside its timeline, and how people bear it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.broadcast import Broadcast
from crisis.models.people import CrisisPerson
from crisis.models.run import Activation, TimelineEntry
from mailroom.models import PersonalLink
from reports.models import StoredFile


class ProcedureChange(models.Model):
    """A usual procedure that is done otherwise until the all-clear, when everybody is told to go back."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="procedures")
    usual = models.CharField(_("usual procedure"), max_length=120)
    instead = models.TextField(_("what is done instead"), max_length=3000)
    announced = models.OneToOneField(Broadcast, on_delete=models.PROTECT, related_name="procedure")
    reversed_by = models.ForeignKey(
        Broadcast, null=True, on_delete=models.PROTECT, related_name="reversed_procedures"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.usual

    @property
    def holds(self) -> bool:
        """Whether it is still done otherwise."""
        return self.reversed_by_id is None


class RunPhoto(models.Model):
    """A picture that stands on the timeline."""

    entry = models.OneToOneField(TimelineEntry, on_delete=models.PROTECT, related_name="photo")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.file.name


class Feeling(models.TextChoices):
    """How somebody bears it."""

    STEADY = "steady", _("I am all right")
    STRAINED = "strained", _("It is hard, but I manage")
    STRUGGLING = "struggling", _("I need somebody to talk to")


class SupportOffer(models.Model):
    """Support offered to everybody of a run, with one private question.

    Answers are only counted: no row says who gave which, and none when. `shown` is what leads see; it is
    brought up to date at each fifth answer alone, so that nobody reads one answer off the difference.
    """

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="support_offers")
    text = models.TextField(_("what is offered"), max_length=2000)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    counted = models.JSONField(default=dict)
    shown = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text


class SupportAsked(models.Model):
    """One person to whom support is offered, and whether they have answered; never what."""

    offer = models.ForeignKey(SupportOffer, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(CrisisPerson, on_delete=models.PROTECT, related_name="+")
    link = models.OneToOneField(PersonalLink, on_delete=models.PROTECT, related_name="+")
    has_answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "person"], name="support_offered_once_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Capability(models.TextChoices):
    """What a drill rehearses and its observers rate."""

    ALERTING = "alerting", _("Alerting people and getting them together")
    COMMAND = "command", _("Command: roles, decisions, handing over")
    WORKAROUND = "workaround", _("Working without what is down")
    TELLING = "telling", _("Telling staff, callers and partners")
    SAFETY = "safety", _("Keeping callers and staff safe")
    RETURN = "return", _("Going back to the usual way")


class Rating(models.TextChoices):
    """How well it was performed, in the four grades of HSEEP."""

    PERFORMED = "P", _("P: performed without challenges")
    SOME = "S", _("S: performed with some challenges")
    MAJOR = "M", _("M: performed with major challenges")
    UNABLE = "U", _("U: could not be performed")


class Inject(models.Model):
    """News that a drill gives its participants at a set time."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="injects")
    due_at = models.DateTimeField(_("when"))
    text = models.CharField(_("what happens"), max_length=500)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(told_at=None), name="inject_to_tell")]

    def __str__(self) -> str:
        return self.text


class Observation(models.Model):
    """What an observer of a drill saw. Participants do not see it on the board."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="observations")
    text = models.CharField(_("what you saw"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class DrillRating(models.Model):
    """How one capability did in a drill."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="ratings")
    capability = models.CharField(max_length=12, choices=Capability.choices)
    rating = models.CharField(_("rating"), max_length=1, choices=Rating.choices)
    why = models.CharField(_("why"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activation", "capability"], name="capability_rated_once"),
            models.CheckConstraint(name="capability_is_known", condition=Q(capability__in=Capability.values)),
            models.CheckConstraint(name="rating_is_known", condition=Q(rating__in=Rating.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_capability_display()}: {self.rating}"
