"""Topics: every project starts with ten and may add its own, and call each by another name."""

from django.db import transaction
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
    _refuse_twice(project, name)
    last = project.topics.aggregate(last=Max("position"))["last"] or 0
    made = Topic.objects.create(
        project=project, key=f"own-{get_random_string(12).lower()}", name=name, position=last + 1
    )
    audit.record(project=project, by=by, verb="added a topic", on=made)
    return made


@transaction.atomic
def rename_topic(*, topic: Topic, was: str, name: str, by: User) -> Topic:
    """Calls it by another name wherever it stands. `was` is the name that was looked at.

    Raises `Conflict` when it is called otherwise by now, and `TopicExists`.
    """
    _refuse_twice(topic.project, name, beside=topic)
    current = Topic.objects.select_for_update(of=("self",)).select_related("project").get(pk=topic.pk)
    if current.name == name:
        return current
    if current.name != was:
        raise Conflict(current)
    current.name = name
    current.save(update_fields=["name"])
    audit.record(project=current.project, by=by, verb="renamed a topic", on=current, was=was)
    return current


def _refuse_twice(project: Project, name: str, *, beside: Topic | None = None) -> None:
    # Two who add the same at the same moment wait for each other.
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    others = project.topics.exclude(pk=beside.pk) if beside else project.topics.all()
    if others.filter(name__iexact=name).exists():
        raise TopicExists
