"""Lifting asks out of what was said, and keeping count of what has been read for them."""

import datetime
import re

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from projects import audit
from projects.models import Project, User
from stakeholders.actions.register import Conflict
from stakeholders.models import Answer, AnswerText, Ask, Stakeholder, Topic
from stakeholders.models.answer import AnswerQuerySet


class NotTheirWords(Exception):
    """The quote does not stand in the answer."""


@transaction.atomic
def make_ask(
    *,
    project: Project,
    stakeholder: Stakeholder,
    text: str,
    quote: str = "",
    answer: Answer | None = None,
    topic: Topic | None = None,
    near: int = 0,
    by: User,
) -> Ask:
    """One thing the person wants. With an answer, the quote must be words that stand in it.

    `near` says where the words were selected, when they stand in the answer more than once.
    """
    start = end = None
    if answer is not None:
        quote, start, end = _found(answer, quote, near)
        topic = topic or answer.wording.question.topic
    ask = Ask.objects.create(
        project=project,
        stakeholder=stakeholder,
        topic=topic,
        answer=answer,
        text=text,
        quote=quote,
        quote_start=start,
        quote_end=end,
        created_by=by,
    )
    # The quote is private, so the trail names the ask's number and not its words.
    audit.record(project=project, by=by, verb="made an ask", on=stakeholder, ask=ask.pk)
    return ask


def _found(answer: Answer, quote: str, near: int) -> tuple[str, int | None, int | None]:
    """The words as they stand in the answer, and where; kept texts of other devices have no place in it."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    if not pattern:
        raise NotTheirWords
    hits = list(re.finditer(pattern, answer.text))
    if hits:
        hit = min(hits, key=lambda one: abs(one.start() - near))
        return hit[0], hit.start(), hit.end()
    for kept in answer.texts.filter(kind__in=AnswerText.STANDING):
        if other := re.search(pattern, kept.text):
            return other[0], None, None
    raise NotTheirWords


@transaction.atomic
def change_ask(*, ask: Ask, version: int, text: str, topic: Topic | None, by: User) -> Ask:
    """Rewords the ask or gives it another topic; the quote stays as it was said."""
    current = Ask.objects.select_for_update(of=("self",)).select_related("project").get(pk=ask.pk)
    if (current.text, current.topic_id) == (text, topic.pk if topic else None):
        return current
    if current.version != version:
        raise Conflict(current)
    current.text, current.topic = text, topic
    current.version += 1
    current.save(update_fields=["text", "topic", "version"])
    audit.record(project=current.project, by=by, verb="changed an ask", ask=current.pk)
    return current


@transaction.atomic
def archive_ask(*, ask: Ask, by: User) -> None:
    """Puts the ask away."""
    if ask.archived_at is None:
        ask.archived_at, ask.archived_by = timezone.now(), by
        ask.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=ask.project, by=by, verb="archived an ask", ask=ask.pk)


@transaction.atomic
def restore_ask(*, ask: Ask, by: User) -> None:
    """Brings the ask back."""
    if ask.archived_at is not None:
        ask.archived_at = ask.archived_by = None
        ask.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=ask.project, by=by, verb="brought back an ask", ask=ask.pk)


@transaction.atomic
def mark_read(*, answer: Answer, version: int, read: bool = True, by: User) -> Answer:
    """Keeps that the answer was read for asks as it stood at `version`, or takes that back.

    A later change makes it unread again by itself.
    """
    current = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if read:
        current.read_version, current.read_at, current.read_by = (
            min(version, current.version),
            timezone.now(),
            by,
        )
    else:
        current.read_version = current.read_at = current.read_by = None
    current.save(update_fields=["read_version", "read_at", "read_by"])
    return current


@transaction.atomic
def mark_all_read(*, project: Project, answers: AnswerQuerySet, by: User) -> tuple[int, datetime.datetime]:
    """Keeps that all of them were read for asks; returns how many were unread, and the instant to undo by."""
    now = timezone.now()
    unread = answers.unread().filter(interview__round__project=project)
    # In the order of their keys, so that two people who mark the same answers do not wait for each other.
    keys = list(
        Answer.objects.filter(pk__in=unread.order_by().values("pk"))
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    marked = Answer.objects.filter(pk__in=keys).update(read_version=F("version"), read_at=now, read_by=by)
    if marked:
        audit.record(project=project, by=by, verb="read answers for asks", answers=marked)
    return marked, now


@transaction.atomic
def mark_unread_again(*, project: Project, at: datetime.datetime, by: User) -> int:
    """Takes back what the person marked as read at that instant; returns how many answers that are."""
    again = Answer.objects.filter(interview__round__project=project, read_at=at, read_by=by)
    taken_back = Answer.objects.filter(pk__in=again.values("pk")).update(
        read_version=None, read_at=None, read_by=None
    )
    if taken_back:
        audit.record(project=project, by=by, verb="marked answers as unread again", answers=taken_back)
    return taken_back
