"""Elements that are done: the day is a mark on the charts of the outcomes, kept there and nowhere else."""

import datetime

from django.db import transaction

from mailroom import links
from outcomes import actions as outcomes
from outcomes.models import Event
from projects import audit
from projects.models import User
from vision.models import Element


def live_event(element: Element) -> Event | None:
    """The mark that says when the element went live, or None."""
    about = links.naming(element)
    return Event.objects.kept().filter(project=element.project_id, about=about).first()


@transaction.atomic
def go_live(*, element: Element, by: User, on: datetime.date) -> Event:
    """Keeps the day on which the element went live; an earlier one gives way."""
    event = outcomes.mark(
        project=element.project, by=by, on=on, words=element.title, about=links.naming(element)
    )
    audit.record(project=element.project, by=by, verb="put live", on=element, day=on.isoformat())
    return event


@transaction.atomic
def take_back_live(*, element: Element, by: User) -> None:
    """It did not go live after all."""
    event = live_event(element)
    if event is not None:
        outcomes.unmark(event=event, by=by)
