"""Who is reached in a crisis, by what ways, and who holds which role."""

import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models.ways import ContactWay, WayKind
from crisis.models.words import CrisisRole
from projects.models import Project

QUARTER = datetime.timedelta(days=91)
# So long one waits for an answer before asking again, and before it is overdue.
PATIENCE = datetime.timedelta(days=14)
MOST_ASKS = 3


class CheckStanding(models.TextChoices):
    """Whether somebody has said within a quarter that they are reached like this."""

    CHECKED = "checked", _("checked")
    ASKED = "asked", _("asked")
    OVERDUE = "overdue", _("overdue")
    NEVER = "never", _("never asked")


class CrisisPersonQuerySet(models.QuerySet["CrisisPerson"]):
    """People narrowed."""

    def active(self) -> "CrisisPersonQuerySet":
        """Those who are reached at all."""
        return self.filter(active=True)

    def with_ways(self) -> "CrisisPersonQuerySet":
        """With every way to reach them, in one statement more."""
        return self.prefetch_related("ways")

    def unchecked(self) -> "CrisisPersonQuerySet":
        """Those who have not said within a quarter that they are reached like this."""
        return self.exclude(verified_at__gt=timezone.now() - QUARTER)

    def to_ask(self) -> "CrisisPersonQuerySet":
        """Those who are asked now: nobody twice within two weeks, nobody more than three times in a row."""
        waits = Q(asked_at__gt=timezone.now() - PATIENCE)
        return self.active().unchecked().filter(asks__lt=MOST_ASKS).exclude(waits)

    def overdue(self) -> "CrisisPersonQuerySet":
        """Those who were asked and have not answered for two weeks."""
        return self.active().unchecked().filter(asked_at__lte=timezone.now() - PATIENCE)


class CrisisPerson(models.Model):
    """Somebody who is told in a crisis; needs no account. A member with the same address is this person."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="crisis_people")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(
        _("language"), max_length=5, choices=[("en", _("English")), ("es", _("Spanish"))], default="en"
    )
    active = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # When they last said that this is right, when they were last asked, and how often since.
    verified_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    asks = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CrisisPersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="crisis_person_one_per_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def check_standing(self) -> CheckStanding:
        """Where the quarter's question stands with this person."""
        now = timezone.now()
        if self.verified_at is not None and now - self.verified_at < QUARTER:
            return CheckStanding.CHECKED
        if self.asked_at is None:
            return CheckStanding.NEVER
        return CheckStanding.ASKED if now - self.asked_at < PATIENCE else CheckStanding.OVERDUE

    @property
    def call_order(self) -> list[ContactWay]:
        """Every way to reach them, the first to try first; their own address last if it is no other."""
        ways = list(self.ways.all())
        if any(way.kind == WayKind.EMAIL and way.value.lower() == self.email.lower() for way in ways):
            return ways
        return [*ways, ContactWay(kind=WayKind.EMAIL, value=self.email)]

    @property
    def first_way(self) -> ContactWay:
        """What is tried first."""
        return self.call_order[0]


class RoleHolder(models.Model):
    """A person in a role; position 1 holds it, the others stand in for them in their order."""

    person = models.ForeignKey(CrisisPerson, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=CrisisRole.choices)
    position = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="role_holder_once_per_person"),
            models.CheckConstraint(name="role_holder_role_is_known", condition=Q(role__in=CrisisRole.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"
