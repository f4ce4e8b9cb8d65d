"""A link that stands for one person and one purpose."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models import Project


def fresh_nonce() -> str:
    """Sixteen random bytes, as text."""
    return secrets.token_urlsafe(16)


class PersonalLink(models.Model):
    """The row behind a signed link. The row alone opens nothing: the token needs the secret key.

    `purpose` is the name of the URL that the link opens. `person` says for whom it is, as
    "app.model:pk"; `about` tells two links of one person and purpose apart.
    Changing `nonce` kills every link that was sent before.
    """

    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=80)
    person = models.CharField(max_length=120)
    about = models.CharField(max_length=120, blank=True)
    nonce = models.CharField(max_length=32, default=fresh_nonce)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "person", "about"], name="link_one_per_purpose_person_and_matter"
            ),
            models.CheckConstraint(
                name="link_expires_after_it_was_made", condition=Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.person}"

    @property
    def person_pk(self) -> int:
        """The primary key of the row that `person` names."""
        return int(self.person.rpartition(":")[2])

    @property
    def is_open(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()
