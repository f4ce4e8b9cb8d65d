"""The stakeholders of the sample project: a register, a finished round with asks, a round that is open."""

import datetime

from django.utils import timezone

from projects.models import Project, Role, User
from stakeholders import actions
from stakeholders.models import (
    Answer,
    Interview,
    Kind,
    QuestionWording,
    Round,
    Stakeholder,
    State,
)
from stakeholders.sample import interviews, people, words


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Fills the register and both rounds. Only the open round sends mails, so that they can be looked at."""
    lead = members[Role.LEAD]
    actions.adopt_starters(project=project, by=lead)
    register = _register(project, members, today)
    _finished_round(project, register, lead, today)
    _open_round(project, register, lead, today)
    interviews.load(project=project, members=members, today=today)


def _register(project: Project, members: dict[str, User], today: datetime.date) -> dict[str, Stakeholder]:
    made = Stakeholder.objects.bulk_create(
        Stakeholder(
            project=project,
            name=one.name,
            email=one.email,
            title=one.title,
            department=one.department,
            level=one.level,
            power=one.power,
            interest=one.interest,
            stance=one.stance,
            why_needed=one.why,
            owner=members.get(one.owner),
            preferred_way=one.way,
            language=one.language,
            tags=[one.site],
            created_by=members[Role.LEAD],
            created_at=_at(project, today, days=-40),
        )
        for one in people.PEOPLE
    )
    register = {one.name: one for one in made}
    # The list of another hospital named one of them once more.
    twice = Stakeholder.objects.create(
        project=project, name="Rahman, Aisha", title="Triage nurse, nights", created_by=members[Role.LEAD]
    )
    actions.merge(into=register["Aisha Rahman"], gone=twice, by=members[Role.LEAD])
    register["Aisha Rahman"].refresh_from_db()
    return register


def _finished_round(
    project: Project, register: dict[str, Stakeholder], lead: User, today: datetime.date
) -> None:
    wordings = _wordings(project)
    asked = Round.objects.create(
        project=project,
        question_set=actions.make_set(
            project=project,
            name="First conversations",
            about="What leaders and physicians want, and what stopped it before.",
            minutes=12,
            questions=[wordings[key].question for key in words.QUESTIONS],
            by=lead,
        ),
        title=words.TITLE,
        intro=words.INTRO,
        minutes=12,
        deadline=_at(project, today, days=-12, hour=17),
        reminder_days=[3, 7, 12],
        remind_before_end=True,
        created_by=lead,
        created_at=_at(project, today, days=-31),
        sent_by=lead,
        sent_at=_at(project, today, days=-30),
    )
    asked.items.bulk_create(
        asked.items.model(round=asked, wording=wordings[key], position=position)
        for position, key in enumerate(words.QUESTIONS, 1)
    )
    said: dict[tuple[str, str], Answer] = {}
    for number, (name, answers) in enumerate(words.SAID.items()):
        interview = _interview(asked, register[name], today, submitted=-28 + number)
        said |= _answers(interview, answers, wordings, lead, read=name not in words.UNREAD)
    _interview(asked, register["Victor Ramos"], today)
    declined = _interview(asked, register["Dr Hanna Weiss"], today)
    declined.state, declined.declined_at = State.DECLINED, _at(project, today, days=-26)
    declined.decline_reason = "I am new here; ask me again in the summer."
    declined.save(update_fields=["state", "declined_at", "decline_reason"])
    for name, key, quote, text in words.ASKS:
        actions.make_ask(
            project=project,
            stakeholder=register[name],
            answer=said[name, key],
            quote=quote,
            text=text,
            by=lead,
        )


def _wordings(project: Project) -> dict[str, QuestionWording]:
    questions = project.questions.exclude(starter_key="").select_related("latest__question__topic")
    return {one.starter_key: one.latest for one in questions if one.latest}


def _interview(
    asked: Round, stakeholder: Stakeholder, today: datetime.date, *, submitted: int | None = None
) -> Interview:
    """Somebody's part in the finished round; `submitted` in days from today."""
    invited = _at(asked.project, today, days=-30)
    at = None if submitted is None else _at(asked.project, today, days=submitted, hour=15)
    return Interview.objects.create(
        round=asked,
        stakeholder=stakeholder,
        state=State.INVITED if at is None else State.SUBMITTED,
        created_at=invited,
        invited_at=invited,
        opened_at=at,
        started_at=at,
        submitted_at=at,
    )


def _answers(
    interview: Interview,
    answers: dict[str, str | int],
    wordings: dict[str, QuestionWording],
    lead: User,
    *,
    read: bool,
) -> dict[tuple[str, str], Answer]:
    at = interview.submitted_at or interview.invited_at or timezone.now()
    made = Answer.objects.bulk_create(
        Answer(
            interview=interview,
            wording=wordings[key],
            text=_in_words(said),
            value=said if isinstance(said, int) else None,
            version=1,
            device="sample",
            created_at=at,
            updated_at=at,
            read_version=1 if read else None,
            read_at=at if read else None,
            read_by=lead if read else None,
        )
        for key, said in answers.items()
    )
    return {(interview.stakeholder.name, key): one for key, one in zip(answers, made, strict=True)}


def _open_round(project: Project, register: dict[str, Stakeholder], lead: User, today: datetime.date) -> None:
    asked = actions.draft(
        project=project,
        question_set=project.question_sets.get(starter_key="front-line"),
        title=words.OPEN_TITLE,
        intro="You know what people call about before anybody else does. Ten minutes of your time, please.",
        deadline=_at(project, today, days=6, hour=17),
        reminder_days=[3, 7],
        by=lead,
    )
    actions.choose(round=asked, add=[one for one in register.values() if one.level == "front_line"], by=lead)
    actions.send(round=asked, by=lead)
    interviews = {
        one.stakeholder.name: one for one in asked.interviews.select_related("stakeholder", "round__project")
    }
    for name, answers in {**words.OPEN_SAID, **words.OPEN_STARTED}.items():
        _type(interviews[name], answers)
        if name in words.OPEN_SAID:
            actions.submit(interview=interviews[name])
    actions.want_to_talk(
        interview=interviews["Wendy Okoro"], note="I work nights; call me after eight in the evening."
    )
    actions.name_colleague(
        interview=interviews["Tyler Brooks"],
        name="Jenna Ott",
        email="jenna.ott@riverbend.example.org",
        note="She books for the surgeons and knows the phones better.",
    )


def _type(interview: Interview, answers: dict[str, str | int]) -> None:
    items = {
        item.wording.question.starter_key: item.wording
        for item in interview.round.items.select_related("wording__question")
    }
    for key, said in answers.items():
        actions.save_answer(
            interview=interview,
            wording=items[key],
            text=_in_words(said),
            value=said if items[key].kind == Kind.SCALE else None,
            version=0,
            device="sample",
        )


def _in_words(said: str | int) -> str:
    return f"{said}/10" if isinstance(said, int) else said


def _at(project: Project, today: datetime.date, *, days: int, hour: int = 9) -> datetime.datetime:
    day = today + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=project.zone)
