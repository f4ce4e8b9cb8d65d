"""By what ways a person is reached, in the order in which they are tried."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisis.ways import Way, dialled


class WayKind(models.TextChoices):
    """What is dialled, written to, or asked."""

    MOBILE = "mobile", _("Mobile")
    DESK = "desk", _("Desk phone")
    HOME = "home", _("Home phone")
    PHONE = "phone", _("Telephone")
    PAGER = "pager", _("Pager")
    CHAT = "chat", _("Chat")
    EMAIL = "email", _("E-mail")
    OTHER = "other", _("Other way")


# What is dialled from a telephone, and what needs a digit at least.
TELEPHONES = (WayKind.MOBILE, WayKind.DESK, WayKind.HOME, WayKind.PHONE)
NUMBERED = (*TELEPHONES, WayKind.PAGER)


class ContactWay(models.Model):
    """One way to reach a person; position 1 is tried first."""

    person = models.ForeignKey("crisis.CrisisPerson", on_delete=models.CASCADE, related_name="ways")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=WayKind.choices)
    value = models.CharField(max_length=500)
    when = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "position"], name="contact_way_one_per_place"),
            models.CheckConstraint(name="contact_way_kind_is_known", condition=Q(kind__in=WayKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said}" if self.is_named else self.said

    @property
    def is_named(self) -> bool:
        """Whether its kind says something; “other” says nothing that does not stand in it."""
        return self.kind != WayKind.OTHER

    @property
    def said(self) -> str:
        """The number or address, with when it is tried."""
        return f"{self.value} ({self.when})" if self.when else self.value

    @property
    def way(self) -> Way:
        """As plain values."""
        return Way(self.kind, self.value, self.when)

    @property
    def href(self) -> str:
        """What a press on it begins: a call or a mail; nothing for the other kinds."""
        if self.kind in TELEPHONES:
            number = dialled(self.value)
            return f"tel:{number}" if number else ""
        return f"mailto:{self.value}" if self.kind == WayKind.EMAIL else ""
