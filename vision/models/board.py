"""The board of a project and its columns."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class Board(models.Model):
    """One row per project that counts what happens to its board.

    `revision` grows with every change that the board shows; whoever changes something takes this row first
    and so waits for the one before. `columns_revision` is the revision at which the columns last changed.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="board")
    revision = models.BigIntegerField(default=0)
    columns_revision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.project} at {self.revision}"


class Function(models.Model):
    """A column of the board: what part of the contact centre an element belongs to."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="functions")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="function_name_is_unique_in_its_project"),
            models.CheckConstraint(name="function_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


STARTER_FUNCTIONS = (
    _("Access & scheduling"),
    _("Clinical services"),
    _("Referrals"),
    _("Workforce"),
    _("Technology"),
    _("Reporting"),
)
