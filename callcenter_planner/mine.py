"""My work: everything in a project that waits for one member, whatever room it stands in.

What only a room can know (which launch waits for its review, which talk comes first) is asked for by name.
Every other table with an owner is found by a walk over the models, so that an action made tomorrow is on this
page, too.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from callcenter_planner.whole import shape
from crisis.models import PlannedDrill, RunStep
from mailroom import links
from mailroom.models import Confirmation
from marketing_sync.queries import agreement
from projects.access import Perm, may
from projects.models import Membership, Project, User
from stakeholders.models import Conversation, Status
from vision.models import Decision, DecisionKind, Place, Talk

AT_MOST = 50
AHEAD = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Job:
    """One thing that waits for somebody: what kind it is, what it is, where it is done, until when."""

    kind: str
    text: str
    url: str
    due: datetime.date | None = None

    def is_late(self, today: datetime.date) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < today


def jobs(project: Project, membership: Membership) -> list[Job]:
    """What waits for the member, the oldest date first, what has no date last."""
    found = [job for look in LOOKS for job in look(project, membership)]
    return sorted(found, key=lambda job: (job.due is None, job.due or datetime.date.max, job.kind, job.text))


def _reviews(project: Project, membership: Membership) -> Iterator[Job]:
    """Launches to judge: for the named liaison, or for operations as long as nobody is named."""
    if not may(membership, Perm.LAUNCH_REVIEW):
        return
    agreed = agreement(project)
    if agreed.liaison_id not in (None, membership.user_id):
        return
    waiting = project.launches.filter(reviewed_at=None, cancelled_at=None, dropped_on=None)
    for launch in waiting.select_related("project").order_by("likely", "pk")[:AT_MOST]:
        registered = timezone.localdate(launch.registered_at, timezone=project.zone)
        due = registered + datetime.timedelta(days=agreed.review_days)
        yield Job(_("Review"), _("Judge %(launch)s") % {"launch": launch}, launch.get_absolute_url(), due)


def _talks(project: Project, membership: Membership) -> Iterator[Job]:
    """Talks that come before a mail."""
    waiting = Talk.objects.open().filter(project=project, owner=membership.user)
    for talk in waiting.select_related("stakeholder")[:AT_MOST]:
        url = reverse("vision:talk", args=[project.slug, talk.pk])
        yield Job(_("Talk"), _("Talk with %(name)s") % {"name": talk.stakeholder}, url, talk.due)


def _interviews(project: Project, membership: Membership) -> Iterator[Job]:
    """Interviews that they hold."""
    planned = Conversation.objects.filter(
        round__project=project, interviewer=membership.user, status=Status.PLANNED
    )
    for one in planned.select_related("round__project").order_by("starts_at")[:AT_MOST]:
        due = timezone.localdate(one.starts_at, timezone=project.zone)
        yield Job(_("Interview"), one.round.title, one.get_absolute_url(), due)


def _came_back(project: Project, membership: Membership) -> Iterator[Job]:
    """What stakeholders said of what became of their words, until somebody has answered: the lead's."""
    if not may(membership, Perm.VISION_PUBLISH):
        return
    kinds = {
        DecisionKind.NOT_MEANT: _("Not what was meant"),
        DecisionKind.CONCERN: _("Concern"),
    }
    waiting = Decision.objects.filter(project=project, kind__in=kinds, answered_at=None)
    for one in waiting.order_by("at")[:AT_MOST]:
        url = reverse("vision:decision", args=[project.slug, one.pk])
        yield Job(str(kinds[DecisionKind(one.kind)]), Truncator(one.text).chars(100), url)


def _looked_at_again(project: Project, membership: Membership) -> Iterator[Job]:
    """Their elements below the line whose day comes."""
    until = project.today() + AHEAD
    waiting = project.elements.filter(owner=membership.user, place=Place.NEXT, revisit_on__lte=until)
    for element in waiting.select_related("project").order_by("revisit_on")[:AT_MOST]:
        text = _("Look at “%(title)s” again") % {"title": element.title}
        yield Job(_("Element"), text, element.get_absolute_url(), element.revisit_on)


def _steps(project: Project, membership: Membership) -> Iterator[Job]:
    """Open steps of a running crisis that their role has."""
    waiting = RunStep.objects.filter(
        activation__project=project,
        activation__stood_down_at=None,
        settled_at=None,
        activation__roles__person__email__iexact=membership.user.email,
        activation__roles__role=models.F("role"),
    )
    for step in waiting.select_related("activation__project").order_by("order")[:AT_MOST]:
        yield Job(
            _("Crisis step"),
            step.activation.says(step.title),
            step.activation.get_absolute_url(),
            project.today(),
        )


def _drills(project: Project, membership: Membership) -> Iterator[Job]:
    """Planned drills that they lead or take part in."""
    user = membership.user
    ahead = PlannedDrill.objects.ahead().filter(project=project)
    mine = ahead.filter(Q(led_by=user) | Q(people__email__iexact=user.email, people__active=True)).distinct()
    for drill in mine.select_related("project", "playbook")[:AT_MOST]:
        says = _("Start the drill: %(title)s") if drill.led_by_id == user.pk else _("Take part: %(title)s")
        due = timezone.localdate(drill.starts_at, timezone=project.zone)
        yield Job(_("Drill"), says % {"title": drill}, drill.get_absolute_url(), due)


def _confirmations(project: Project, membership: Membership) -> Iterator[Job]:
    """What they were asked by mail to confirm; the page is their own."""
    asked = Confirmation.objects.filter(
        project=project, email__iexact=membership.user.email, confirmed_at=None, link__revoked_at=None
    )
    now = timezone.now()
    for one in asked.filter(link__expires_at__gt=now).select_related("link").order_by("asked_at")[:AT_MOST]:
        due = timezone.localdate(one.asked_at, timezone=project.zone)
        yield Job(_("Confirmation"), one.title, links.url(one.link), due)


# Tables whose owner is asked for by name above, or owns something that is no job.
NO_JOBS = {
    "vision.Talk": "asked for by name",
    "vision.Element": "asked for by name",
    "stakeholders.Stakeholder": "who keeps in touch, which never ends",
    "outcomes.Measure": "who answers for a number, which never ends",
    "outcomes.Constraint": "who answers for a limit, which never ends",
}
# How a row says that it is done with, and until when it is to be done.
ENDS = ("done_at", "closed_at", "archived_at", "removed_at", "retired_at", "solved_at", "let_go_at")
DATES = ("due", "due_on", "until", "review_on", "revisit_on")
OVER = ("done", "closed", "solved", "dropped")


def _owned(project: Project, membership: Membership) -> Iterator[Job]:
    """Rows of any other table that name them as owner and are not done."""
    for model in with_owner():
        names = {one.name for one in shape.fields(model)}
        rows = shape.rows(model, project).filter(owner=membership.user)
        rows = rows.filter(**{name: None for name in ENDS if name in names})
        if "state" in names:
            rows = rows.exclude(state__in=OVER)
        date = next((name for name in DATES if name in names), "")
        if date:
            rows = rows.order_by(date)
        if date == "review_on":
            rows = rows.filter(review_on__lte=project.today() + AHEAD)
        for row in rows[:AT_MOST]:
            due = getattr(row, date) if date else None
            yield Job(capfirst(str(model._meta.verbose_name)), str(row), _page_of(row, project), due)


def with_owner() -> list[type[models.Model]]:
    """Tables in which somebody owns something that can be done."""
    return [
        model
        for model in shape.owned()
        if model._meta.label not in NO_JOBS
        and any(key.name == "owner" and shape.target_of(key) is User for key in shape.foreign_keys(model))
    ]


FIRST_PAGES = {
    "outcomes": "outcomes:list",
    "crisis": "crisis:playbooks",
    "marketing_sync": "marketing_sync:list",
    "vision": "vision:board",
    "stakeholders": "stakeholders:list",
}


def _page_of(row: Any, project: Project) -> str:
    """The row's own page, else the first page of its room."""
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    return reverse(FIRST_PAGES.get(row._meta.app_label, "roof:home"), args=[project.slug])


Look = Callable[[Project, Membership], Iterator[Job]]
LOOKS: list[Look] = [
    _reviews,
    _talks,
    _interviews,
    _came_back,
    _looked_at_again,
    _steps,
    _drills,
    _confirmations,
    _owned,
]
