"""Launches that come in by link: the link itself, and what is sent by it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from mailroom import actions as mailroom
from marketing_sync import mail, queries
from marketing_sync.actions import launches, shared_links
from marketing_sync.models import Launch, Window
from projects.models import Project, User


@dataclass(frozen=True)
class Sender:
    """Who sends a launch without an account."""

    name: str
    email: str


def open_intake(*, project: Project, by: User) -> None:
    """Opens the project's one intake link; after it was closed, under a new address."""
    shared_links.open_link(project=project, purpose=mail.INTAKE, by=by)


def renew_intake(*, project: Project, by: User) -> None:
    """Gives the intake link a new address; the one that was passed on before opens nothing any more."""
    shared_links.renew_link(project=project, purpose=mail.INTAKE, by=by)


def close_intake(*, project: Project, by: User) -> None:
    """Closes the intake link. What came in by it stays, and so do the senders' own links."""
    shared_links.close_link(project=project, purpose=mail.INTAKE, by=by)


@transaction.atomic
def take_in(*, project: Project, sender: Sender, window: Window, language: str, **what: Any) -> Launch:
    """A launch that came in by the link: the liaison is told, and the sender gets a link to follow it."""
    launch = launches.register(
        project=project,
        by=None,
        sender_name=sender.name,
        sender_email=sender.email,
        window=window,
        **what,
    )
    with timezone.override(project.zone):
        mailroom.queue_many(
            [
                *(mail.arrived_envelope(launch, user) for user in queries.liaisons(project)),
                mail.received_envelope(launch, language=language),
            ]
        )
    return launch
