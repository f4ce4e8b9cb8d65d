"""Rows of the mailroom for tests."""

import itertools
from typing import Any

from mailroom import content, links
from mailroom.actions import Envelope, ask_confirmation, queue
from mailroom.models import Confirmation, Message, PersonalLink
from projects.models import Project
from tests.projects.factories import make_project, make_user

_numbers = itertools.count(1)


def make_envelope(project: Project, **fields: Any) -> Envelope:
    """A mail that nobody else gets."""
    number = next(_numbers)
    asked: dict[str, Any] = {
        "kind": "stakeholders.invitation",
        "dedupe_key": f"test:{number}",
        "to_email": f"reader{number}@example.org",
        "to_name": f"Reader {number}",
        "subject": f"Your view on the nurse line, {number}",
        "blocks": [content.Paragraph("What would help your patients most?")],
        **fields,
    }
    return Envelope(project=project, **asked)


def make_message(project: Project, **fields: Any) -> Message:
    """A message in the outbox; `state` and the like are put into the row afterwards."""
    columns = {field.name for field in Message._meta.get_fields()}
    written = {"kind", "dedupe_key", "to_email", "to_name", "subject", "person", "priority"}
    row = {name: fields.pop(name) for name in list(fields) if name in columns - written}
    message = queue(make_envelope(project, **fields))
    for name, value in row.items():
        setattr(message, name, value)
    message.save()
    return message


def make_reminder(project: Project | None = None, **fields: Any) -> Message:
    """A reminder, with its unsubscribe link."""
    person = fields.pop("person", None) or make_user()
    return make_message(
        project or make_project(), reminder=True, person=person, to_email=person.email, **fields
    )


def make_confirmation(project: Project | None = None, **fields: Any) -> Confirmation:
    """A confirmation asked of somebody."""
    person = fields.pop("person", None) or make_user()
    asked: dict[str, Any] = {
        "kind": "marketing_sync.alert",
        "about_id": next(_numbers),
        "person": person,
        "name": person.name,
        "email": person.email,
        "title": "The flu letters drop on Monday",
        "text": "Please read the brief.",
        **fields,
    }
    return ask_confirmation(project=project or make_project(), **asked)


def make_link(project: Project | None = None, **fields: Any) -> PersonalLink:
    """A personal link of any purpose."""
    asked: dict[str, Any] = {"purpose": "mailroom:confirm", "person": make_user(), **fields}
    return links.issue(project=project or make_project(), **asked)
