"""Addresses of the mailroom."""

from typing import Any

from mailroom import actions, heartbeats, links
from mailroom.models import Suppression
from projects.access import Perm
from tests.access.table import ANYONE, LINK, Row, World
from tests.mailroom.factories import make_confirmation, make_message, make_reminder


def confirmation(world: World) -> dict[str, Any]:
    return {"token": links.token(make_confirmation(world.project).link)}


def reminder(world: World) -> dict[str, Any]:
    link = make_reminder(world.project).unsubscribe_link
    assert link is not None
    return {"token": links.token(link)}


def mail(world: World) -> dict[str, Any]:
    return {"pk": make_message(world.project).pk}


def suppression(world: World) -> dict[str, Any]:
    link = make_reminder(world.project).unsubscribe_link
    assert link is not None
    actions.stop_reminders(link=link, how="by button")
    return {"pk": Suppression.objects.filter(project=world.project).earliest("pk").pk}


def webhook(world: World) -> dict[str, Any]:
    made = actions.add_webhook(
        project=world.project, name="Chat", url="https://chat.example.org/", by=world.lead
    )
    return {"pk": made.pk}


def ticking(world: World) -> dict[str, Any]:
    """A worker has just reported."""
    heartbeats.beat(heartbeats.CLOCK)
    return {}


ROWS: dict[str, Row] = {
    "mailroom:list": Row(Perm.MAIL_VIEW),
    "mailroom:suppressions": Row(Perm.MAIL_VIEW),
    "mailroom:lift": Row(Perm.MAIL_EDIT, get=None, post=302, args=suppression),
    "mailroom:message": Row(Perm.MAIL_VIEW, args=mail),
    "mailroom:preview": Row(Perm.MAIL_VIEW, args=mail),
    "mailroom:send_again": Row(Perm.MAIL_EDIT, get=None, post=302, args=mail),
    "mailroom:cancel": Row(Perm.MAIL_EDIT, get=None, post=302, args=mail),
    # The host is not allowed here, so nothing is added.
    "mailroom:webhooks": Row(
        Perm.MAIL_EDIT, post=422, data=lambda _: {"name": "Chat", "url": "https://chat.example.org/"}
    ),
    "mailroom:try_webhook": Row(Perm.MAIL_EDIT, get=None, post=302, args=webhook),
    "mailroom:end_webhook": Row(Perm.MAIL_EDIT, get=None, post=302, args=webhook),
    "mailroom:restore_webhook": Row(Perm.MAIL_EDIT, get=None, post=302, args=webhook),
    "mailroom:confirm": Row(LINK, post=302, args=confirmation),
    "mailroom:unsubscribe": Row(
        LINK, post=200, args=reminder, data=lambda _: {"List-Unsubscribe": "One-Click"}, csrf=False
    ),
    "mailroom:new_link": Row(ANYONE, post=302, data=lambda _: {"email": "someone@example.org"}),
    "mailroom:new_link_asked": Row(ANYONE),
    "mailroom:healthz": Row(ANYONE),
    "mailroom:readyz": Row(ANYONE, args=ticking),
}
