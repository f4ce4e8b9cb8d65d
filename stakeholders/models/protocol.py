"""The interview protocol: who may interview whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Project
from stakeholders.models.stakeholder import Level

# Who stands above whom. Physicians and people from outside stand beside the ladder: a rule that
# asks for one of them is kept by one of them alone.
LADDER = (Level.FRONT_LINE, Level.MANAGER, Level.DIRECTOR, Level.EXECUTIVE)


def reaches(has: str, least: str) -> bool:
    """Whether somebody of the level `has` is at least of the level `least`."""
    if has in LADDER and least in LADDER:
        return LADDER.index(Level(has)) >= LADDER.index(Level(least))
    return bool(has) and has == least


class ProtocolRule(models.Model):
    """People of one level are interviewed by somebody of at least another, or by one named member."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="protocol_rules")
    level = models.CharField(gettext_lazy("who is interviewed"), max_length=12, choices=Level.choices)
    least = models.CharField(
        gettext_lazy("interviewer's level at least"), max_length=12, choices=Level.choices, blank=True
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("or by this member"),
    )
    why = models.CharField(gettext_lazy("why"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "level"],
                condition=Q(archived_at=None),
                name="protocol_one_rule_per_level",
            ),
            models.CheckConstraint(name="protocol_level_is_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="protocol_least_is_known", condition=Q(least__in=["", *Level.values])
            ),
            models.CheckConstraint(
                name="protocol_names_an_interviewer", condition=~Q(least="") | Q(member__isnull=False)
            ),
            models.CheckConstraint(
                name="protocol_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The rule as a sentence, which also refuses what breaks it."""
        return f"{self.sentence} {self.why}".strip()

    @property
    def sentence(self) -> str:
        """“Executive: interviewed by somebody who is at least Executive, or by Dana Kim.”"""
        told = {
            "level": Level(self.level).label,
            "least": Level(self.least).label if self.least else "",
            "member": str(self.member or ""),
        }
        if self.least and self.member:
            shape = _(
                "%(level)s: interviewed by somebody of the level “%(least)s” or above, or by %(member)s."
            )
        elif self.least:
            shape = _("%(level)s: interviewed by somebody of the level “%(least)s” or above.")
        else:
            shape = _("%(level)s: interviewed by %(member)s.")
        return shape % told


class InterviewerLevel(models.Model):
    """Where a member stands in the organisation, so that the protocol can judge who interviews."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="interviewer_levels")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="interviewer_has_one_level"),
            models.CheckConstraint(name="interviewer_level_is_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_level_display()}"
