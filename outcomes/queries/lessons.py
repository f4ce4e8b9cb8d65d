"""Lessons, here and in the other projects that a member may read."""

from django.db.models import Count, Q

from outcomes.models import Lesson, LessonQuerySet
from projects.access import ROLES, Perm
from projects.models import Project, User

_READERS = [role for role, permissions in ROLES.items() if Perm.OUTCOME_VIEW in permissions]


def lessons(project: Project, *, text: str = "", state: str = "", where: str = "") -> LessonQuerySet:
    """The project's lessons; `where` "here" or "elsewhere" says in which project they were learned."""
    found = Lesson.objects.filter(project=project).select_related("project", "created_by")
    found = found.archived() if state == "archived" else found.active()
    if text:
        found = found.filter(
            Q(title__icontains=text) | Q(proved__icontains=text) | Q(carries__icontains=text)
        )
    if where == "here":
        found = found.filter(learned_in="")
    elif where == "elsewhere":
        found = found.exclude(learned_in="")
    return found.annotate(stands_on=Count("measures", distinct=True) + Count("frictions", distinct=True))


def takeable(project: Project, user: User) -> LessonQuerySet:
    """Lessons of the user's other projects that are not in this one yet, by project."""
    mine = user.memberships.filter(role__in=_READERS).exclude(project=project).values("project")
    here = project.lessons.values("origin")
    return (
        Lesson.objects.active()
        .filter(project__in=mine)
        .exclude(origin__in=here)
        .select_related("project")
        .order_by("project__name", "title", "pk")
    )
