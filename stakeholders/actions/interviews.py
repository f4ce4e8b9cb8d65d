"""Interviews in person: scheduling, changing, cancelling, beginning, and saying what became of them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import mailroom.actions as mailroom
from projects import audit
from projects.models import Project, User
from stakeholders import mail_interviews as mail
from stakeholders.actions.attendance import count, people_of, title_of, what_calendars_show
from stakeholders.actions.register import Conflict
from stakeholders.actions.rounds import NotReady, fix_wordings
from stakeholders.models import (
    Answer,
    Conversation,
    Interview,
    QuestionSet,
    Round,
    Stakeholder,
    State,
    Status,
    Way,
)
from stakeholders.queries.protocol import broken_rules


class AgainstProtocol(Exception):
    """The protocol does not allow this interviewer for these people; the text is that of the rules."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(" ".join(rules))
        self.rules = rules


@dataclass(frozen=True)
class Plan:
    """What is agreed on for a conversation; `minutes` is its length."""

    people: Sequence[Stakeholder]
    interviewer: User
    question_set: QuestionSet
    starts_at: datetime.datetime
    minutes: int
    place: str = ""
    note: str = ""

    @property
    def round_fields(self) -> dict[str, object]:
        """What the round holds of it."""
        return {
            "way": Way.INDIVIDUAL if len(self.people) == 1 else Way.GROUP,
            "title": title_of(self.people),
            "question_set": self.question_set,
            "minutes": self.minutes,
            "intro": self.note,
            "deadline": self.starts_at + datetime.timedelta(minutes=self.minutes),
        }


@transaction.atomic
def schedule(
    *, project: Project, plan: Plan, invites: bool = True, override_reason: str = "", by: User
) -> Conversation:
    """Plans a conversation and, if `invites`, writes the invitations. Raises `AgainstProtocol`.

    What is entered after it took place invites nobody. `override_reason` is a lead's, and sets the
    protocol aside; whether somebody may do so is the caller's to know.
    """
    round = Round.objects.create(project=project, created_by=by, **plan.round_fields)
    Interview.objects.bulk_create(Interview(round=round, stakeholder=one) for one in plan.people)
    conversation = Conversation(
        round=round,
        interviewer=plan.interviewer,
        starts_at=plan.starts_at,
        place=plan.place,
        invites=invites,
        organizer=mail.organizer_for(project.reply_to, plan.interviewer),
    )
    _keep_to_protocol(conversation, plan, override_reason, by)
    conversation.save()
    audit.record(project=project, by=by, verb="scheduled an interview", on=round, people=len(plan.people))
    if conversation.tells:
        mailroom.queue_many(mail.invitations(conversation, plan.people))
    return conversation


def _keep_to_protocol(conversation: Conversation, plan: Plan, reason: str, by: User) -> None:
    """Refuses, or keeps the reason beside the words of the rules. What was allowed once stays allowed."""
    project = conversation.round.project
    rules = broken_rules(project, interviewer=plan.interviewer, people=plan.people)
    if not rules or (conversation.override_reason and "\n".join(rules) == conversation.overridden_rules):
        return
    if not reason:
        raise AgainstProtocol(rules)
    conversation.overridden_at, conversation.overridden_by = timezone.now(), by
    conversation.overridden_rules, conversation.override_reason = "\n".join(rules), reason
    audit.record(
        project=project,
        by=by,
        verb="set the interview protocol aside",
        on=conversation.round,
        rules=rules,
        reason=reason,
    )


@transaction.atomic
def change_interview(
    *, conversation: Conversation, version: int, plan: Plan, override_reason: str = "", by: User
) -> Conversation:
    """Changes what is planned; calendars are told when something that they show has changed.

    Raises `Conflict`, `AgainstProtocol`, and `NotReady` when it is no longer planned or somebody who
    has already said something would drop out.
    """
    current = _locked(conversation)
    if current.round.version != version:
        raise Conflict(current)
    if not current.is_planned:
        raise NotReady(_("Only a planned interview can be changed."))
    before = people_of(current)
    told_before = what_calendars_show(current, before)
    readers_before = mail.readers(current, before)
    _keep_to_protocol(current, plan, override_reason, by)
    _change_people(current, before, plan.people)
    _change_fields(current, plan)
    if told_before != what_calendars_show(current, plan.people):
        current.sequence += 1
        _tell_of_change(current, plan.people, readers_before)
    current.save()
    audit.record(project=current.round.project, by=by, verb="changed an interview", on=current.round)
    return current


def _change_people(
    current: Conversation, before: Sequence[Stakeholder], wanted: Sequence[Stakeholder]
) -> None:
    gone = {one.pk for one in before} - {one.pk for one in wanted}
    leaving = current.round.interviews.filter(stakeholder_id__in=gone)
    speaking = leaving.filter(answers__isnull=False).select_related("stakeholder").first()
    if speaking:
        raise NotReady(
            _("%(name)s has already said something in this interview.") % {"name": speaking.stakeholder.name}
        )
    leaving.delete()
    Interview.objects.bulk_create(
        [Interview(round=current.round, stakeholder=one) for one in wanted], ignore_conflicts=True
    )


def _change_fields(current: Conversation, plan: Plan) -> None:
    fields = plan.round_fields
    if current.began_at is not None:
        # Its questions are being asked already.
        fields.pop("question_set")
    for name, value in fields.items():
        setattr(current.round, name, value)
    current.round.version += 1
    current.round.save(update_fields=[*fields, "version"])
    current.interviewer, current.starts_at, current.place = plan.interviewer, plan.starts_at, plan.place


def _tell_of_change(
    current: Conversation, people: Sequence[Stakeholder], before: Sequence[mail.Reader]
) -> None:
    if not current.tells:
        return
    now = {mail.key_of(one) for one in mail.readers(current, people)}
    known = {mail.key_of(one) for one in before}
    gone = [one for one in before if mail.key_of(one) not in now]
    mailroom.queue_many(mail.cancellations(current, gone, people))
    mailroom.queue_many(mail.invitations(current, people, new=now - known))


@transaction.atomic
def cancel_interview(*, conversation: Conversation, words: str = "", by: User) -> None:
    """Calls it off and tells everybody who was invited; `words` are for them. Raises `NotReady`."""
    current = _locked(conversation)
    if current.status == Status.CANCELLED:
        return
    if not current.is_planned:
        raise NotReady(_("Only a planned interview can be cancelled."))
    current.status = Status.CANCELLED
    current.sequence += 1
    current.save(update_fields=["status", "sequence"])
    count(current)
    audit.record(project=current.round.project, by=by, verb="cancelled an interview", on=current.round)
    if current.tells:
        people = people_of(current)
        mailroom.queue_many(mail.cancellations(current, mail.readers(current, people), people, words=words))


@transaction.atomic
def begin(*, conversation: Conversation, by: User) -> Conversation:
    """The talk starts now, by the server's clock; its questions keep the wordings of this moment."""
    current = _locked(conversation)
    if current.began_at is not None:
        return current
    if not current.is_planned:
        raise NotReady(_("Only a planned interview can begin."))
    _fix_questions(current)
    current.began_at, current.began_by = timezone.now(), by
    current.save(update_fields=["began_at", "began_by"])
    audit.record(project=current.round.project, by=by, verb="began an interview", on=current.round)
    return current


def _fix_questions(current: Conversation) -> None:
    if current.round.items.exists():
        return
    if not current.round.question_set.items.exclude(question__latest=None).exists():
        raise NotReady(_("The question set has no questions. Put some into it first."))
    fix_wordings(current.round)


@transaction.atomic
def mark(*, conversation: Conversation, status: str, by: User) -> str:
    """Says what became of it, or that it is planned after all; returns what it was before.

    Held: whoever said something counts as heard. Planned again after a cancellation: everybody is
    invited again.
    """
    current = _locked(conversation)
    before = current.status
    if status == before:
        return before
    if status == Status.CANCELLED:
        raise NotReady(_("Cancelling tells people, so it has a page of its own."))
    if status == Status.HELD:
        _fix_questions(current)
    current.status = status
    current.sequence += before == Status.CANCELLED
    current.save(update_fields=["status", "sequence"])
    count(current)
    _heard(current) if status == Status.HELD else _unheard(current)
    audit.record(
        project=current.round.project, by=by, verb="marked an interview", on=current.round, status=status
    )
    if before == Status.CANCELLED and current.tells:
        mailroom.queue_many(mail.invitations(current, people_of(current), new=set()))
    return before


def _heard(current: Conversation) -> None:
    speakers = Answer.objects.filter(interview__round=current.round).exclude(text="").values("interview")
    current.round.interviews.filter(pk__in=speakers).update(
        state=State.SUBMITTED, submitted_at=timezone.now()
    )


def _unheard(current: Conversation) -> None:
    current.round.interviews.filter(state=State.SUBMITTED).update(state=State.CHOSEN, submitted_at=None)


def _locked(conversation: Conversation) -> Conversation:
    return (
        Conversation.objects.select_for_update(of=("self", "round"))
        .select_related("round__project", "round__question_set", "interviewer")
        .get(pk=conversation.pk)
    )
