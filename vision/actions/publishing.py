"""Publishing a version, and the words written for it beforehand."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from stakeholders.models import Stakeholder
from vision.actions.board import touch
from vision.actions.telling import send
from vision.models import (
    Draft,
    DraftNote,
    OutcomeLine,
    OutcomeMessage,
    OutcomeState,
    Talk,
    Version,
    VersionAsk,
    VersionElement,
)
from vision.queries.publishing import Letter, Plan, element_key, plan

DAYS_FOR_A_TALK = 7


class NotPublished(Exception):
    """The version was not published; the sentence says why and what to do."""


class DraftConflict(Exception):
    """Somebody changed the draft since it was opened; `current` is how it stands now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(
            _("%(who)s changed these words while you were writing. Both texts are below; nothing is lost.")
            % {"who": current.changed_by or _("Somebody")}
        )
        self.current = current


@transaction.atomic
def write_draft(*, project: Project, by: User, version: int, **words: str) -> Draft:
    """Keeps the statement, the constraints and the measures of the next version; raises `DraftConflict`."""
    touch(project)
    draft, _made = Draft.objects.get_or_create(project=project)
    if draft.version != version:
        raise DraftConflict(draft)
    for name, text in words.items():
        setattr(draft, name, text)
    draft.version += 1
    draft.changed_at, draft.changed_by = timezone.now(), by
    draft.save(update_fields=[*words, "version", "changed_at", "changed_by"])
    return draft


@transaction.atomic
def write_note(*, project: Project, stakeholder: Stakeholder, by: User, **decided: Any) -> DraftNote:
    """Keeps what the lead decided about telling one person: the mail's words, the talk, or an override."""
    touch(project)
    draft, _made = Draft.objects.get_or_create(project=project)
    note, _made = DraftNote.objects.update_or_create(draft=draft, stakeholder=stakeholder, defaults=decided)
    if decided.get("override_reason"):
        audit.record(
            project=project,
            by=by,
            verb="decided to mail without a talk",
            on=stakeholder,
            reason=decided["override_reason"],
        )
    return note


@transaction.atomic
def publish(*, project: Project, by: User, seal: str) -> Version:
    """Freezes the board as the next version and tells everyone who asked, or holds their mails for talks.

    `seal` is the plan's that the lead looked at. The board's lock is held from the first statement, so the
    version is one instant; of two who publish at once the second meets another plan. Raises `NotPublished`.
    """
    revision = touch(project)
    planned = plan(project)
    _refuse(planned, seal)
    version = _frozen(project, planned, planned.draft.statement, revision, by)
    _retire_earlier(version, by)
    _tell(version, planned, by)
    if planned.draft.pk:
        planned.draft.notes.all().delete()
    audit.record(
        project=project,
        by=by,
        verb="published",
        on=version,
        elements=version.element_count,
        mails=len(planned.at_once),
        held=len(planned.held),
    )
    return version


@contextmanager
def rehearsed(*, project: Project, by: User) -> Iterator[Version]:
    """The version that publishing now would make, there as long as the block lasts; then it is taken back.

    So a preview is drawn from the very rows that a version is drawn from. Nobody is told anything. A board
    that is not locked may change meanwhile; whoever publishes at this moment waits until the block ends.
    """
    with transaction.atomic():
        planned = plan(project)
        statement = planned.draft.statement or _("The statement has not been written yet.")
        yield _frozen(project, planned, statement, 0, by)
        transaction.set_rollback(True)


def _frozen(project: Project, planned: Plan, statement: str, revision: int, by: User) -> Version:
    version = Version.objects.create(
        project=project,
        number=planned.number,
        statement=statement,
        constraints=planned.draft.constraints,
        success_measures=planned.draft.success_measures,
        revision=revision,
        element_count=len(planned.elements),
        ask_count=len(planned.asks),
        published_by=by,
    )
    _freeze(version, planned)
    return version


def _refuse(planned: Plan, seal: str) -> None:
    if planned.seal != seal:
        latest = planned.previous
        just_now = latest is not None and timezone.now() - latest.published_at < datetime.timedelta(minutes=5)
        if latest is not None and just_now:
            raise NotPublished(
                _("%(who)s has just published version %(number)d. Look at it before you publish another.")
                % {"who": latest.published_by, "number": latest.number}
            )
        raise NotPublished(_("Something changed since you looked: the board, an ask or a mail. Look again."))
    if not planned.draft.statement:
        raise NotPublished(_("Write the statement first: what do we want to create?"))
    if not planned.elements:
        raise NotPublished(_("There is nothing above or below the line yet."))


def _freeze(version: Version, planned: Plan) -> None:
    asked: dict[int, set[int]] = {}
    for ask in planned.asks:
        key = element_key(ask)
        if key is not None:
            asked.setdefault(key, set()).add(ask.stakeholder_id)
    rows = VersionElement.objects.bulk_create(
        VersionElement(
            version=version,
            element=element,
            position=position,
            title=element.title,
            description=element.description,
            function=element.function.name if element.function else "",
            function_position=element.function.position if element.function else 0,
            place=element.place,
            reason=element.reason,
            effort=element.expected_effort,
            owner_name=str(element.owner) if element.owner else "",
            revisit_on=element.revisit_on,
            asked=len(asked.get(element.pk, ())),
        )
        for position, element in enumerate(planned.elements, start=1)
    )
    by_element = {row.element_id: row for row in rows}
    VersionAsk.objects.bulk_create(
        VersionAsk(
            version=version,
            element=by_element.get(element_key(ask) or 0),
            ask=ask,
            stakeholder=ask.stakeholder,
            text=ask.text,
            quote=ask.quote,
        )
        for ask in planned.asks
    )


def _retire_earlier(version: Version, by: User) -> None:
    """What earlier versions would still have told is told by this one."""
    # Talks before mails, as whoever closes a talk locks them.
    version.project.talks.open().update(
        closed_at=timezone.now(),
        closed_by=by,
        override_reason=_("Replaced by version %(number)d") % {"number": version.number},
    )
    OutcomeMessage.objects.unsent().filter(version__project=version.project).update(
        state=OutcomeState.SUPERSEDED
    )


def _tell(version: Version, planned: Plan, by: User) -> None:
    talks = {
        letter.stakeholder.pk: _talk(version, letter, by) for letter in planned.letters if letter.needs_talk
    }
    Talk.objects.bulk_create(talks.values())
    outcomes = OutcomeMessage.objects.bulk_create(
        OutcomeMessage(
            version=version,
            stakeholder=letter.stakeholder,
            state=_state(letter),
            subject=letter.subject[:200],
            words=letter.words,
        )
        for letter in planned.letters
    )
    pairs = list(zip(outcomes, planned.letters, strict=True))
    OutcomeLine.objects.bulk_create(line for outcome, letter in pairs for line in _lines(outcome, letter))
    waits = OutcomeMessage.talks.through
    waits.objects.bulk_create(
        waits(outcomemessage=outcome, talk=talks[pk])
        for outcome, letter in pairs
        for pk in letter.after_talks_with
    )
    send(
        [
            outcome.pk
            for outcome, letter in pairs
            if not letter.after_talks_with and outcome.state != OutcomeState.NO_ADDRESS
        ]
    )


def _state(letter: Letter) -> OutcomeState:
    # What goes at once is held for a moment only: `send` takes it from there.
    return OutcomeState.HELD if letter.stakeholder.email else OutcomeState.NO_ADDRESS


def _talk(version: Version, letter: Letter, by: User) -> Talk:
    note = letter.note
    talk = Talk(
        project=version.project,
        version=version,
        stakeholder=letter.stakeholder,
        owner=(note.talk_owner if note else None) or letter.stakeholder.owner or by,
        due=(note.talk_due if note else None)
        or version.project.today() + datetime.timedelta(days=DAYS_FOR_A_TALK),
    )
    if letter.is_overridden and note is not None:
        talk.override_reason = note.override_reason
        talk.closed_at, talk.closed_by = timezone.now(), by
    return talk


def _lines(outcome: OutcomeMessage, letter: Letter) -> list[OutcomeLine]:
    return [
        OutcomeLine(
            outcome=outcome,
            ask=line.ask,
            text=line.ask.text,
            quote=line.ask.quote,
            element=line.element,
            title=line.element.title if line.element else "",
            place=line.place,
            reason=line.element.reason if line.element else "",
            revisit_on=line.element.revisit_on if line.element and line.place == "next" else None,
            before=line.before,
            before_title=line.before_title,
        )
        for line in letter.lines
    ]
