"""Reads of the mailroom."""

import datetime
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from mailroom import heartbeats, links
from mailroom.models import Message, State, Suppression
from mailroom.models.message import MessageQuerySet
from projects.models import Project
from projects.queries import Found

# What is due and has not left for so long is late; a clock that is silent for so long stands still.
LATE = datetime.timedelta(minutes=5)
# In a crisis nobody waits so long to be told that a mail does not leave.
URGENT = datetime.timedelta(seconds=90)

# Parts of the list of mails: the name in the URL, the word, the states.
TABS: list[tuple[str, Promise, tuple[str, ...]]] = [
    ("", _lazy("All"), ()),
    ("queued", _lazy("Queued"), (State.QUEUED, State.SENDING)),
    ("sent", _lazy("Sent"), (State.SENT,)),
    ("failed", _lazy("Failed"), (State.FAILED,)),
    ("ambiguous", _lazy("Ambiguous"), (State.AMBIGUOUS,)),
    ("suppressed", _lazy("Suppressed"), (State.SUPPRESSED,)),
    ("cancelled", _lazy("Cancelled"), (State.CANCELLED,)),
]
QUIET_SORTS = {"email": ("email",), "since": ("-at",)}
SORTS = {"written": ("-created_at",), "to": ("to_name", "to_email"), "subject": ("subject",)}

_LOOK = """
SELECT coalesce(sum(number), 0), min(since), (SELECT at FROM mailroom_heartbeat WHERE name = %(clock)s),
    (SELECT trouble FROM mailroom_heartbeat WHERE name = %(server)s)
FROM (
    SELECT 1 AS number, available_at AS since FROM mailroom_message
    WHERE state IN ('queued', 'ambiguous')
        AND available_at < CASE WHEN priority <= 1 THEN %(urgent)s ELSE %(late)s END
    UNION ALL
    SELECT cardinality(message_ids) - done, until FROM mailroom_lease WHERE until < %(late)s
) AS waiting
"""


@dataclass(frozen=True)
class Flow:
    """Whether mail flows: how many are late, since when, when the clock last ticked, the server's trouble."""

    late: int
    since: datetime.datetime | None
    clock_at: datetime.datetime | None
    trouble: str

    @property
    def clock_stands(self) -> bool:
        """Whether the clock ticked once and then no more. One that never ticked shows by what is late."""
        return self.clock_at is not None and self.clock_at < timezone.now() - LATE

    @property
    def is_stuck(self) -> bool:
        """Whether people wait for mails in vain."""
        return bool(self.late) or self.clock_stands


@dataclass(frozen=True)
class Counts:
    """How many mails of a project are in each state, and which kinds there are."""

    by_state: dict[str, int]
    kinds: list[str]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())

    def of(self, *states: str) -> int:
        """Those in any of these states."""
        return sum(self.by_state.get(state, 0) for state in states)


def flow() -> Flow:
    """How mail flows, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK,
            {
                "clock": heartbeats.CLOCK,
                "server": heartbeats.MAIL_SERVER,
                "late": timezone.now() - LATE,
                "urgent": timezone.now() - URGENT,
            },
        )
        late, since, clock_at, trouble = cursor.fetchone()
    return Flow(late=late, since=since, clock_at=clock_at, trouble=trouble or "")


def banner() -> str:
    """What every page says while mail is late, or "" when all is well."""
    return sentence(flow())


def sentence(seen: Flow) -> str:
    """What is wrong with the flow of mail, for a member; "" when nothing is."""
    if seen.since is not None:
        return ngettext(
            "Mail is stuck: %(number)s mail waits since %(since)s. Tell people by phone what cannot wait.",
            "Mail is stuck: %(number)s mails wait since %(since)s. Tell people by phone what cannot wait.",
            seen.late,
        ) % {"number": formats.number_format(seen.late, use_l10n=True), "since": _time(seen.since)}
    if seen.clock_stands and seen.clock_at is not None:
        return _(
            "The planner's clock stands still since %(since)s, so reminders, alerts and reports may be late."
        ) % {"since": _time(seen.clock_at)}
    return ""


def _time(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'D j M, H:i')} {local.tzname()}"


def counts(project: Project) -> Counts:
    """The project's mails counted, in one statement."""
    rows = (
        Message.objects.filter(project=project).order_by().values_list("state", "kind").annotate(Count("pk"))
    )
    by_state: dict[str, int] = {}
    kinds = set()
    for state, kind, number in rows:
        by_state[state] = by_state.get(state, 0) + number
        kinds.add(kind)
    return Counts(by_state=by_state, kinds=sorted(kinds))


def found(
    project: Project, *, text: str = "", states: tuple[str, ...] = (), kind: str = ""
) -> MessageQuerySet:
    """The project's mails that fit, without their texts."""
    rows = Message.objects.without_texts().filter(project=project)
    if text:
        rows = rows.filter(
            Q(to_email__icontains=text) | Q(to_name__icontains=text) | Q(subject__icontains=text)
        )
    if states:
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    return rows


def asked_states(name: str) -> tuple[str, tuple[str, ...]]:
    """The tab of this name in the URL and its states; all of them for a name that is none."""
    return next(((tab, states) for tab, _word, states in TABS if name == tab), ("", ()))


def without_reminders(project: Project, *, text: str = "") -> models.QuerySet[Suppression]:
    """The addresses that get no more reminders, those in which the text stands."""
    return Suppression.objects.filter(project=project, email__icontains=text)


def messages_of(person: models.Model) -> MessageQuerySet:
    """The mails to a stakeholder, contact or user, newest first, without their texts."""
    return Message.objects.without_texts().filter(person=links.naming(person))


def word_of(kind: str) -> str:
    """A kind as a member reads it: “Outcome” for "vision.outcome"."""
    return kind.partition(".")[2].replace("_", " ").capitalize() or kind


def search(project: Project, text: str) -> list[Found]:
    """Mails by whom they are to and what they are about."""
    return [
        Found(
            kind=_("Mail"),
            title=message.subject,
            excerpt=f"{message.to_name or message.to_email}, {message.get_state_display()}",
            url=reverse("mailroom:message", args=[project.slug, message.pk]),
        )
        for message in found(project, text=text).order_by("-created_at", "-pk")[:5]
    ]
