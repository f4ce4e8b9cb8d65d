"""Personal links: signed, for one person and one purpose, expiring, revocable.

A token is `<pk>.<signature>`, where the signature is an HMAC of the row's key and nonce under
the secret key, salted with the purpose. So a dump of the database opens nothing, a link of one
purpose is nothing to another, and a new nonce kills what was sent before.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from mailroom.models import PersonalLink
from mailroom.models.link import fresh_nonce
from projects.models import Project

_TOKEN = re.compile(r"^(?P<pk>[0-9]{1,18})\.(?P<signature>[A-Za-z0-9_-]{43})\Z")
# Verified against when there is no such row, so that both ways take the same steps.
_NOBODY = PersonalLink(pk=0, nonce="no such link", purpose="")

# Stands for the token while an address is made.
_PLACE = "TOKEN"

LASTING = datetime.timedelta(days=400)


class Refused(Exception):
    """The link does not open: unknown, tampered, expired, revoked or of another purpose. Never say which."""


def naming(person: models.Model) -> str:
    """How a row is named in `PersonalLink.person` and `Message.person`: "stakeholders.stakeholder:12"."""
    return f"{person._meta.label_lower}:{person.pk}"


def issue(
    *,
    project: Project | None,
    purpose: str,
    person: models.Model,
    about: str = "",
    expires_at: datetime.datetime | None = None,
) -> PersonalLink:
    """The one link of this purpose and person, made or prolonged. `purpose` is the URL name it opens."""
    return issue_many(project=project, purpose=purpose, of=[(person, about)], expires_at=expires_at)[0]


@transaction.atomic
def issue_many(
    *,
    project: Project | None,
    purpose: str,
    of: Sequence[tuple[models.Model, str]],
    expires_at: datetime.datetime | None = None,
) -> list[PersonalLink]:
    """The links of many (person, about) in the same order, by few statements whatever their number.

    A link that was revoked opens again under a new nonce: copies sent before stay closed.
    """
    until = expires_at or timezone.now() + LASTING
    keys = [(naming(person), about) for person, about in of]
    PersonalLink.objects.bulk_create(
        [
            PersonalLink(project=project, purpose=purpose, person=person, about=about, expires_at=until)
            for person, about in dict.fromkeys(keys)
        ],
        ignore_conflicts=True,
    )
    found = {
        (link.person, link.about): link
        for link in PersonalLink.objects.filter(
            purpose=purpose,
            person__in={person for person, _about in keys},
            # Without what they are about, every telling would read the links of all that went before it.
            about__in={about for _person, about in keys},
        )
    }
    rows = [found[key] for key in keys]
    for link in found.values():
        if (link.person, link.about) in set(keys) and link.revoked_at is not None:
            rotate(link)
    short = [link for link in rows if link.expires_at < until]
    if short:
        PersonalLink.objects.filter(pk__in=[link.pk for link in short]).update(expires_at=until)
    for link in short:
        link.expires_at = until
    return rows


def rotate(link: PersonalLink) -> None:
    """Kills every copy of the link that was sent; the row gives a new one."""
    link.nonce = fresh_nonce()
    link.revoked_at = None
    link.save(update_fields=["nonce", "revoked_at"])


def revoke(link: PersonalLink) -> None:
    """Closes the link."""
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])


def token(link: PersonalLink) -> str:
    """The secret part of the link's address. Only for what is sent, or shown to who may pass it on."""
    return f"{link.pk}.{_signer(link.purpose).signature(_signed(link.pk, link.nonce))}"


def url(link: PersonalLink) -> str:
    """The whole address, as it stands in a mail."""
    return _shape(link.purpose).replace(_PLACE, token(link))


def urls(pks: Iterable[int]) -> dict[int, str]:
    """The whole addresses of the links with these keys, those that there are; quick for many."""
    rows = list(PersonalLink.objects.filter(pk__in=pks).values_list("pk", "purpose", "nonce"))
    purposes = {purpose for _pk, purpose, _nonce in rows}
    made = {purpose: (_shape(purpose), _signer(purpose)) for purpose in purposes}
    found = {}
    for pk, purpose, nonce in rows:
        shape, signer = made[purpose]
        found[pk] = shape.replace(_PLACE, f"{pk}.{signer.signature(_signed(pk, nonce))}")
    return found


def opened(text: str, *, purpose: str) -> PersonalLink:
    """The row behind a token that came in by `purpose`'s URL; raises `Refused`.

    Reads one row and checks one signature whether or not there is such a row. Changes nothing.
    """
    match = _TOKEN.match(text)
    pk, signature = (int(match["pk"]), match["signature"]) if match else (0, "")
    link = PersonalLink.objects.select_related("project").filter(pk=pk, purpose=purpose).first()
    try:
        row = link or _NOBODY
        _signer(purpose).unsign(f"{_signed(row.pk, row.nonce)}:{signature}")
    except BadSignature:
        raise Refused from None
    if link is None or not link.is_open or (link.project and link.project.deleted_at):
        raise Refused
    return link


def person_of(link: PersonalLink) -> models.Model | None:
    """The stakeholder, contact or user whom the link is for, or what is told to them, if it is still there.

    Its `email` is where a new copy of the link may go.
    """
    model: type[models.Model] = apps.get_model(link.person.rpartition(":")[0])
    return model._base_manager.filter(pk=link.person_pk).first()


def _shape(purpose: str) -> str:
    return str(settings.BASE_URL + reverse(purpose, args=[_PLACE]))


def _signed(pk: int, nonce: str) -> str:
    return f"{pk}-{nonce}"


def _signer(purpose: str) -> Signer:
    extra: dict[str, Any] = {"salt": f"mailroom.link.{purpose}", "algorithm": "sha256"}
    return Signer(**extra)
