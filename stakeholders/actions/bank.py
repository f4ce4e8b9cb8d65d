"""The question bank: topics, questions in frozen wordings, sets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import audit
from projects.models import Project, User
from stakeholders import starter
from stakeholders.actions.register import Conflict
from stakeholders.models import (
    Kind,
    Question,
    QuestionSet,
    QuestionSetItem,
    QuestionWording,
    Topic,
)
from stakeholders.models.condition import answers_to


@dataclass(frozen=True)
class Wanted:
    """How a question is to be worded."""

    text: str
    help: str = ""
    kind: str = Kind.LONG_TEXT
    options: Sequence[str] = ()
    required: bool = False
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)

    def differs_from(self, wording: QuestionWording) -> bool:
        """Whether the wording would have to be a new one."""
        return any(
            getattr(wording, name) != (list(value) if name == "options" else value)
            for name, value in asdict(self).items()
        )


@transaction.atomic
def ensure_topics(*, project: Project) -> dict[str, Topic]:
    """The project's topics by key, with the ten that every project starts with."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    own = list(project.topics.all())
    topics = {topic.key: topic for topic in own}
    # A topic that the project has called like one of the ten stands for it.
    named = {topic.name.lower(): topic for topic in own}
    topics.update(
        {
            key: named[name.lower()]
            for key, name in starter.TOPICS
            if key not in topics and name.lower() in named
        }
    )
    missing = [
        Topic(project=project, key=key, name=name, position=position)
        for position, (key, name) in enumerate(starter.TOPICS, 1)
        if key not in topics
    ]
    topics.update({topic.key: topic for topic in Topic.objects.bulk_create(missing)})
    return topics


@transaction.atomic
def adopt_starters(*, project: Project, by: User) -> tuple[int, int]:
    """Copies what the project lacks of the starter bank; returns how many questions and sets were new."""
    topics = ensure_topics(project=project)
    questions = _adopt_questions(project, topics, by)
    sets = _adopt_sets(project, by)
    if questions or sets:
        audit.record(
            project=project, by=by, verb="took over the starter questions", questions=questions, sets=sets
        )
    return questions, sets


def _adopt_questions(project: Project, topics: dict[str, Topic], by: User) -> int:
    known = set(project.questions.exclude(starter_key="").values_list("starter_key", flat=True))
    fresh = [question for question in starter.QUESTIONS if question.key not in known]
    questions = Question.objects.bulk_create(
        Question(project=project, topic=topics[one.topic], hint=one.hint, starter_key=one.key, created_by=by)
        for one in fresh
    )
    wordings = QuestionWording.objects.bulk_create(
        _wording(question, 1, _wanted(one), by) for question, one in zip(questions, fresh, strict=True)
    )
    for question, wording in zip(questions, wordings, strict=True):
        question.latest = wording
    Question.objects.bulk_update(questions, ["latest"])
    return len(questions)


def _adopt_sets(project: Project, by: User) -> int:
    known = set(project.question_sets.exclude(starter_key="").values_list("starter_key", flat=True))
    by_key = {question.starter_key: question for question in project.questions.exclude(starter_key="")}
    fresh = [one for one in starter.SETS if one.key not in known]
    for one in fresh:
        made = QuestionSet.objects.create(
            project=project,
            name=one.name,
            about=one.about,
            minutes=one.minutes,
            starter_key=one.key,
            created_by=by,
        )
        _put_questions(made, [by_key[key] for key in one.questions])
    return len(fresh)


def _wanted(one: starter.StarterQuestion) -> Wanted:
    spanish = {"text": one.spanish.text, "help": one.spanish.help, "options": list(one.spanish.options)}
    return Wanted(
        text=one.english.text,
        help=one.english.help,
        kind=one.kind,
        options=one.english.options,
        required=one.required,
        translations={"es": spanish},
    )


def _wording(question: Question, number: int, wanted: Wanted, by: User) -> QuestionWording:
    return QuestionWording(
        question=question,
        number=number,
        text=wanted.text,
        help=wanted.help,
        kind=wanted.kind,
        options=list(wanted.options),
        required=wanted.required,
        translations=wanted.translations,
        created_by=by,
    )


@transaction.atomic
def make_question(*, project: Project, topic: Topic, wanted: Wanted, hint: str = "", by: User) -> Question:
    """A new question with its first wording."""
    question = Question.objects.create(project=project, topic=topic, hint=hint, created_by=by)
    wording = _wording(question, 1, wanted, by)
    wording.save()
    question.latest = wording
    question.save(update_fields=["latest"])
    audit.record(project=project, by=by, verb="wrote a question", on=question)
    return question


@transaction.atomic
def reword(*, question: Question, number: int, topic: Topic, wanted: Wanted, hint: str, by: User) -> Question:
    """Gives the question a new wording when the words changed; answers keep the one they answered.

    `number` is the wording that the form was made from; raises `Conflict` when there is a later one.
    """
    current = (
        Question.objects.select_for_update(of=("self",))
        .select_related("latest", "project")
        .get(pk=question.pk)
    )
    latest = current.latest
    if latest is None or wanted.differs_from(latest):
        if latest is not None and latest.number != number:
            raise Conflict(current)
        wording = _wording(current, latest.number + 1 if latest else 1, wanted, by)
        wording.save()
        current.latest = wording
        if latest is not None:
            _carry_conditions(current, latest, wording)
    current.topic, current.hint = topic, hint
    current.save(update_fields=["topic", "hint", "latest"])
    audit.record(project=current.project, by=by, verb="changed a question", on=current)
    return current


def _carry_conditions(question: Question, before: QuestionWording, now: QuestionWording) -> None:
    """What is asked only after certain answers to it follows these answers by their words, to any place."""
    if (before.kind, before.options) == (now.kind, now.options):
        return
    places = {label: value for _sent, value, label in answers_to(now.kind, now.options)}
    words = {repr(value): label for _sent, value, label in answers_to(before.kind, before.options)}
    for item in QuestionSetItem.objects.filter(after=question):
        item.when = [places[words[repr(one)]] for one in item.when if words.get(repr(one)) in places]
        item.after = question if item.when else None
        item.save(update_fields=["after", "when"])


@transaction.atomic
def archive_question(*, question: Question, by: User) -> None:
    """Takes the question out of the bank. Rounds that asked it, and sets that hold it, keep it."""
    if question.archived_at is None:
        question.archived_at, question.archived_by = timezone.now(), by
        question.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=question.project, by=by, verb="archived a question", on=question)


@transaction.atomic
def restore_question(*, question: Question, by: User) -> None:
    """Puts the question back into the bank."""
    if question.archived_at is not None:
        question.archived_at = question.archived_by = None
        question.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=question.project, by=by, verb="brought back a question", on=question)


@transaction.atomic
def make_set(
    *, project: Project, name: str, about: str, minutes: int, questions: Sequence[Question], by: User
) -> QuestionSet:
    """A new set of the questions in this order."""
    made = QuestionSet.objects.create(project=project, name=name, about=about, minutes=minutes, created_by=by)
    _put_questions(made, questions)
    audit.record(project=project, by=by, verb="made a question set", on=made, questions=len(questions))
    return made


@transaction.atomic
def save_set(
    *,
    question_set: QuestionSet,
    version: int,
    name: str,
    about: str,
    minutes: int,
    questions: Sequence[Question],
    by: User,
) -> QuestionSet:
    """Changes the set, if nobody saved since `version`; rounds already sent keep what they asked."""
    current = (
        QuestionSet.objects.select_for_update(of=("self",)).select_related("project").get(pk=question_set.pk)
    )
    if current.version != version:
        raise Conflict(current)
    current.name, current.about, current.minutes = name, about, minutes
    current.version += 1
    current.save(update_fields=["name", "about", "minutes", "version"])
    conditions = _conditions(current)
    current.items.all().delete()
    _put_questions(current, questions, conditions)
    audit.record(
        project=current.project, by=by, verb="changed a question set", on=current, questions=len(questions)
    )
    return current


# By question: which earlier one it depends on, and the answers that call for it.
Conditions = Mapping[int, tuple[int, Sequence[Any]]]


@transaction.atomic
def order_set(
    *, question_set: QuestionSet, version: int, order: Sequence[int], conditions: Conditions, by: User
) -> list[QuestionSetItem]:
    """Puts the set's questions in this order, each asked as its condition says. Raises `Conflict`.

    Returns those whose condition went, because what it depends on no longer comes before them.
    """
    current = (
        QuestionSet.objects.select_for_update(of=("self",)).select_related("project").get(pk=question_set.pk)
    )
    questions = {item.question_id: item.question for item in current.items.select_related("question__latest")}
    if current.version != version or sorted(questions) != sorted(order):
        raise Conflict(current)
    current.version += 1
    current.save(update_fields=["version"])
    current.items.all().delete()
    put = _put_questions(current, [questions[pk] for pk in order], conditions)
    audit.record(
        project=current.project, by=by, verb="ordered a question set", on=current, questions=len(order)
    )
    return [item for item in put if item.question_id in conditions and item.after_id is None]


def _conditions(question_set: QuestionSet) -> Conditions:
    items = question_set.items.filter(after__isnull=False)
    return {
        question: (after, when) for question, after, when in items.values_list("question", "after", "when")
    }


def _put_questions(
    question_set: QuestionSet, questions: Sequence[Question], conditions: Conditions | None = None
) -> list[QuestionSetItem]:
    """A condition stays where its earlier question is still there, and still earlier."""
    items: list[QuestionSetItem] = []
    earlier: set[int] = set()
    for position, question in enumerate(questions, 1):
        after, when = (conditions or {}).get(question.pk, (0, []))
        known = after in earlier
        items.append(
            QuestionSetItem(
                question_set=question_set,
                question=question,
                position=position,
                after_id=after if known else None,
                when=list(when) if known else [],
            )
        )
        earlier.add(question.pk)
    return QuestionSetItem.objects.bulk_create(items)


@transaction.atomic
def archive_set(*, question_set: QuestionSet, by: User) -> None:
    """Takes the set out of the choice for new rounds."""
    if question_set.archived_at is None:
        question_set.archived_at, question_set.archived_by = timezone.now(), by
        question_set.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=question_set.project, by=by, verb="archived a question set", on=question_set)


@transaction.atomic
def restore_set(*, question_set: QuestionSet, by: User) -> None:
    """Offers the set for new rounds again."""
    if question_set.archived_at is not None:
        question_set.archived_at = question_set.archived_by = None
        question_set.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=question_set.project, by=by, verb="brought back a question set", on=question_set)
