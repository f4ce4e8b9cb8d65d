"""Who may do what. One enum of permissions; a role is a set of them; each view names the one it needs."""

import enum
import functools
from collections.abc import Callable
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, SlugField
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from projects.models import Membership, Project, Role, User
from projects.prepared import Blank, Prepared


class Perm(enum.Enum):
    """One thing that a member may or may not do."""

    PROJECT_VIEW = "see the project, its lists and its pages"
    PROJECT_EDIT = "change the project's settings and members"
    AUDIT_VIEW = "read the activity"
    MAIL_VIEW = "read what was sent"
    MAIL_EDIT = "send again, cancel, lift a suppression"
    STAKEHOLDER_VIEW = "read the register"
    STAKEHOLDER_EDIT = "change the register, import people"
    INTERVIEW_VIEW = "read what was said"
    INTERVIEW_EDIT = "ask questions, send rounds, make asks"
    OUTCOME_VIEW = "see measures and their charts"
    OUTCOME_EDIT = "make measures, write down readings"
    FRICTION_LOG = "say what keeps going wrong"
    PROTOCOL_EDIT = "change the interview protocol, set it aside with a reason"
    BOARD_VIEW = "see the board"
    BOARD_EDIT = "move and change elements"
    VISION_PUBLISH = "publish a version and tell everyone"
    REPORT_VIEW = "download reports"
    REPORT_EDIT = "make reports"
    REPORT_SHARE = "share a report by link"
    LAUNCH_VIEW = "see launches"
    LAUNCH_EDIT = "register and change launches"
    LAUNCH_REVIEW = "judge a launch's impact"
    MEETING_EDIT = "keep the standing meeting of marketing and call centre, and its visits"
    CRISIS_VIEW = "read playbooks"
    CRISIS_EDIT = "change playbooks, declare and run a crisis"
    RISK_SCORE = "score risks on one's own"


# What every member may do, also who only reads.
_READS = {
    Perm.PROJECT_VIEW,
    Perm.AUDIT_VIEW,
    Perm.STAKEHOLDER_VIEW,
    Perm.OUTCOME_VIEW,
    Perm.FRICTION_LOG,
    Perm.BOARD_VIEW,
    Perm.REPORT_VIEW,
    Perm.LAUNCH_VIEW,
    Perm.CRISIS_VIEW,
}

ROLES: dict[str, frozenset[Perm]] = {
    Role.LEAD: frozenset(Perm),
    Role.PLANNER: frozenset(
        _READS
        | {
            Perm.MAIL_VIEW,
            Perm.STAKEHOLDER_EDIT,
            Perm.INTERVIEW_VIEW,
            Perm.INTERVIEW_EDIT,
            Perm.OUTCOME_EDIT,
            Perm.BOARD_EDIT,
            Perm.REPORT_EDIT,
            Perm.RISK_SCORE,
        }
    ),
    Role.MARKETING: frozenset(_READS | {Perm.LAUNCH_EDIT, Perm.MEETING_EDIT, Perm.RISK_SCORE}),
    Role.OPERATIONS: frozenset(
        _READS
        | {
            Perm.LAUNCH_REVIEW,
            Perm.MEETING_EDIT,
            Perm.OUTCOME_EDIT,
            Perm.REPORT_EDIT,
            Perm.CRISIS_EDIT,
            Perm.RISK_SCORE,
        }
    ),
    Role.VIEWER: frozenset(_READS),
}


# What each role is told to be, where somebody chooses one.
ROLE_SAYS = {
    Role.LEAD: _("Does everything: settings, people, publishing the vision."),
    Role.PLANNER: _("Keeps the register, asks the questions, works on the board."),
    Role.MARKETING: _("Registers launches and writes their briefs."),
    Role.OPERATIONS: _("Judges launches, staffs for them, runs a crisis."),
    Role.VIEWER: _("Reads and downloads."),
}


class ProjectRequest(HttpRequest):
    """A request that passed `project_view`."""

    user: User
    project: Project
    membership: Membership
    htmx: Any


ProjectView = Callable[Concatenate[ProjectRequest, Project, ...], HttpResponseBase]

# Asked by every page of a project. There is one at most.
_membership: Prepared[Membership] = Prepared(
    lambda: (
        Membership.objects.filter(
            project__slug=Blank("slug", SlugField()), user=Blank("user", BigIntegerField())
        )
        .select_related("project")
        .defer("project__logo")
        .order_by()
    )
)


def may(membership: Membership, permission: Perm) -> bool:
    """Whether the member's role holds the permission."""
    return permission in ROLES[membership.role]


def project_view(
    permission: Perm, *, methods: tuple[str, ...] = ("GET",), also_deleted: bool = False
) -> Callable[[ProjectView], Any]:
    """Guards a view below `/p/<slug>/`; the view is called with the project in place of its slug.

    Strangers get 404, so that a project's name tells nobody that it exists; members without
    the permission get 403. HEAD goes wherever GET goes. The project's time zone is in force inside.
    Of a deleted project leads alone see the page on which that is taken back (`also_deleted`).
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def guard(view: ProjectView) -> Any:
        @login_required
        @functools.wraps(view)
        def guarded(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = _membership(slug=slug, user=request.user.pk)
            if not found:
                raise Http404
            membership = found[0]
            if membership.project.deleted_at and not also_deleted:
                if not may(membership, Perm.PROJECT_EDIT):
                    raise Http404
                return redirect("roof:whole", slug)
            if not may(membership, permission):
                raise PermissionDenied
            if request.method not in allowed:
                return HttpResponseNotAllowed(methods)
            membership.user = request.user
            request.membership, request.project = membership, membership.project
            # Only what people without an account read is translated; half a page would help nobody.
            with timezone.override(membership.project.zone), translation.override(settings.LANGUAGE_CODE):
                return view(request, membership.project, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard
