"""What the call centre stands on: systems with how soon they must be back, what stands in, and tests."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.people import CrisisPerson
from projects.models import Project

MOST_MINUTES = 60 * 24 * 90


class SystemQuerySet(models.QuerySet["System"]):
    """Systems narrowed."""

    def active(self) -> "SystemQuerySet":
        """Those in use."""
        return self.filter(archived_at=None)


class System(models.Model):
    """Something without which calls are not taken; its targets are in minutes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="systems")
    name = models.CharField(_("system"), max_length=120)
    stops = models.CharField(_("what stops without it"), max_length=300, blank=True)
    owner = models.ForeignKey(
        CrisisPerson,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="systems",
        verbose_name=_("owner"),
    )
    vendor = models.CharField(_("vendor, and how to call them"), max_length=300, blank=True)
    recovery_minutes = models.PositiveIntegerField(
        _("back within, in minutes"), null=True, blank=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    data_minutes = models.PositiveIntegerField(
        _("data lost at most, in minutes"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_MINUTES)],
    )
    backup = models.CharField(_("what stands in for it"), max_length=300, blank=True)
    needs = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="needed_by", verbose_name=_("needs")
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="system_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("crisis:system", args=[self.project.slug, self.pk])


class SystemTest(models.Model):
    """A recovery that was tried: whether it worked, how long it took, how much was lost."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="tests")
    tested_on = models.DateField(_("tried on"))
    worked = models.BooleanField(_("it worked"), default=True)
    recovered_minutes = models.PositiveIntegerField(
        _("back after, in minutes"), null=True, blank=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    lost_minutes = models.PositiveIntegerField(
        _("data lost, in minutes"), null=True, blank=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    note = models.CharField(_("what you learned"), max_length=500, blank=True)
    kept_at = models.DateTimeField(default=timezone.now, editable=False)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-tested_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.system}, {self.tested_on}"
