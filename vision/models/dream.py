"""Dreams: what the project team itself wants."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from vision.models.element import Element


class DreamQuerySet(models.QuerySet["Dream"]):
    """Dreams narrowed."""

    def kept(self) -> "DreamQuerySet":
        """Those nobody let go."""
        return self.filter(let_go_at=None)

    def unsorted(self) -> "DreamQuerySet":
        """Those that joined no element yet."""
        return self.kept().filter(element=None)


class Dream(models.Model):
    """One thing that the project team itself wants; it joins at most one element."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dreams")
    text = models.CharField(_("dream"), max_length=300)
    why = models.TextField(_("what would be better then"), blank=True, max_length=2000)
    element = models.ForeignKey(Element, null=True, on_delete=models.SET_NULL, related_name="dreams")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    let_go_at = models.DateTimeField(null=True)
    let_go_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DreamQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="dream_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="dream_let_go_at_and_by_together",
                condition=Q(let_go_at=None, let_go_by=None)
                | Q(let_go_at__isnull=False, let_go_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text
