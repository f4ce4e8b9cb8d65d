"""Telling everyone: mails that go, mails that wait for a talk, and what people answer."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import actions as mailroom
from projects import audit
from projects.models import Project, User
from stakeholders.models import Ask
from vision import mail
from vision.models import (
    Decision,
    DecisionKind,
    Element,
    ElementAsk,
    OutcomeLine,
    OutcomeMessage,
    OutcomeState,
    Talk,
    Version,
)


class NotChanged(Exception):
    """It was not changed; the sentence says why."""


def send(pks: Sequence[int]) -> int:
    """Puts outcome mails into the outbox, each once, ever; returns how many. Inside the act's transaction."""
    outcomes = list(
        OutcomeMessage.objects.select_for_update(of=("self",))
        .filter(pk__in=pks, state=OutcomeState.HELD)
        .select_related("version", "version__project", "version__published_by", "stakeholder")
        .prefetch_related("lines")
        .order_by("pk")
    )
    now = timezone.now()
    for outcome, message in zip(outcomes, mailroom.queue_many(mail.outcomes(outcomes)), strict=True):
        outcome.state, outcome.sent_at, outcome.message = OutcomeState.SENT, now, message
    OutcomeMessage.objects.bulk_update(outcomes, ["state", "sent_at", "message"], batch_size=500)
    return len(outcomes)


@transaction.atomic
def log_talk(*, talk: Talk, by: User, notes: str) -> int:
    """The talk was held: what was said is kept, and mails that waited for it alone go. Returns how many."""
    talk = _open(talk)
    talk.notes = notes
    audit.record(project=talk.project, by=by, verb="logged a talk", on=talk.stakeholder)
    return _close(talk, by)


@transaction.atomic
def pass_over_talk(*, talk: Talk, by: User, reason: str) -> int:
    """The lead lets the mails go without the talk, and says why. Returns how many went."""
    talk = _open(talk)
    talk.override_reason = reason
    audit.record(
        project=talk.project, by=by, verb="let mails go without a talk", on=talk.stakeholder, reason=reason
    )
    return _close(talk, by)


def _open(talk: Talk) -> Talk:
    found = (
        Talk.objects.select_for_update(of=("self",))
        .select_related("project", "stakeholder", "closed_by")
        .get(pk=talk.pk)
    )
    if not found.is_open:
        raise NotChanged(
            _("%(who)s has closed this talk already, and the mails went.") % {"who": found.closed_by}
        )
    return found


def _close(talk: Talk, by: User) -> int:
    talk.closed_at, talk.closed_by = timezone.now(), by
    talk.save(update_fields=["notes", "override_reason", "closed_at", "closed_by"])
    # Of several talks that close at once, the last one to commit must see the others closed.
    waiting = list(
        OutcomeMessage.objects.select_for_update(of=("self",))
        .filter(talks=talk, state=OutcomeState.HELD)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    free = OutcomeMessage.objects.free().filter(pk__in=waiting).values_list("pk", flat=True)
    return send(list(free))


@transaction.atomic
def reassign_talk(*, talk: Talk, by: User, owner: User, due: datetime.date) -> None:
    """Somebody else talks to them, or on another day."""
    talk = _open(talk)
    talk.owner, talk.due = owner, due
    talk.save(update_fields=["owner", "due"])
    audit.record(project=talk.project, by=by, verb="gave a talk to", on=owner, with_=str(talk.stakeholder))


@transaction.atomic
def edit_outcome(*, outcome: OutcomeMessage, by: User, edits: int, subject: str, words: str) -> None:
    """Changes the words of a mail that waits; raises `NotChanged` when it went or somebody changed it."""
    changed = (
        OutcomeMessage.objects.unsent()
        .filter(pk=outcome.pk, edits=edits)
        .update(subject=subject, words=words, edits=edits + 1)
    )
    if not changed:
        raise NotChanged(
            _("This mail has gone, or somebody changed it while you were writing. Your text is below.")
        )
    audit.record(
        project=outcome.version.project, by=by, verb="changed an outcome mail", on=outcome.stakeholder
    )


@transaction.atomic
def told_in_person(*, outcome: OutcomeMessage, by: User) -> None:
    """Somebody without an address has been told."""
    told = OutcomeMessage.objects.filter(pk=outcome.pk, state=OutcomeState.NO_ADDRESS).update(
        state=OutcomeState.SENT, sent_at=timezone.now()
    )
    if told:
        audit.record(project=outcome.version.project, by=by, verb="told in person", on=outcome.stakeholder)


@transaction.atomic
def confirm_read(*, outcome: OutcomeMessage) -> bool:
    """Keeps that the person has read it; True the first time. Later clicks change nothing."""
    first = bool(OutcomeMessage.objects.filter(pk=outcome.pk, read_at=None).update(read_at=timezone.now()))
    if first:
        audit.record(
            project=outcome.version.project,
            by=outcome.stakeholder.name,
            verb="has read the outcome",
            on=outcome.version,
        )
    return first


@transaction.atomic
def raise_concern(
    *, outcome: OutcomeMessage, kind: DecisionKind, text: str, line: OutcomeLine | None = None
) -> Decision:
    """What a person has against their outcome, or that they were misunderstood; it opens in the log."""
    concern = Decision.objects.create(
        project=outcome.version.project,
        kind=kind,
        text=text,
        stakeholder=outcome.stakeholder,
        version=outcome.version,
        line=line,
        element=line.element if line else None,
        ask=line.ask if line else None,
    )
    audit.record(
        project=outcome.version.project,
        by=outcome.stakeholder.name,
        verb="raised a concern" if kind == DecisionKind.CONCERN else "said that it was not meant so",
        on=outcome.version,
    )
    return concern


@transaction.atomic
def say_not_meant(*, ask: Ask, text: str) -> Decision:
    """A person was misunderstood; the lead gets it as a task, whether or not a version has been published.

    The same words about the same ask, not yet answered, are one task: a form that is sent twice makes one.
    """
    ask = Ask.objects.select_for_update(of=("self",)).select_related("stakeholder", "project").get(pk=ask.pk)
    open_one = Decision.objects.open().filter(ask=ask, kind=DecisionKind.NOT_MEANT, text=text).first()
    if open_one is not None:
        return open_one
    line = ask.told.filter(outcome__state=OutcomeState.SENT).order_by("-pk").select_related("outcome").first()
    joined = ElementAsk.objects.filter(ask=ask).first()
    concern = Decision.objects.create(
        project=ask.project,
        kind=DecisionKind.NOT_MEANT,
        text=text,
        stakeholder=ask.stakeholder,
        version=line.outcome.version if line else None,
        line=line,
        ask=ask,
        element=joined.element if joined else None,
    )
    audit.record(
        project=ask.project, by=ask.stakeholder.name, verb="said that it was not meant so", on=concern
    )
    return concern


@transaction.atomic
def log_decision(
    *,
    project: Project,
    by: User,
    kind: DecisionKind,
    text: str,
    element: Element | None = None,
    version: Version | None = None,
) -> Decision:
    """A decision or a disagreement, written down by a member."""
    decision = Decision.objects.create(
        project=project, kind=kind, text=text, element=element, version=version, by=by
    )
    audit.record(project=project, by=by, verb="logged", on=decision, kind=str(kind))
    return decision


@transaction.atomic
def answer(*, decision: Decision, by: User, text: str) -> None:
    """Answers a concern; raises `NotChanged` when somebody did."""
    answered = Decision.objects.filter(pk=decision.pk, answered_at=None).update(
        answer=text, answered_at=timezone.now(), answered_by=by
    )
    if not answered:
        decision.refresh_from_db()
        raise NotChanged(_("%(who)s has answered this already.") % {"who": decision.answered_by})
    audit.record(project=decision.project, by=by, verb="answered a concern", on=decision)
