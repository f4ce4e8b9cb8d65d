"""The question bank as its page shows it."""

from dataclasses import dataclass

from django.db.models import Count

from projects import listing
from projects.models import Project
from stakeholders.models import Question, QuestionSet, Topic
from stakeholders.models.question import QuestionQuerySet, QuestionSetQuerySet


@dataclass(frozen=True)
class Bank:
    """One topic with its questions."""

    topic: Topic
    questions: list[Question]


def bank(project: Project, *, text: str = "") -> list[Bank]:
    """Topics with their questions; two queries. With words to look for, only topics in which they stand."""
    of_topic: dict[int, list[Question]] = {}
    for question in questions_in_order(project, text=text):
        of_topic.setdefault(question.topic_id, []).append(question)
    topics = [topic for topic in project.topics.all() if not text or topic.pk in of_topic]
    return [Bank(topic, of_topic.get(topic.pk, [])) for topic in topics]


def questions_in_order(project: Project, *, text: str = "") -> QuestionQuerySet:
    """The questions that can be asked, topic by topic; narrowed to words of the question, hint or topic."""
    found = project.questions.live().exclude(latest=None)
    found = listing.with_words(found, text, "latest__text", "hint", "topic__name")
    return found.select_related("latest", "topic").order_by("topic__position", "topic_id", "pk")


def sets_with_sizes(project: Project) -> QuestionSetQuerySet:
    """The sets that can be sent, each with `size`."""
    sets: QuestionSetQuerySet = project.question_sets.live()
    return sets.annotate(size=Count("items")).order_by("name", "pk")


def sets_holding(question: Question) -> list[QuestionSet]:
    """The sets in which a question stands."""
    return list(QuestionSet.objects.live().filter(items__question=question))
