"""Writing the audit trail: one row per consequential act, in the act's own transaction."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.utils import timezone

from projects.models import AuditEntry, Project, User

_clock: ContextVar[Callable[[], datetime.datetime]] = ContextVar("clock", default=timezone.now)


@contextmanager
def told_by(clock: Callable[[], datetime.datetime]) -> Iterator[None]:
    """Entries written inside bear this clock's times: the sample project tells what it did weeks ago."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


def record(
    *,
    project: Project | None,
    by: User | str | None,
    verb: str,
    on: models.Model | None = None,
    **detail: Any,
) -> AuditEntry:
    """Writes who did what on which object. `by` is a user, or the name of a person or part without one.

    `detail` must be JSON: numbers, short texts, lists. Never put a private quote or a token in it.
    """
    user = by if isinstance(by, User) else None
    return AuditEntry.objects.create(
        project=project,
        at=_clock.get()(),
        by=user,
        by_label="" if user else str(by or "the planner itself")[:200],
        verb=verb,
        object_type=on._meta.label_lower if on is not None else "",
        object_id=on.pk if on is not None else None,
        object_label=str(on)[:200] if on is not None else "",
        detail=detail,
    )
