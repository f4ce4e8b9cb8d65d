"""What stands around every page: the rail, the project switcher, the banner."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from mailroom import queries as mailroom_queries
from projects import queries
from projects.access import Perm, may
from projects.models import Project


@dataclass(frozen=True)
class Entry:
    """One line of the rail."""

    label: str
    url: str
    icon: str
    active: bool
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """The frame of one page; without a project when the page stands outside of any."""

    project: Project | None
    rail: list[Entry]
    projects: Any
    banner: str
    search_url: str
    crisis_url: str
    accent_url: str
    initials: str


# app namespace of the page, name of its first page, its word, its picture, the permission it needs
RAIL = [
    ("roof:home", _("Home"), "house", Perm.PROJECT_VIEW),
    ("roof:mine", _("My work"), "check", Perm.PROJECT_VIEW),
    ("stakeholders:list", _("Stakeholders"), "people", Perm.STAKEHOLDER_VIEW),
    ("vision:board", _("Vision"), "board", Perm.BOARD_VIEW),
    ("marketing_sync:list", _("Launches"), "megaphone", Perm.LAUNCH_VIEW),
    ("crisis:playbooks", _("Crisis"), "bell", Perm.CRISIS_VIEW),
    ("outcomes:list", _("Outcomes"), "chart", Perm.OUTCOME_VIEW),
    ("reports:list", _("Reports"), "file", Perm.REPORT_VIEW),
    ("mailroom:list", _("Mail"), "mail", Perm.MAIL_VIEW),
    ("projects:activity", _("Activity"), "clock", Perm.AUDIT_VIEW),
    ("projects:settings", _("Settings"), "gear", Perm.PROJECT_EDIT),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    project = getattr(request, "project", None)
    return {
        "frame": Frame(
            project=project,
            rail=_rail(request, project) if project else [],
            projects=SimpleLazyObject(lambda: queries.projects_of(user)) if signed_in else [],
            banner=mailroom_queries.banner() if signed_in else "",
            search_url=reverse("roof:search", args=[project.slug]) if project else "",
            crisis_url=_crisis_url(request, project) if project else "",
            accent_url=project.accent_url if project else "",
            initials=user.initials if signed_in else "",
        )
    }


def _crisis_url(request: HttpRequest, project: Project) -> str:
    """Where a crisis is declared, or read about by who may not declare one."""
    may_declare = may(request.membership, Perm.CRISIS_EDIT)  # type: ignore[attr-defined]
    return reverse("crisis:declare" if may_declare else "crisis:playbooks", args=[project.slug])


def _rail(request: HttpRequest, project: Project) -> list[Entry]:
    match = request.resolver_match
    here = f"{match.namespace}:{match.url_name}" if match else ""
    return [
        Entry(str(label), reverse(name, args=[project.slug]), picture, active=_is_here(name, here))
        for name, label, picture, permission in RAIL
        if may(request.membership, permission)  # type: ignore[attr-defined]
    ]


# Pages that stand behind another page's entry.
BEHIND = {"roof:people": "projects:settings", "roof:whole": "projects:settings", "roof:notices": "roof:mine"}


def _is_here(name: str, here: str) -> bool:
    """`projects` and the roof hold several entries, so those compare whole names; others their namespace."""
    app = name.partition(":")[0]
    here = BEHIND.get(here, here)
    if app in {"projects", "roof"}:
        return here == name
    return here.partition(":")[0] == app
