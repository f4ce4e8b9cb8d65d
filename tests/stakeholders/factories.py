"""Rows of listening for tests: plain functions, each with sensible defaults."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from mailroom import links
from projects.models import Project, User
from stakeholders import actions, mail
from stakeholders.actions import Wanted
from stakeholders.models import (
    Answer,
    Ask,
    BulkChange,
    Conversation,
    FollowUp,
    Import,
    Interview,
    Merge,
    ProtocolRule,
    Question,
    QuestionSet,
    Round,
    Stakeholder,
    Topic,
)
from tests.projects.factories import lead_of

_numbers = itertools.count(1)


def make_stakeholder(project: Project, **fields: Any) -> Stakeholder:
    """A person of the register with an address of their own."""
    number = next(_numbers)
    given = {"name": f"Person {number}", "email": f"person{number}@example.org", **fields}
    return Stakeholder.objects.create(project=project, **given)


def make_question(
    project: Project, text: str = "What do you want us to create?", *, topic: str = "outcomes", **words: Any
) -> Question:
    """A question of the bank with one wording."""
    topics = actions.ensure_topics(project=project)
    return actions.make_question(
        project=project, topic=topics[topic], wanted=Wanted(text=text, **words), by=lead_of(project)
    )


def make_topic(project: Project, name: str = "Night shifts") -> Topic:
    """A topic of the project's own."""
    return actions.add_topic(project=project, name=name, by=lead_of(project))


def make_set(project: Project, *questions: Question, name: str = "Three questions") -> QuestionSet:
    """A set of the questions, or of three long texts."""
    chosen = questions or tuple(
        make_question(project, text, topic=topic)
        for text, topic in (
            ("What do you want us to create?", "outcomes"),
            ("What has been tried before, and what made it stall?", "past"),
            ("What should never be promised without you?", "workflow"),
        )
    )
    return actions.make_set(
        project=project, name=name, about="", minutes=12, questions=chosen, by=lead_of(project)
    )


def make_draft(project: Project, *, question_set: QuestionSet | None = None, **fields: Any) -> Round:
    """A round that was not sent, due in ten days."""
    given = {
        "title": "What should we create?",
        "deadline": timezone.now() + datetime.timedelta(days=10),
        "reminder_days": [3, 7],
        **fields,
    }
    return actions.draft(
        project=project, question_set=question_set or make_set(project), by=lead_of(project), **given
    )


def make_round(project: Project, *people: Stakeholder, **fields: Any) -> Round:
    """A round that was sent to the people, or to one new person."""
    made = make_draft(project, **fields)
    actions.choose(round=made, add=people or (make_stakeholder(project),), by=lead_of(project))
    actions.send(round=made, by=lead_of(project))
    made.refresh_from_db()
    return made


def make_interview(project: Project, stakeholder: Stakeholder | None = None, **fields: Any) -> Interview:
    """One person's interview in a round that was sent to them alone."""
    person = stakeholder or make_stakeholder(project)
    return make_round(project, person, **fields).interviews.get()


def say(
    interview: Interview, text: str, *, place: int = 0, version: int = 0, device: str = "phone"
) -> Answer:
    """The person types an answer to the question at `place`."""
    wording = list(interview.round.items.order_by("position"))[place].wording
    return actions.save_answer(
        interview=interview, wording=wording, text=text, version=version, device=device
    ).answer


def make_answer(project: Project, text: str = "One number for all clinics.", **fields: Any) -> Answer:
    """An answer that was submitted."""
    interview = make_interview(project, **fields)
    answer = say(interview, text)
    actions.submit(interview=interview)
    answer.refresh_from_db()
    return answer


def make_ask(project: Project, text: str = "One phone number", **fields: Any) -> Ask:
    """An ask lifted out of an answer."""
    answer = fields.pop("answer", None) or make_answer(project)
    given = {"quote": answer.text, **fields}
    return actions.make_ask(
        project=project,
        stakeholder=answer.interview.stakeholder,
        answer=answer,
        text=text,
        by=lead_of(project),
        **given,
    )


def make_plan(project: Project, *people: Stakeholder, **fields: Any) -> actions.Plan:
    """Half an hour with the people, or one new person, the day after tomorrow, by the lead."""
    given = {
        "people": people or (make_stakeholder(project),),
        "interviewer": lead_of(project),
        "question_set": fields.pop("question_set", None) or make_set(project),
        "starts_at": timezone.now().replace(microsecond=0) + datetime.timedelta(days=2),
        "minutes": 30,
        **fields,
    }
    return actions.Plan(**given)


def make_conversation(project: Project, *people: Stakeholder, **fields: Any) -> Conversation:
    """An interview in person that is planned, its people invited."""
    return actions.schedule(project=project, plan=make_plan(project, *people, **fields), by=lead_of(project))


def make_running(project: Project, *people: Stakeholder, **fields: Any) -> Conversation:
    """An interview in person that has begun."""
    return actions.begin(conversation=make_conversation(project, *people, **fields), by=lead_of(project))


def make_rule(project: Project, **fields: Any) -> ProtocolRule:
    """An executive is interviewed by an executive."""
    given = {"level": "executive", "least": "executive", **fields}
    return actions.add_rule(project=project, by=lead_of(project), **given)


def make_follow_up(project: Project) -> FollowUp:
    """Something that was said and marked."""
    conversation = make_running(project)
    interview = conversation.round.interviews.get()
    wording = conversation.round.items.first().wording
    actions.note(
        interview=interview,
        wording=wording,
        text="Send me the dates.",
        version=0,
        device="desk",
        follow_up=True,
        by=lead_of(project),
    )
    return interview.follow_ups.get()


def make_import(project: Project, content: bytes = b"", *, by: User | None = None) -> Import:
    """An uploaded list of one person."""
    return actions.upload(
        project=project,
        filename="people.csv",
        content=content or b"Name,E-mail\nDana Kim,dana@example.org\n",
        by=by or lead_of(project),
    )


def token_of(stakeholder: Stakeholder) -> str:
    """The secret part of the person's page."""
    return links.token(mail.personal_link(stakeholder))


def make_bulk_change(project: Project) -> BulkChange:
    """Two people archived at once, which can be undone."""
    people = [make_stakeholder(project), make_stakeholder(project)]
    done = actions.archive_many(
        project=project, versions={one.pk: one.version for one in people}, by=lead_of(project)
    )
    assert done.undo is not None
    return done.undo


def make_merge(project: Project) -> Merge:
    """Two who were one, merged."""
    into, gone = make_stakeholder(project), make_stakeholder(project)
    return actions.merge(into=into, gone=gone, by=lead_of(project))
