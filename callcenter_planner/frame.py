"""What stands around every page: the rail, the project switcher, the banner."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mailroom import queries as mailroom_queries
from projects import queries
from projects.access import ROLES, Perm, may
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
    rail: SafeString | str
    # Called where it is shown: a page without the frame does not ask for it.
    switcher: Callable[[], SafeString] | None
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
            rail=_rail(request, project) if project else "",
            switcher=functools.partial(_switcher, user, project) if signed_in else None,
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


def _rail(request: HttpRequest, project: Project) -> SafeString:
    match = request.resolver_match
    here = f"{match.namespace}:{match.url_name}" if match else ""
    return _rail_drawn(project.slug, request.membership.role, here, get_language() or "")  # type: ignore[attr-defined]


# The same for every page of a room, so each process draws it once for each role.
@functools.lru_cache(maxsize=2_000)
def _rail_drawn(slug: str, role: str, here: str, _language: str) -> SafeString:
    entries = [
        Entry(str(label), reverse(name, args=[slug]), picture, active=_is_here(name, here))
        for name, label, picture, permission in RAIL
        if permission in ROLES[role]
    ]
    return render_to_string("components/rail.html", {"rail": entries})


def _switcher(user: Any, project: Project | None) -> SafeString:
    """The projects to choose from, drawn anew when they are not those that were drawn before."""
    choices = tuple(queries.choices_of(user))
    return _switcher_drawn(choices, project.pk if project else None, get_language() or "")


@functools.lru_cache(maxsize=500)
def _switcher_drawn(choices: tuple[queries.Choice, ...], current: int | None, _language: str) -> SafeString:
    return render_to_string("components/switcher.html", {"projects": choices, "current": current})


# Pages that stand behind another page's entry.
BEHIND = {
    "roof:people": "projects:settings",
    "roof:kept_member": "projects:settings",
    "roof:whole": "projects:settings",
    "roof:notices": "roof:mine",
}


def _is_here(name: str, here: str) -> bool:
    """`projects` and the roof hold several entries, so those compare whole names; others their namespace."""
    app = name.partition(":")[0]
    here = BEHIND.get(here, here)
    if app in {"projects", "roof"}:
        return here == name
    return here.partition(":")[0] == app
