"""Topics: every project starts with ten and may add its own, and call each by another name."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.crypto import get_random_string

from projects import audit
from projects.models import Project, User
from stakeholders.actions.register import Conflict
from stakeholders.models import Topic


class TopicExists(Exception):
    """The project has a topic of this name."""


@transaction.atomic
def add_topic(*, project: Project, name: str, by: User) -> Topic:
    """A topic of the project's own, after the others. Raises `TopicExists`."""
    last = project.topics.aggregate(last=Max("position"))["last"] or 0
    made = Topic(project=project, key=f"own-{get_random_string(12).lower()}", name=name, position=last + 1)
    _save(made)
    audit.record(project=project, by=by, verb="added a topic", on=made)
    return made


@transaction.atomic
def rename_topic(*, topic: Topic, was: str, name: str, by: User) -> Topic:
    """Calls it by another name wherever it stands. `was` is the name that was looked at.

    Raises `Conflict` when it is called otherwise by now, and `TopicExists`.
    """
    current = Topic.objects.select_for_update(of=("self",)).select_related("project").get(pk=topic.pk)
    if current.name == name:
        return current
    if current.name != was:
        raise Conflict(current)
    current.name = name
    _save(current, "name")
    audit.record(project=current.project, by=by, verb="renamed a topic", on=current, was=was)
    return current


def _save(topic: Topic, *fields: str) -> None:
    """The database knows each name once, whatever its capitals; of two who add it at once one is told."""
    try:
        with transaction.atomic():
            topic.save(update_fields=fields or None)
    except IntegrityError:
        raise TopicExists from None
