"""Anonymous rounds: cutting what was said from who said it (see docs/decisions/anonymous-rounds.md)."""

import random
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import audit
from stakeholders.models import Answer, AnswerText, Interview, Round, Stakeholder, State

# How many answers of others are written anew with each submission, so that what is stored together
# tells no more than that. All of them are when the round is closed.
_MIXED = 300
_shuffler = random.SystemRandom()


@transaction.atomic
def hand_in_unnamed(*, interview: Interview) -> bool:
    """Cuts the person's answers from them for good; True the first time. Nothing is put on the trail."""
    round = Round.objects.select_for_update().select_related("project").get(pk=interview.round_id)
    current = Interview.objects.select_for_update().get(pk=interview.pk)
    if current.state == State.SUBMITTED:
        return False
    _pour(round, [current])
    _mix(round, at_most=_MIXED)
    return True


@transaction.atomic
def close_anonymous(*, round: Round) -> None:
    """Ends the round at its deadline: what was typed and not handed in joins the rest, and all is mixed."""
    current = Round.objects.select_for_update().select_related("project").get(pk=round.pk)
    if current.closed_at is None and current.sent_at and current.deadline <= timezone.now():
        current.closed_at, current.closed_by = current.deadline, current.sent_by
        current.save(update_fields=["closed_at", "closed_by"])
        pour_the_rest(round=current)
        audit.record(project=current.project, by=None, verb="closed a round", on=current)


def pour_the_rest(*, round: Round) -> None:
    """The end of a round, whose lock the caller holds. What somebody who declined had typed is deleted."""
    # Whoever is just saving is waited for, and finds the round closed the next time.
    waiting = list(round.interviews.unanswered().order_by("pk").select_for_update(of=("self",)))
    _pour(round, [one for one in waiting if one.state == State.STARTED])
    Answer.objects.filter(interview__in=round.interviews.all()).delete()
    _mix(round, at_most=None)


def _pour(round: Round, interviews: Sequence[Interview]) -> None:
    """Moves their answers to what is held in common. All times become the round's own."""
    said = Answer.objects.filter(interview__in=interviews).prefetch_related("texts")
    texts = [(answer, _whole(answer)) for answer in said]
    spoke = {answer.interview_id for answer, text in texts if text}
    common = _common(round)
    _write(
        [
            Answer(interview=common, wording_id=answer.wording_id, text=text, value=answer.value)
            for answer, text in texts
            if text
        ],
        round,
    )
    said.delete()
    Interview.everything.filter(pk=common.pk).update(voices=F("voices") + len(spoke))
    Interview.objects.filter(pk__in=[one.pk for one in interviews]).update(
        state=State.SUBMITTED,
        opened_at=F("invited_at"),
        started_at=F("invited_at"),
        submitted_at=F("invited_at"),
    )


def _whole(answer: Answer) -> str:
    """The answer with what was written beside it on another device."""
    kept = [text.text for text in answer.texts.all() if text.kind in AnswerText.STANDING]
    return "\n\n".join(text for text in (answer.text, *kept) if text)


def _common(round: Round) -> Interview:
    """What holds the round's answers in common, made with the first of them."""
    found = Interview.everything.filter(round=round).exclude(voices=None).first()
    if found is not None:
        return found
    voice = Stakeholder.objects.create(
        project=round.project,
        name=(_("Voices of “%(round)s”") % {"round": round.title})[:120],
        voice_of=round,
        created_at=round.sent_at or round.created_at,
    )
    return Interview.everything.create(
        round=round,
        stakeholder=voice,
        voices=0,
        state=State.SUBMITTED,
        created_at=round.sent_at or round.created_at,
        submitted_at=round.sent_at,
    )


def _mix(round: Round, *, at_most: int | None) -> None:
    """Writes common answers anew in an order drawn by lot, with new keys: neither tells who came when."""
    drawn = list(Answer.objects.filter(interview__round=round, unnamed=True).order_by("?")[:at_most])
    Answer.objects.filter(pk__in=[answer.pk for answer in drawn]).delete()
    _write(drawn, round)


def _write(answers: list[Answer], round: Round) -> None:
    _shuffler.shuffle(answers)
    for answer in answers:
        answer.pk = None
        answer.unnamed, answer.version, answer.device = True, 1, ""
        answer.created_at = answer.updated_at = round.sent_at or round.created_at
    Answer.objects.bulk_create(answers)
