"""Which ask joined which element."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from stakeholders.models import Ask
from vision.models.element import Element


class ElementAsk(models.Model):
    """An ask that joined an element. An ask joins at most one."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="joined")
    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="joined")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ask} in {self.element}"
