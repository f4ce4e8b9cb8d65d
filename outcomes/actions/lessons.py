"""Lessons: written, reworded, put aside, taken into another project."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from outcomes.actions.rows import rewrite
from outcomes.models import Friction, Lesson, Measure
from projects import audit
from projects.models import Project, User


@transaction.atomic
def learn(
    *,
    project: Project,
    by: User,
    measures: Sequence[Measure] = (),
    frictions: Sequence[Friction] = (),
    **fields: Any,
) -> Lesson:
    """A new lesson, with what it stands on."""
    lesson = Lesson.objects.create(project=project, created_by=by, **fields)
    lesson.measures.set(measures)
    lesson.frictions.set(frictions)
    audit.record(project=project, by=by, verb="wrote the lesson", on=lesson)
    return lesson


@transaction.atomic
def reword_lesson(
    *,
    lesson: Lesson,
    by: User,
    version: int,
    measures: Sequence[Measure],
    frictions: Sequence[Friction],
    **fields: Any,
) -> Lesson:
    """Rewrites it, made from `version`."""
    stored: Lesson = rewrite(lesson, by=by, version=version, verb="changed the lesson", fields=fields)
    stored.measures.set(measures)
    stored.frictions.set(frictions)
    return stored


@transaction.atomic
def archive_lesson(*, lesson: Lesson, by: User) -> None:
    """Puts it aside."""
    if Lesson.objects.active().filter(pk=lesson.pk).update(archived_at=timezone.now(), archived_by=by):
        audit.record(project=lesson.project, by=by, verb="archived the lesson", on=lesson)


@transaction.atomic
def restore_lesson(*, lesson: Lesson, by: User) -> None:
    """Takes it up again."""
    if Lesson.objects.archived().filter(pk=lesson.pk).update(archived_at=None, archived_by=None):
        audit.record(project=lesson.project, by=by, verb="restored the lesson", on=lesson)


@transaction.atomic
def take_lessons(*, project: Project, by: User, lessons: Sequence[Lesson]) -> int:
    """Copies lessons of other projects into this one; those that are here already stay as they are."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    here = set(project.lessons.values_list("origin", flat=True))
    taken = [
        Lesson(
            project=project,
            created_by=by,
            title=lesson.title,
            proved=lesson.proved,
            carries=lesson.carries,
            origin=lesson.origin,
            learned_in=lesson.learned_in or lesson.project.name,
        )
        for lesson in {lesson.origin: lesson for lesson in lessons}.values()
        if lesson.origin not in here
    ]
    Lesson.objects.bulk_create(taken)
    for lesson in taken:
        audit.record(project=project, by=by, verb="took over the lesson", on=lesson, source=lesson.learned_in)
    return len(taken)
