"""Where each of somebody's projects stands, a line each, by as many statements for fifty as for one."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.models import Activation
from marketing_sync.models import Launch
from projects.models import Project, User
from stakeholders.models import Interview, Stakeholder
from vision.models import Dream, Element, Place, Version

COLUMNS = [
    (_("Project"), "project"),
    (_("Organisation"), "organisation"),
    (_("Role"), "role"),
    (_("Go-live target"), "go_live"),
    (_("Dreams"), "dreams"),
    (_("Heard"), "heard"),
    (_("Stakeholders"), "stakeholders"),
    (_("Version"), "version"),
    (_("Elements now"), "now"),
    (_("Launches ahead"), "launches"),
    (_("Crises running"), "crises"),
]


@dataclass(frozen=True)
class Line:
    """One project: the path's five numbers."""

    project: Project
    role: str
    dreams: int
    heard: int
    people: int
    version: int
    now: int
    launches: int
    crises: int

    def key(self, name: str) -> Any:
        """What the line is sorted by."""
        match name:
            case "go_live":
                return self.project.go_live_target or datetime.date.max
            case "heard":
                return self.heard / self.people if self.people else -1
            case "organisation":
                return self.project.organisation.casefold()
        return self.project.name.casefold()

    def row(self) -> tuple[Any, ...]:
        """The line as a list's row."""
        project = self.project
        told = (self.dreams, self.heard, self.people, self.version, self.now, self.launches, self.crises)
        return (project.name, project.organisation, self.role, project.go_live_target, *told)


def lines(user: User, *, text: str = "") -> list[Line]:
    """The person's projects that hold the text in name or organisation, deleted ones left out."""
    mine = user.memberships.filter(project__deleted_at=None).select_related("project").defer("project__logo")
    if text:
        mine = mine.filter(Q(project__name__icontains=text) | Q(project__organisation__icontains=text))
    memberships = list(mine)
    pks = [one.project_id for one in memberships]
    today = timezone.localdate()
    dreams = _counted(Dream.objects.filter(let_go_at=None), pks)
    people = _counted(Stakeholder.objects.filter(archived_at=None, voice_of=None), pks)
    heard = dict(
        Interview.objects.filter(round__project__in=pks, submitted_at__isnull=False)
        .filter(stakeholder__archived_at=None)
        .order_by()
        .values_list("round__project")
        .annotate(Count("stakeholder", distinct=True))
    )
    versions = dict(
        Version.objects.filter(project__in=pks)
        .order_by()
        .values_list("project")
        .annotate(latest=Max("number"))
    )
    now = _counted(Element.objects.filter(place=Place.NOW), pks)
    launches = _counted(Launch.objects.filter(cancelled_at=None, dropped_on=None, likely__gte=today), pks)
    crises = _counted(Activation.objects.filter(stood_down_at=None, is_drill=False), pks)
    return [
        Line(
            project=one.project,
            role=str(one.get_role_display()),
            dreams=dreams.get(one.project_id, 0),
            heard=heard.get(one.project_id, 0),
            people=people.get(one.project_id, 0),
            version=versions.get(one.project_id, 0),
            now=now.get(one.project_id, 0),
            launches=launches.get(one.project_id, 0),
            crises=crises.get(one.project_id, 0),
        )
        for one in memberships
    ]


def _counted(rows: Any, pks: list[int]) -> dict[int, int]:
    return dict(rows.filter(project__in=pks).order_by().values_list("project").annotate(Count("pk")))
