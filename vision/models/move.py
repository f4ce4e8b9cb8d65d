"""The history of moves, which is also what makes each of them undoable."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project
from vision.models.batch import Batch
from vision.models.board import Function
from vision.models.element import Element, Place, spot_in_words


class Move(models.Model):
    """One element went from one place to another. `undone_at` says that it went back."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="moves")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="moves")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    from_place = models.CharField(max_length=8, choices=Place.choices)
    from_function = models.ForeignKey(Function, null=True, on_delete=models.PROTECT, related_name="+")
    from_rank = models.CharField(max_length=400, db_collation="C")
    to_place = models.CharField(max_length=8, choices=Place.choices)
    to_function = models.ForeignKey(Function, null=True, on_delete=models.PROTECT, related_name="+")
    # The act on several elements that it belongs to; then it is taken back with the others.
    batch = models.ForeignKey(Batch, null=True, on_delete=models.CASCADE, related_name="moves")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="move_undone_at_and_by_together",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["element", "-id"], condition=Q(undone_at=None), name="move_last_of_element"),
            models.Index(
                fields=["project", "by", "-id"], condition=Q(undone_at=None), name="move_last_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} from {self.from_place} to {self.to_place}"

    @property
    def came_from(self) -> str:
        """ "Referrals, NOW" or "Unsorted"."""
        return spot_in_words(self.from_place, self.from_function)

    @property
    def went_to(self) -> str:
        """ "Referrals, NEXT" or "Declined"."""
        return spot_in_words(self.to_place, self.to_function)

    @property
    def says(self) -> str:
        """The move in words, without who."""
        if self.came_from == self.went_to:
            text = _("changed its order in %(to)s") % {"to": self.went_to}
        else:
            text = _("moved it from %(from)s to %(to)s") % {"from": self.came_from, "to": self.went_to}
        return _("%(what)s; taken back") % {"what": text} if self.undone_at else text

    @property
    def crosses_the_line(self) -> bool:
        """Whether it changed what is promised, not only the order."""
        return self.from_place != self.to_place
