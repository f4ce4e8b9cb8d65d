"""Reads of the ground floor, and the shape in which every app says where it stands."""

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.erased import NOWHERE
from projects.models import AuditEntry, Invitation, Membership, Project, User


@dataclass(frozen=True)
class Due:
    """One thing that somebody has to do by a date; shown on the project home."""

    date: datetime.date
    text: str
    url: str
    owner: str = ""


@dataclass(frozen=True)
class Standing:
    """Where one part of the path stands: a number, what it counts, and what to do next.

    `has_begun` says that there is something in it; False leaves it open.
    """

    number: str
    says: str
    action: str
    url: str
    waiting: int = 0
    has_begun: bool = False
    due: list[Due] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """One hit of the search over the whole project."""

    kind: str
    title: str
    excerpt: str
    url: str


def projects_of(user: User) -> list[Project]:
    """The projects in which the user has a role, by name, archived ones last."""
    return sorted(
        Project.objects.of(user).filter(deleted_at=None),
        key=lambda project: (project.archived_at is not None, project.name),
    )


class Choice(NamedTuple):
    """A project as it stands among those to choose from."""

    pk: int
    slug: str
    name: str
    archived: bool


def choices_of(user: User) -> list[Choice]:
    """The same projects in the same order, with no more of each than it takes to choose one."""
    rows = Project.objects.of(user).filter(deleted_at=None).order_by()
    found = (
        Choice(pk, slug, name, archived_at is not None)
        for pk, slug, name, archived_at in rows.values_list("pk", "slug", "name", "archived_at")
    )
    return sorted(found, key=lambda choice: (choice.archived, choice.name))


def memberships_of(user: User) -> models.QuerySet[Membership]:
    """The user's roles with their projects, live projects first, by name."""
    return (
        user.memberships.select_related("project")
        .defer("project__logo")
        .order_by(models.F("project__archived_at").asc(nulls_first=True), "project__name", "pk")
    )


def members(project: Project) -> models.QuerySet[Membership]:
    """Everybody who has a role in the project, by name."""
    return project.memberships.select_related("user")


def former_members(project: Project) -> models.QuerySet[User]:
    """Who was taken out of the project and whose account has not ended, by name."""
    removed = AuditEntry.objects.filter(
        project=project, verb="removed", object_type=User._meta.label_lower
    ).values("object_id")
    gone = User.objects.filter(pk__in=removed).exclude(email__endswith=f"@{NOWHERE}")
    return gone.exclude(memberships__project=project).order_by("name", "email", "pk")


def open_invitations(project: Project) -> models.QuerySet[Invitation]:
    """Who was asked to join and has not answered, newest first."""
    return project.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by")


def activity(project: Project, **asked: Any) -> models.QuerySet[AuditEntry]:
    """What happened in the project. `asked` may hold q, who, what, since and until (see `ActivityFilter`)."""
    entries = project.audit_entries.select_related("by")
    if who := asked.get("who"):
        entries = entries.filter(by=None) if who == "others" else entries.filter(by_id=who)
    if what := asked.get("what"):
        entries = entries.filter(object_type=what)
    if since := asked.get("since"):
        entries = entries.filter(at__gte=_midnight(since, project))
    if (until := asked.get("until")) and until < datetime.date.max:
        entries = entries.filter(at__lt=_midnight(until + datetime.timedelta(days=1), project))
    if text := asked.get("q"):
        entries = entries.filter(
            Q(verb__icontains=text)
            | Q(object_label__icontains=text)
            | Q(by_label__icontains=text)
            | Q(by__name__icontains=text)
        )
    return entries


def _midnight(date: datetime.date, project: Project) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time.min), project.zone)


def actors(project: Project) -> list[User]:
    """Who with an account did something in the project."""
    ids = project.audit_entries.exclude(by=None).order_by().values("by").distinct()
    return list(User.objects.filter(pk__in=ids).order_by("name", "email"))


def kinds_of_objects(project: Project) -> list[str]:
    """What something was done to, as `AuditEntry.object_type` says it."""
    found = project.audit_entries.exclude(object_type="").order_by("object_type")
    return list(found.values_list("object_type", flat=True).distinct())
