"""Who sends which message: taking a handful of rows under a lease, and saying what became of them.

These statements are the hot path of the outbox, and so they are SQL. Each stands alone (autocommit);
none holds a lock while the network is waited for.

    queued ──take──> sending ──> sent
                        ├──> queued, to be tried again after a while (4xx), or not begun after all
                        ├──> failed (5xx, or tried often enough)
                        └──> ambiguous: the worker was lost in between, and only this one is in doubt

Between two mails only the small row of the lease is written: so many are settled. That write must be
stored before the next mail's final dot, and it survives the worker, which is all that it is for; so it
need not wait for the disk. If the database itself crashes at that moment, a mail may go twice.
"""

import datetime
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from mailroom.models import State

# One delivery at a time for one database, by a lock that its session holds ("mail" in ASCII).
SLOT = 0x6D61696C
LONGEST_WAIT = datetime.timedelta(hours=4)

_DUE = "state IN ('queued', 'ambiguous') AND available_at <= %(now)s"
# A lease that holds longer than any lease does was taken by a clock that was wrong.
_LOST = "until NOT BETWEEN %(now)s AND %(latest)s"

_ANY = f"""
SELECT EXISTS (SELECT FROM mailroom_message WHERE {_DUE})
    OR EXISTS (SELECT FROM mailroom_lease WHERE {_LOST})
"""  # noqa: S608

_TAKE = f"""
WITH due AS (
    SELECT id FROM mailroom_message WHERE {_DUE}
    ORDER BY priority, available_at, id LIMIT %(number)s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE mailroom_message AS m SET state = 'sending', lease = %(lease)s FROM due WHERE m.id = due.id
    RETURNING m.*
), leased AS (
    INSERT INTO mailroom_lease (id, message_ids, done, until)
    SELECT %(lease)s, array_agg(id ORDER BY priority, available_at, id), 0, %(until)s
    FROM taken HAVING count(*) > 0
)
SELECT m.id, m.attempts, m.to_email, m.to_name, m.from_name, m.reply_to, m.subject, m.html, m.text,
    m.marker, m.calendar, m.calendar_method, m.message_id, m.unsubscribe_link_id,
    m.unsubscribe_link_id IS NOT NULL AND EXISTS (
        SELECT FROM mailroom_suppression AS s WHERE s.project_id = m.project_id
        AND (lower(s.email) = lower(m.to_email) OR (s.person <> '' AND s.person = m.person))
    ) AS is_unwanted
FROM taken AS m ORDER BY m.priority, m.available_at, m.id
"""  # noqa: S608

_ADVANCE = """
SET LOCAL synchronous_commit = off;
UPDATE mailroom_lease SET done = %(done)s, until = %(until)s WHERE id = %(lease)s
"""

_RENEW = "UPDATE mailroom_lease SET until = %(until)s WHERE id = ANY(%(leases)s)"

_SETTLE = """
UPDATE mailroom_message AS m SET state = 'sent', sent_at = sent.at, failed_at = NULL, last_error = '',
    attempts = attempts + 1, lease = NULL
FROM unnest(%(sent)s::bigint[], %(times)s::timestamptz[]) AS sent (id, at)
WHERE m.id = sent.id AND m.lease = %(lease)s;
UPDATE mailroom_message SET state = 'queued', lease = NULL WHERE id = ANY(%(rest)s) AND lease = %(lease)s;
DELETE FROM mailroom_lease WHERE id = %(lease)s
"""

_CHANGE = """
UPDATE mailroom_message SET state = %(state)s, available_at = %(available_at)s,
    failed_at = %(failed_at)s,
    attempts = %(number)s, last_error = %(says)s, lease = NULL
WHERE id = %(id)s AND lease = %(lease)s;
"""

_TRIED = """
INSERT INTO mailroom_attempt (message_id, at, number, says) VALUES (%(id)s, %(now)s, %(number)s, %(says)s);
"""

_REAP = f"""
WITH lost AS (
    DELETE FROM mailroom_lease WHERE {_LOST} RETURNING id, message_ids, done, until
), settled AS (
    UPDATE mailroom_message AS m SET
        state = CASE WHEN place <= done THEN 'sent' WHEN place > done + 1 THEN 'queued'
            WHEN attempts + 1 >= %(limit)s THEN 'failed' ELSE 'ambiguous' END,
        sent_at = CASE WHEN place <= done THEN least(until - %(length)s, %(now)s) END,
        failed_at = CASE WHEN place = done + 1 AND attempts + 1 >= %(limit)s THEN %(now)s END,
        available_at = CASE WHEN place = done + 1 AND attempts > 0
            THEN %(now)s + least(%(longest)s, %(backoff)s * power(2, least(attempts - 1, 20)))
            ELSE available_at END,
        attempts = CASE WHEN place <= done + 1 THEN attempts + 1 ELSE attempts END,
        last_error = CASE WHEN place = done + 1 THEN %(says)s ELSE last_error END,
        lease = NULL
    FROM lost, unnest(lost.message_ids) WITH ORDINALITY AS held (id, place)
    WHERE m.id = held.id AND m.lease = lost.id
    RETURNING m.id, m.attempts, place = done + 1 AS in_doubt
)
INSERT INTO mailroom_attempt (message_id, at, number, says)
SELECT id, %(now)s, attempts, %(says)s FROM settled WHERE in_doubt
"""  # noqa: S608


@dataclass(frozen=True)
class Claimed:
    """A message that one sender alone may send."""

    id: int
    attempts: int
    to_email: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    html: str
    text: str
    marker: str
    calendar: str
    calendar_method: str
    message_id: str
    unsubscribe_link_id: int | None
    is_unwanted: bool


@dataclass
class Batch:
    """A handful of messages under one lease, settled one after the other."""

    lease: uuid.UUID
    messages: list[Claimed]
    done: int = 0
    sent: dict[int, datetime.datetime] = field(default_factory=dict)
    renewed_at: float = field(default_factory=time.monotonic)

    @property
    def current(self) -> Claimed | None:
        """The message whose turn it is."""
        return self.messages[self.done] if self.done < len(self.messages) else None

    @property
    def holds(self) -> bool:
        """Whether the lease can still hold; after a long sleep of the machine it cannot."""
        return time.monotonic() - self.renewed_at < settings.MAIL_LEASE


class LeaseLost(Exception):
    """The lease ran out, and what was under it may be in somebody else's hand."""


@contextmanager
def slot() -> Iterator[bool]:
    """Whether this process is the one that delivers; until the end of the block it is.

    The lock ends with the database session, so a killed worker leaves it at once. When the
    worker's whole machine is gone, the server notices within about a minute.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SLOT])
        (mine,) = cursor.fetchone()
        if not mine:
            yield False
            return
        cursor.execute(
            "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
        )
    try:
        yield True
    finally:
        _give_up_slot()


def _give_up_slot() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SLOT])
    except (InterfaceError, OperationalError):
        # The session has ended, and the lock with it.
        connection.close()


def anything_due() -> bool:
    """Whether there is something to send, or something that a lost worker left behind."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY, _clock())
        (found,) = cursor.fetchone()
    return bool(found)


def take(*, number: int) -> Batch | None:
    """Up to `number` due messages, the most urgent first, or None."""
    lease = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {**_clock(), "lease": lease, "number": number})
        messages = [Claimed(*row) for row in cursor.fetchall()]
    return Batch(lease=lease, messages=messages) if messages else None


def advance(batch: Batch) -> None:
    """Keeps that the current message is settled; from here on the next is being sent. Raises `LeaseLost`."""
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, {**_clock(), "lease": batch.lease, "done": batch.done + 1})
        if cursor.rowcount != 1:
            raise LeaseLost
    batch.done += 1
    batch.renewed_at = started


def keep_sent(batch: Batch) -> None:
    """Keeps that the current message was sent."""
    message = batch.messages[batch.done]
    batch.sent[message.id] = timezone.now()
    advance(batch)


def postpone(batch: Batch, *, says: str, in_doubt: bool = False) -> None:
    """The current message did not go: it is tried again after a while, or has failed for good."""
    number = batch.messages[batch.done].attempts + 1
    if number >= settings.MAIL_ATTEMPTS:
        fail(batch, says=says)
        return
    state = State.AMBIGUOUS if in_doubt else State.QUEUED
    _change(batch, state=state, says=says, wait=backoff(number))


def fail(batch: Batch, *, says: str) -> None:
    """The current message will never go, in the server's words."""
    _change(batch, state=State.FAILED, says=says)


def suppress(batch: Batch) -> None:
    """The current message's reader asked for no more reminders after it was queued."""
    _change(batch, state=State.SUPPRESSED)


def settle(batch: Batch) -> None:
    """Writes down what was sent, gives back what was not begun, and ends the lease."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "lease": batch.lease,
                "sent": list(batch.sent),
                "times": list(batch.sent.values()),
                "rest": [message.id for message in batch.messages[batch.done :]],
            },
        )


def renew(batches: Iterable[Batch]) -> None:
    """Says that the worker that holds them is alive."""
    started = time.monotonic()
    held = list(batches)
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {**_clock(), "leases": [batch.lease for batch in held]})
    for batch in held:
        batch.renewed_at = max(batch.renewed_at, started)


def reap() -> int:
    """Takes from lost workers what they had in hand; says how many messages are in doubt for that."""
    values = {
        **_clock(),
        "length": _lease_length(),
        "limit": settings.MAIL_ATTEMPTS,
        "longest": LONGEST_WAIT,
        "backoff": datetime.timedelta(seconds=settings.MAIL_BACKOFF),
        "says": "The worker was lost while sending, so nobody knows whether it arrived.",
    }
    with connection.cursor() as cursor:
        cursor.execute(_REAP, values)
        return int(cursor.rowcount)


def backoff(number: int) -> datetime.timedelta:
    """How long to wait after the attempt of this number: twice as long each time, four hours at most."""
    seconds = settings.MAIL_BACKOFF * 2.0 ** min(number - 1, 20)
    return min(LONGEST_WAIT, datetime.timedelta(seconds=seconds))


def _change(
    batch: Batch, *, state: str, says: str = "", wait: datetime.timedelta = datetime.timedelta(0)
) -> None:
    """Writes the current message's fate into its own row, and the lease's, in one transaction."""
    message, now, started = batch.messages[batch.done], timezone.now(), time.monotonic()
    values = {
        **_clock(),
        "id": message.id,
        "lease": batch.lease,
        "done": batch.done + 1,
        "state": state,
        "available_at": now + wait,
        "failed_at": now if state == State.FAILED else None,
        "says": says,
        "number": message.attempts + (1 if says else 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE + (_TRIED if says else "") + _ADVANCE, values)
        if cursor.rowcount != 1:
            raise LeaseLost
    batch.done += 1
    batch.renewed_at = started


def _lease_length() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.MAIL_LEASE)


def _clock() -> dict[str, Any]:
    """Now, until when a lease that is taken now holds, and the latest that one can hold."""
    now = timezone.now()
    until = now + _lease_length()
    return {"now": now, "until": until, "latest": until + datetime.timedelta(minutes=1)}
