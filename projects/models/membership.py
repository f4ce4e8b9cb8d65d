"""Who has which role in which project, and who was asked to join."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project


class Role(models.TextChoices):
    """What a member is to the project; `access.ROLES` says what each may do."""

    LEAD = "lead", _("Lead")
    PLANNER = "planner", _("Planner")
    MARKETING = "marketing", _("Marketing")
    OPERATIONS = "operations", _("Operations")
    VIEWER = "viewer", _("Viewer")


class Notices(models.TextChoices):
    """How a member hears of what needs no act of theirs at once. Duties are always mailed at once."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day, together")
    OFF = "off", _("Not at all")


class NoticeKind(models.TextChoices):
    """What a member is told that needs no act of theirs at once; of each kind they choose how."""

    LAUNCHES = "launches", _("A launch came in by the intake link")
    MEETINGS = "meetings", _("What you promised at the standing meeting comes due")
    VISION = "vision", _("An element below the line is to be looked at again")
    PLAYBOOKS = "playbooks", _("A playbook is to be read again")


class Membership(models.Model):
    """A user's role in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    notices = models.CharField(
        _("what needs no act of yours"), max_length=8, choices=Notices.choices, default=Notices.AT_ONCE
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["user__name", "user__email"]
        constraints = [
            models.CheckConstraint(
                name="membership_notices_are_known", condition=Q(notices__in=Notices.values)
            ),
            models.UniqueConstraint(fields=["project", "user"], name="membership_one_role_per_person"),
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class NoticeChoice(models.Model):
    """How a member hears of one kind of news, where that differs from the rest."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    notices = models.CharField(max_length=8, choices=Notices.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "kind"], name="notice_chosen_once_per_kind"),
            models.CheckConstraint(name="notice_kind_is_known", condition=Q(kind__in=NoticeKind.values)),
            models.CheckConstraint(name="notice_choice_is_known", condition=Q(notices__in=Notices.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_notices_display()}"


class Invitation(models.Model):
    """An e-mail address that was asked to join a project in a role."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "project",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_address",
            ),
            models.CheckConstraint(
                name="invitation_accepted_at_and_by_together",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_revoked_at_and_by_together",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="invitation_role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None
