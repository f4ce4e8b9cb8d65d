"""What a new project can begin with: the shape of an earlier one, without its people."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """A project's shape as it was when somebody kept it, theirs alone. The project may change, or go.

    `content` holds the rows of each table by columns; a row is named by its place in its table.
    """

    name = models.CharField(_("name"), max_length=120)
    parts = ArrayField(models.CharField(max_length=12), default=list)
    content = models.JSONField(default=dict)
    source = models.CharField(_("from"), max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="templates")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["made_by", "name"], name="template_named_once_by_its_maker"),
        ]

    def __str__(self) -> str:
        return self.name
