"""Asking a person to confirm, and their doing so."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from mailroom import links
from mailroom.actions.queue import CONFIRM
from mailroom.models import Confirmation
from projects import audit
from projects.models import Project


@dataclass(frozen=True)
class Asked:
    """One person who is asked to confirm one thing."""

    about_id: int
    person: models.Model
    name: str
    email: str
    title: str
    text: str = ""


def ask_confirmation(
    *,
    project: Project,
    kind: str,
    about_id: int,
    person: models.Model,
    name: str,
    email: str,
    title: str,
    text: str = "",
    expires_at: datetime.datetime | None = None,
) -> Confirmation:
    """The confirmation asked of a person about one thing, made once. Its `link` goes into the button."""
    asked = Asked(about_id=about_id, person=person, name=name, email=email, title=title, text=text)
    return ask_confirmations(project=project, kind=kind, asked=[asked], expires_at=expires_at)[0]


@transaction.atomic
def ask_confirmations(
    *, project: Project, kind: str, asked: Sequence[Asked], expires_at: datetime.datetime | None = None
) -> list[Confirmation]:
    """Like `ask_confirmation`, for many in few statements; the confirmations come in the same order."""
    links_of = links.issue_many(
        project=project,
        purpose=CONFIRM,
        of=[(one.person, f"{kind}:{one.about_id}") for one in asked],
        expires_at=expires_at,
    )
    Confirmation.objects.bulk_create(
        [
            Confirmation(
                project=project,
                kind=kind,
                about_id=one.about_id,
                person=links.naming(one.person),
                name=one.name[:200],
                email=one.email,
                title=one.title[:250],
                text=one.text,
                link=link,
            )
            for one, link in zip(asked, links_of, strict=True)
        ],
        ignore_conflicts=True,
    )
    stored = {
        (row.about_id, row.person): row
        for row in Confirmation.objects.select_related("link").filter(
            kind=kind, about_id__in={one.about_id for one in asked}
        )
    }
    return [stored[one.about_id, links.naming(one.person)] for one in asked]


@transaction.atomic
def confirm(*, confirmation: Confirmation) -> bool:
    """Keeps that the person confirmed; True the first time. Later clicks change nothing."""
    first = bool(
        Confirmation.objects.filter(pk=confirmation.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    )
    if first:
        audit.record(
            project=confirmation.project,
            by=confirmation.name,
            verb="confirmed",
            on=confirmation,
            kind=confirmation.kind,
        )
    confirmation.refresh_from_db(fields=["confirmed_at"])
    return first
