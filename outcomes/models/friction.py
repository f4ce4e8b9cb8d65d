"""What keeps going wrong, each time that it was seen, and what was done about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class FrictionState(models.TextChoices):
    """What is being done about it."""

    NEW = "new", _("New")
    FIXING = "fixing", _("Being fixed")
    CHANGE = "change", _("Change of the system asked")
    SOLVED = "solved", _("Solved")


class FrictionQuerySet(models.QuerySet["Friction"]):
    """Frictions narrowed."""

    def separate(self) -> "FrictionQuerySet":
        """Those that are not said to be the same as another."""
        return self.filter(same_as=None)

    def open(self) -> "FrictionQuerySet":
        """Those not solved."""
        return self.separate().exclude(state=FrictionState.SOLVED)


class Friction(models.Model):
    """One thing that keeps going wrong. Each time that somebody said so is a `Sighting`."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="frictions")
    words = models.CharField(_("what keeps going wrong"), max_length=300)
    state = models.CharField(max_length=6, choices=FrictionState.choices, default=FrictionState.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What has to become different, so that nobody has to fix it again.
    change = models.TextField(_("change of the system"), max_length=2000, blank=True)
    # Somebody said that both are one; its sightings have gone over there.
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="others", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="friction_state_is_known", condition=Q(state__in=FrictionState.values)
            ),
            models.CheckConstraint(name="friction_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="friction_is_not_the_same_as_itself", condition=~Q(same_as=models.F("pk"))
            ),
        ]
        indexes = [
            models.Index(fields=["project", "state"], name="friction_by_state"),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:friction", args=[self.project.slug, self.pk])


class Sighting(models.Model):
    """One time that it went wrong, in the words of who saw it: a member, or anyone by the project's link."""

    friction = models.ForeignKey(Friction, on_delete=models.CASCADE, related_name="sightings")
    # Where it was logged first; it goes back there when two turn out not to be the same.
    logged_as = models.ForeignKey(Friction, on_delete=models.CASCADE, related_name="first_sightings")
    words = models.CharField(_("what happened"), max_length=1000)
    place = models.CharField(_("where"), max_length=80, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="sighting_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def who(self) -> str:
        """Who saw it, as they are called."""
        return str(self.seen_by) if self.seen_by else self.seen_by_name or str(_("somebody on the floor"))


class FrictionStep(models.Model):
    """What was done about it: one change of its state, with a note. Never changed."""

    friction = models.ForeignKey(Friction, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=6, choices=FrictionState.choices)
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # Nobody, when it was seen again and so opened by itself.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="friction_step_state_is_known", condition=Q(state__in=FrictionState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.friction}: {self.get_state_display()}"
