"""What the people who are asked do on their page. Nothing that they typed is ever written over unseen."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import audit
from stakeholders.actions.unnamed import hand_in_unnamed
from stakeholders.models import Answer, AnswerText, Interview, QuestionWording, State, Way


class Standing(Enum):
    """What became of a text that came in."""

    SAVED = "saved"
    SAME = "same"
    # Another device wrote in between: both texts are kept, the answer still says the other one.
    BESIDE = "beside"
    # The round was over: the text is kept beside the answer and marked as late.
    LATE = "late"
    # An anonymous round was over, or handed in: nothing is kept, for its time would tell whose it was.
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a text, and the answer as it now stands."""

    standing: Standing
    answer: Answer


class Late(Exception):
    """The round is over, so this can no longer be done."""


@transaction.atomic
def save_answer(
    *,
    interview: Interview,
    wording: QuestionWording,
    text: str,
    value: Any = None,
    version: int,
    device: str,
) -> Outcome:
    """Keeps what was typed on `device` into a page that showed `version` of the answer.

    Saves of one interview wait for each other, so two devices are never equal first.
    """
    current = _locked(interview)
    if current.round.anonymous:
        # Read after the lock: the round may have been closed while this waited for it.
        current.round.refresh_from_db(fields=["closed_at", "deadline"])
    if current.round.anonymous and (not current.round.is_open or current.state == State.SUBMITTED):
        return Outcome(Standing.REFUSED, Answer(interview=current, wording=wording))
    stored = Answer.objects.filter(interview=current, wording=wording).first()
    answer = stored or Answer(interview=current, wording=wording)
    if answer.text == text and answer.value == value:
        return Outcome(Standing.SAME, answer)
    if stored is None:
        # Nobody else can make it meanwhile: the interview is locked.
        answer.save()
    if not _takes_answers(current):
        _keep(answer, AnswerText.Kind.LATE, text, value, device)
        return Outcome(Standing.LATE, answer)
    if answer.text and answer.version != version and answer.device != device:
        _keep(answer, AnswerText.Kind.BESIDE, text, value, device)
        return Outcome(Standing.BESIDE, answer)
    _write(current, answer, text, value, device)
    _started(current)
    return Outcome(Standing.SAVED, answer)


def _locked(interview: Interview) -> Interview:
    # Who it is cannot change meanwhile; columns that are not read would make the most frequent save slower.
    current = Interview.objects.select_for_update(of=("self",)).select_related("round").get(pk=interview.pk)
    current.stakeholder = interview.stakeholder
    return current


def _takes_answers(interview: Interview) -> bool:
    """Whether what comes in now is in time: until the round closes, or while a conversation takes notes."""
    asked = interview.round
    return asked.is_open if asked.way == Way.EMAILED else asked.conversation.takes_notes


def _write(interview: Interview, answer: Answer, text: str, value: Any, device: str) -> None:
    if answer.text and (answer.device != device or _was_submitted(interview, answer)):
        AnswerText.objects.create(
            answer=answer,
            kind=AnswerText.Kind.EARLIER,
            text=answer.text,
            value=answer.value,
            device=answer.device,
            at=answer.updated_at,
        )
    answer.text, answer.value, answer.device = text, value, device
    answer.version += 1
    answer.updated_at = timezone.now()
    answer.save(update_fields=["text", "value", "device", "version", "updated_at"])


def _was_submitted(interview: Interview, answer: Answer) -> bool:
    """Whether the answer, as it stands, is what the person handed in: the team may have quoted it."""
    handed_in = interview.handed_in_at
    return handed_in is not None and answer.updated_at <= handed_in


def _keep(answer: Answer, kind: str, text: str, value: Any, device: str) -> None:
    """One kept text for each device: what the same page sends later takes its place. It is new to read."""
    if not text:
        return
    AnswerText.objects.update_or_create(
        answer=answer,
        kind=kind,
        device=device,
        defaults={"text": text, "value": value, "at": timezone.now()},
    )
    if answer.read_version is not None:
        answer.read_version = answer.read_at = answer.read_by = None
        answer.save(update_fields=["read_version", "read_at", "read_by"])


def _started(interview: Interview) -> None:
    if interview.state != State.INVITED:
        return
    now = timezone.now()
    interview.state = State.STARTED
    interview.opened_at = interview.opened_at or now
    interview.started_at = now
    interview.save(update_fields=["state", "opened_at", "started_at"])


@transaction.atomic
def resolve(*, interview: Interview, wording: QuestionWording, keep: str, device: str) -> Answer:
    """The person chose between texts of two devices: `keep` is "answer", "both", or a kept text's number.

    What was not chosen stays in the history of the answer.
    """
    current = _locked(interview)
    answer = Answer.objects.get(interview=current, wording=wording)
    beside = list(answer.texts.filter(kind=AnswerText.Kind.BESIDE))
    if not _takes_answers(current):
        raise Late
    chosen = next((one for one in beside if str(one.pk) == keep), None)
    if keep == "both" and beside:
        joined = "\n\n".join([answer.text, *(one.text for one in beside)]).strip()
        _write(current, answer, joined, None, device)
    elif chosen is not None:
        _write(current, answer, chosen.text, chosen.value, device)
    elif keep != "answer":
        return answer
    answer.texts.filter(pk__in=[one.pk for one in beside]).update(kind=AnswerText.Kind.EARLIER)
    return answer


@transaction.atomic
def submit(*, interview: Interview) -> bool:
    """Hands in what is answered; True the first time. Again only notes the time of the amendment."""
    if interview.round.anonymous:
        if not interview.round.is_open:
            raise Late
        return hand_in_unnamed(interview=interview)
    current = _locked(interview)
    if not current.round.is_open:
        raise Late
    now = timezone.now()
    first = current.state != State.SUBMITTED
    if first:
        current.state, current.submitted_at, current.declined_at = State.SUBMITTED, now, None
        current.opened_at, current.started_at = current.opened_at or now, current.started_at or now
        current.save(update_fields=["state", "submitted_at", "declined_at", "opened_at", "started_at"])
        _record(current, "submitted their answers")
    elif _changed_since(current):
        current.amended_at = now
        current.save(update_fields=["amended_at"])
        _record(current, "amended their answers")
    return first


def _changed_since(interview: Interview) -> bool:
    return interview.answers.filter(updated_at__gt=interview.handed_in_at).exclude(version=0).exists()


@transaction.atomic
def decline(*, interview: Interview, reason: str) -> None:
    """The person does not want to answer. What they typed is kept and not shown to anybody."""
    current = _locked(interview)
    if not current.round.is_open:
        raise Late
    if current.state in (State.DECLINED, State.SUBMITTED):
        return
    current.state, current.declined_at, current.decline_reason = State.DECLINED, timezone.now(), reason
    current.save(update_fields=["state", "declined_at", "decline_reason"])
    _record(current, "declined to answer")


@transaction.atomic
def answer_after_all(*, interview: Interview) -> None:
    """Takes a decline back."""
    current = _locked(interview)
    if not current.round.is_open:
        raise Late
    if current.state == State.DECLINED:
        current.state, current.declined_at = State.STARTED, None
        current.started_at = current.started_at or timezone.now()
        current.save(update_fields=["state", "declined_at", "started_at"])
        _record(current, "answers after all")


@transaction.atomic
def stop_reminders(*, interview: Interview) -> None:
    """No more reminders of any open round of this person."""
    current = _locked(interview)
    stopped = Interview.objects.filter(
        stakeholder_id=current.stakeholder_id, reminders_stopped_at=None
    ).update(reminders_stopped_at=timezone.now())
    if stopped:
        _record(current, "stopped reminders")


@transaction.atomic
def want_to_talk(*, interview: Interview, note: str) -> None:
    """The person would rather talk; the lead sees it."""
    current = _locked(interview)
    current.talk_wanted_at, current.talk_note = timezone.now(), note
    current.save(update_fields=["talk_wanted_at", "talk_note"])
    _record(current, "would rather talk")


@transaction.atomic
def name_colleague(*, interview: Interview, name: str, email: str, note: str) -> None:
    """Somebody else should answer; the lead sees whom. Nothing is sent to them from here."""
    current = _locked(interview)
    current.colleague_named_at, current.colleague_name = timezone.now(), name
    current.colleague_email, current.colleague_note = email, note
    current.save(update_fields=["colleague_named_at", "colleague_name", "colleague_email", "colleague_note"])
    _record(current, "named a colleague to answer")


@transaction.atomic
def mark_opened(*, interview: Interview) -> None:
    """Keeps when the person first did something on the page."""
    Interview.objects.filter(pk=interview.pk, opened_at=None).update(opened_at=timezone.now())


def _record(interview: Interview, verb: str) -> None:
    """On the trail; of an anonymous round nothing, because who declines and comes back is who answers."""
    if not interview.round.anonymous:
        audit.record(
            project=interview.round.project, by=interview.stakeholder.name, verb=verb, on=interview.round
        )
