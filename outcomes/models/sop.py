"""Standard operating procedures: versions that stay as they were, and the people who read and are trained."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class ColleagueQuerySet(models.QuerySet["Colleague"]):
    """Colleagues narrowed."""

    def kept(self) -> "ColleagueQuerySet":
        """Those who are still there."""
        return self.filter(removed_at=None)


class Colleague(models.Model):
    """Somebody who answers calls: reads the SOPs and is trained. Needs no account."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="colleagues")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("es", _("Spanish"))], default="en"
    )
    is_temporary = models.BooleanField(
        _("temporary"),
        default=False,
        help_text=_("Comes for a campaign: can be trained for it first, and for the rest afterwards."),
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="colleague_removed_at_and_by_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                "project", Lower("email"), condition=Q(removed_at=None), name="colleague_address_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SopQuerySet(models.QuerySet["Sop"]):
    """SOPs narrowed."""

    def active(self) -> "SopQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> "SopQuerySet":
        """Those put aside."""
        return self.filter(archived_at__isnull=False)


class Sop(models.Model):
    """One procedure. What it says stands in its versions."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sops")
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SopQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sop_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:sop", args=[self.project.slug, self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether the day on which it was to be looked at again has passed."""
        return (
            self.archived_at is None and self.review_on is not None and self.review_on < timezone.localdate()
        )


class SopVersion(models.Model):
    """What a procedure says, as it was published. A trigger refuses to change it."""

    sop = models.ForeignKey(Sop, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("what to do"), max_length=20_000)
    what_changed = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["sop", "number"], name="sop_version_number_is_unique"),
            models.CheckConstraint(name="sop_version_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return _("%(sop)s, version %(number)d") % {"sop": self.sop, "number": self.number}
