"""Writing messages into the outbox, in the transaction of the act that they tell of."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import css_inline
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mailroom import bell, content, links, marks
from mailroom.models import Message, PersonalLink, State, Suppression
from mailroom.models.message import fresh_message_id
from projects.models import Membership, NoticeKind, Notices, Project, User

UNSUBSCRIBE = "mailroom:unsubscribe"
CONFIRM = "mailroom:confirm"

# What goes first. A crisis overtakes everything; a round of a thousand lets single mails pass.
CRISIS, USUAL, BULK = 1, 5, 7
MANY = 20
ROWS_PER_STATEMENT = 250

# As one statement: told row by row, five hundred confirmations take as long as writing their mails.
_KEEP = """
UPDATE mailroom_confirmation AS c SET message_id = mail.id
FROM unnest(%(links)s::bigint[], %(mails)s::bigint[]) AS mail (link_id, id)
WHERE c.link_id = mail.link_id AND c.message_id IS NULL
"""

# How a member, by the keys of project and account, hears of a kind of news.
Wanted = dict[tuple[int, int, str] | None, str]

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Envelope:
    """One mail to one person, before it is written down.

    `dedupe_key` says which telling this is ("launch:12:alert:3:contact:5"): the same key is
    written once, ever. `person` is the stakeholder, contact or user it is to. A `reminder` needs
    a project and a person, is not sent to who unsubscribed, and carries the way to do so;
    everything else is a direct duty. `priority`: CRISIS, USUAL or BULK, the least first. A `notice` tells a
    member something that needs no act of theirs at once, and says of which kind: they choose of each whether
    it comes alone, daily, or not.
    """

    project: Project | None
    kind: str
    dedupe_key: str
    to_email: str
    to_name: str
    subject: str
    blocks: list[content.Block] = field(default_factory=list)
    person: models.Model | None = None
    reminder: bool = False
    notice: NoticeKind | None = None
    language: str = "en"
    preheader: str = ""
    priority: int = USUAL
    not_before: datetime.datetime | None = None
    calendar: content.Calendar | None = None

    def __post_init__(self) -> None:
        if self.reminder and (self.project is None or self.person is None):
            raise ValueError("A reminder needs a project and a person, who may unsubscribe from it.")


def queue(envelope: Envelope) -> Message:
    """Writes the message, once per dedupe key, and rings the bell when the transaction commits.

    Returns the message that stands in the outbox for this key, new or old.
    """
    return queue_many([envelope])[0]


def queue_many(envelopes: Iterable[Envelope]) -> list[Message]:
    """Like `queue`, for a whole round in a handful of statements; the messages come in the envelopes' order.

    Twenty and more of the usual priority go behind single mails. The texts of the returned
    messages are read when they are asked for.
    """
    waiting = list(envelopes)
    if len(waiting) >= MANY:
        waiting = [replace(one, priority=BULK) if one.priority == USUAL else one for one in waiting]
    if not waiting:
        return []
    stored, is_any_new = _written(waiting)
    # Rung outside of the savepoint in there, so that many calls in one transaction ring once.
    if is_any_new:
        bell.ring_on_commit()
    return [stored[one.dedupe_key] for one in waiting]


@transaction.atomic
def _written(waiting: list[Envelope]) -> tuple[dict[str, Message], bool]:
    """The stored messages by their keys, and whether one is to be sent that was not there before."""
    unsubscribe = _unsubscribe_links(waiting)
    suppressed = _suppressed(waiting)
    wanted = _wanted(waiting)
    messages = [
        _message(
            one, unsubscribe.get(_reader(one)), is_suppressed=index in suppressed, held=_held(one, wanted)
        )
        for index, one in enumerate(waiting)
    ]
    Message.objects.bulk_create(messages, batch_size=ROWS_PER_STATEMENT, ignore_conflicts=True)
    stored = {
        message.dedupe_key: message
        for message in Message.objects.without_texts().filter(
            dedupe_key__in=[one.dedupe_key for one in waiting]
        )
    }
    fresh = [message for message in messages if stored[message.dedupe_key].message_id == message.message_id]
    _keep_which_mail_asked([one for one in waiting if one.blocks], stored)
    return stored, any(message.state == State.QUEUED for message in fresh)


def one_line(text: str) -> str:
    """The text without line breaks and other control characters, fit for a mail header."""
    return " ".join("".join(" " if _is_control(char) else char for char in text).split())


def _is_control(char: str) -> bool:
    return ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029"


def _reader(envelope: Envelope) -> tuple[int, str]:
    """Who reads it, in which project: what an unsubscribe link is for."""
    project_pk = envelope.project.pk if envelope.project else 0
    return project_pk, links.naming(envelope.person) if envelope.person is not None else ""


def _unsubscribe_links(envelopes: list[Envelope]) -> dict[tuple[int, str], PersonalLink]:
    found: dict[tuple[int, str], PersonalLink] = {}
    for project, reminders in _by_project([one for one in envelopes if one.reminder]):
        readers = {_reader(one): one.person for one in reminders if one.person is not None}
        rows = links.issue_many(
            project=project, purpose=UNSUBSCRIBE, of=[(person, "") for person in readers.values()]
        )
        found.update(zip(readers, rows, strict=True))
    return found


def _suppressed(envelopes: list[Envelope]) -> set[int]:
    """The places of the reminders whose readers do not want any."""
    places: set[int] = set()
    for project, reminders in _by_project([one for one in envelopes if one.reminder]):
        emails = {one.to_email.lower() for one in reminders}
        people = {_reader(one)[1] for one in reminders}
        rows = Suppression.objects.annotate(lower=Lower("email")).filter(
            Q(lower__in=emails) | Q(person__in=people), project=project
        )
        quiet = {value for row in rows for value in (row.email.lower(), row.person) if value}
        places |= {
            index
            for index, one in enumerate(envelopes)
            if one.reminder and one.project == project and {one.to_email.lower(), _reader(one)[1]} & quiet
        }
    return places


def _by_project(envelopes: list[Envelope]) -> Iterable[tuple[Project | None, list[Envelope]]]:
    projects = {one.project.pk if one.project else 0: one.project for one in envelopes}
    for pk, project in projects.items():
        yield project, [one for one in envelopes if (one.project.pk if one.project else 0) == pk]


def _message(
    envelope: Envelope, unsubscribe: PersonalLink | None, *, is_suppressed: bool, held: str
) -> Message:
    marker = marks.fresh()
    project = envelope.project
    with translation.override(envelope.language):
        html, text = _rendered(envelope, marker, unsubscribe)
    return Message(
        project=project,
        kind=envelope.kind,
        dedupe_key=envelope.dedupe_key,
        to_email=one_line(envelope.to_email),
        to_name=one_line(envelope.to_name)[:200],
        person=links.naming(envelope.person) if envelope.person is not None else "",
        from_name=one_line(project.sender if project else "Callcenter Planner"),
        reply_to=one_line(project.reply_to) if project else "",
        subject=one_line(envelope.subject)[:250],
        html=html,
        text=text,
        marker=marker,
        calendar=envelope.calendar.text if envelope.calendar else "",
        calendar_method=envelope.calendar.method if envelope.calendar else "",
        unsubscribe_link=unsubscribe,
        priority=envelope.priority,
        state=State.SUPPRESSED if is_suppressed else State.CANCELLED if held else State.QUEUED,
        last_error=held,
        in_digest=held == _in_digest() and not is_suppressed,
        available_at=envelope.not_before or timezone.now(),
        message_id=fresh_message_id(),
    )


def _held(envelope: Envelope, wanted: Wanted) -> str:
    """Why the mail does not leave by itself, in words; empty when it does."""
    project = envelope.project
    if project is not None and not project.sends:
        return _("No mail leaves this project: it is quiet, or deleted.")
    match wanted.get(_news(envelope)):
        case Notices.DIGEST:
            return _in_digest()
        case Notices.OFF:
            return _("Its reader wants no such mails.")
    return ""


def _news(envelope: Envelope) -> tuple[int, int, str] | None:
    """Of which project it tells which member what kind of news; None for a mail that is a duty."""
    if not envelope.notice or envelope.project is None or not isinstance(envelope.person, User):
        return None
    return envelope.project.pk, envelope.person.pk, envelope.notice


def _wanted(envelopes: list[Envelope]) -> Wanted:
    """How each member hears of each kind of news among these, in one statement; without who is no member."""
    told = {news for one in envelopes if (news := _news(one))}
    if not told:
        return {}
    chosen: dict[tuple[int, int], dict[str | None, str]] = {}
    rows = Membership.objects.filter(
        project__in={project for project, _user, _kind in told},
        user__in={user for _project, user, _kind in told},
    ).order_by()
    for project, user, usual, kind, notices in rows.values_list(
        "project", "user", "notices", "notice_choices__kind", "notice_choices__notices"
    ):
        chosen.setdefault((project, user), {None: usual})[kind] = notices or usual
    return {
        (project, user, kind): ways.get(kind, ways[None])
        for project, user, kind in told
        if (ways := chosen.get((project, user)))
    }


def _in_digest() -> str:
    return _("It goes with the daily digest.")


def _rendered(envelope: Envelope, marker: str, unsubscribe: PersonalLink | None) -> tuple[str, str]:
    address = marks.address(marker)
    project = envelope.project
    shared = {
        "project": project,
        "subject": one_line(envelope.subject),
        "unsubscribe_url": address(unsubscribe) if unsubscribe else "",
    }
    html = get_template("mailroom/mail.html").render(
        {
            **shared,
            "accent": project.accent if project else "#0b6e69",
            "preheader": envelope.preheader,
            "blocks": [_for_template(block, address) for block in envelope.blocks],
            "language": envelope.language,
        }
    )
    text = get_template("mailroom/mail.txt").render(
        {**shared, "body": content.as_text(envelope.blocks, address=address)}
    )
    return _inliner.inline(html), text.strip() + "\n"


def _for_template(block: content.Block, address: content.Address) -> dict[str, object]:
    shown = {**vars(block)}
    if isinstance(block, content.Button | content.Small) and block.to:
        shown["url"] = address(block.to)
    return shown


def _keep_which_mail_asked(envelopes: Sequence[Envelope], stored: dict[str, Message]) -> None:
    """Ties each confirmation to the mail that carries its button."""
    asking = {
        block.to.pk: stored[one.dedupe_key]
        for one in envelopes
        for block in one.blocks
        if isinstance(block, content.Button)
        and isinstance(block.to, PersonalLink)
        and block.to.purpose == CONFIRM
    }
    if not asking:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"links": list(asking), "mails": [mail.pk for mail in asking.values()]})
