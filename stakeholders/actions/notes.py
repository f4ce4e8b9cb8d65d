"""What the interviewer writes down: it becomes the answer of the person who said it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import audit
from projects.models import User
from stakeholders.actions.answering import Outcome, Standing, save_answer
from stakeholders.models import Answer, AnswerText, FollowUp, Interview, QuestionWording, State


@transaction.atomic
def note(
    *,
    interview: Interview,
    wording: QuestionWording,
    text: str,
    value: Any = None,
    version: int,
    device: str,
    follow_up: bool,
    by: User,
) -> Outcome:
    """Keeps what the person said to the question, as `save_answer` keeps what people type themselves.

    `follow_up` says whether it is to be taken up again. What is added to an interview that was held
    counts at once.
    """
    stored = Answer.objects.filter(interview=interview, wording=wording).first()
    if stored and stored.version > version and _says_nothing_new(stored, text, device):
        return Outcome(Standing.SAME, stored)
    outcome = save_answer(
        interview=interview, wording=wording, text=text, value=value, version=version, device=device
    )
    _mark(interview, wording, follow_up, by)
    conversation = interview.round.conversation
    if outcome.answer.text and conversation.is_held:
        Interview.objects.filter(pk=interview.pk).exclude(state=State.SUBMITTED).update(
            state=State.SUBMITTED, submitted_at=timezone.now()
        )
    return outcome


def _says_nothing_new(stored: Answer, text: str, device: str) -> bool:
    """Whether a page made before somebody else's note only sends back what it was made with."""
    if stored.device == device:
        return False
    return not text or stored.texts.filter(kind=AnswerText.Kind.EARLIER, text=text).exists()


def _mark(interview: Interview, wording: QuestionWording, wanted: bool, by: User) -> None:
    if wanted:
        FollowUp.objects.get_or_create(interview=interview, wording=wording, defaults={"created_by": by})
    else:
        # What was dealt with stays on record.
        FollowUp.objects.filter(interview=interview, wording=wording, done_at=None).delete()


@transaction.atomic
def follow_up_done(*, follow_up: FollowUp, done: bool, by: User) -> None:
    """It was taken up again, or after all not."""
    if (follow_up.done_at is not None) == done:
        return
    follow_up.done_at, follow_up.done_by = (timezone.now(), by) if done else (None, None)
    follow_up.save(update_fields=["done_at", "done_by"])
    verb = "took up what was marked" if done else "marked again to be taken up"
    round = follow_up.interview.round
    audit.record(project=round.project, by=by, verb=verb, on=round)
