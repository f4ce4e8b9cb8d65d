"""Reads over all apps: where a project stands, and what it holds about a word."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Exists
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crisis import queries as crisis
from mailroom import queries as mailroom
from marketing_sync import queries as marketing_sync
from outcomes import queries as outcomes
from projects import queries as projects
from projects.access import Perm, may
from projects.models import AuditEntry, Membership, Project
from projects.queries import Due, Found, Standing
from reports import queries as reports
from stakeholders import queries as stakeholders
from vision import queries as vision

SOON = datetime.timedelta(days=7)
RECENT = 6

# The path from the first dream to the first year: its word, what it asks, who may see it, who tells.
STEPS: list[tuple[Promise, Promise, Perm, Callable[[Project], Standing]]] = [
    (_("Dream"), _("What would we create?"), Perm.BOARD_VIEW, vision.dream_standing),
    (_("Listen"), _("Who has been heard?"), Perm.STAKEHOLDER_VIEW, stakeholders.standing),
    (_("Vision"), _("What comes now, what next?"), Perm.BOARD_VIEW, vision.standing),
    (_("Prepare"), _("Are we ready for what goes out?"), Perm.LAUNCH_VIEW, marketing_sync.standing),
    (_("Run"), _("Could we meet a crisis today?"), Perm.CRISIS_VIEW, crisis.standing),
]


@dataclass(frozen=True)
class Step:
    """One part of the path, as the home page draws it."""

    name: Promise
    asks: Promise
    standing: Standing


@dataclass(frozen=True)
class Home:
    """What the home page answers: where do we stand, and what is mine to do next?"""

    steps: list[Step]
    overdue: list[Due]
    this_week: list[Due]
    recent: list[AuditEntry]
    is_new: bool

    @property
    def now(self) -> Step | None:
        """The first step in which something waits: that is where the project is."""
        return next((step for step in self.steps if step.standing.waiting), None)


def home(project: Project, membership: Membership) -> Home:
    """Where the project stands, in what this member may see."""
    today = project.today()
    steps = [Step(name, asks, tell(project)) for name, asks, perm, tell in STEPS if may(membership, perm)]
    due = [one for step in steps for one in step.standing.due]
    if may(membership, Perm.OUTCOME_VIEW):
        due += outcomes.due(project)
    overdue, this_week = parted(due, today)
    sees_activity = may(membership, Perm.AUDIT_VIEW)
    return Home(
        steps=steps,
        overdue=overdue,
        this_week=this_week,
        recent=list(projects.activity(project)[:RECENT]) if sees_activity else [],
        is_new=not any(step.standing.has_begun for step in steps) and _is_new(project),
    )


def parted(due: list[Due], today: datetime.date) -> tuple[list[Due], list[Due]]:
    """What is overdue, and what is due from today to this day next week; the oldest first."""
    in_order = sorted(due, key=lambda one: (one.date, one.text))
    overdue = [one for one in in_order if one.date < today]
    return overdue, [one for one in in_order if today <= one.date <= today + SOON]


def _is_new(project: Project) -> bool:
    """Whether nobody has begun: no stakeholder, no dream, no launch; one statement."""
    begun = Exists(project.stakeholders.all()) | Exists(project.dreams.all()) | Exists(project.launches.all())
    return not Project.objects.filter(begun, pk=project.pk).exists()


Look = Callable[[Project, str, Membership], list[Found]]

# Each room's part of the search, and the permission to see what it finds.
SEARCHES: list[tuple[Perm, Look]] = [
    (
        Perm.STAKEHOLDER_VIEW,
        lambda project, text, membership: stakeholders.search(
            project, text, quotes=may(membership, Perm.INTERVIEW_VIEW)
        ),
    ),
    (Perm.BOARD_VIEW, lambda project, text, _membership: vision.search(project, text)),
    (Perm.LAUNCH_VIEW, lambda project, text, _membership: marketing_sync.search(project, text)),
    (Perm.CRISIS_VIEW, lambda project, text, _membership: crisis.search(project, text)),
    (Perm.OUTCOME_VIEW, lambda project, text, _membership: outcomes.search(project, text)),
    (
        Perm.REPORT_VIEW,
        lambda project, text, membership: reports.search(
            project, text, leads=may(membership, Perm.PROJECT_EDIT)
        ),
    ),
    (Perm.MAIL_VIEW, lambda project, text, _membership: mailroom.search(project, text)),
]


def search(project: Project, membership: Membership, text: str) -> list[Found]:
    """What the project holds about `text`, app by app, in what this member may read."""
    return list(_found(project, membership, text)) if text else []


def _found(project: Project, membership: Membership, text: str) -> Iterator[Found]:
    for perm, look in SEARCHES:
        if may(membership, perm):
            yield from look(project, text, membership)
