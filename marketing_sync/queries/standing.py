"""Where preparation stands, for the project's home page, and the launches that a search finds."""

import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mailroom import links
from mailroom.models import PersonalLink
from marketing_sync.models import Launch
from marketing_sync.queries.ladder import agreed_with
from marketing_sync.queries.launches import LaunchRow, launches, rows
from marketing_sync.queries.readiness import review_due
from projects.models import Project
from projects.queries import Due, Found, Standing
from projects.search import holding

_AHEAD = datetime.timedelta(days=28)
_MOST_DUE = 20


def standing(project: Project) -> Standing:
    """Prepare: how many launches, out or due within four weeks, the call centre is ready for."""
    today = project.today()
    near = list(
        launches(project)
        .filter(likely__lte=today + _AHEAD)
        .select_related("project__launch_agreement")
        .order_by("likely", "pk")[:500]
    )
    found = rows(project, near)
    unreviewed = [row.launch for row in found if row.launch.is_unreviewed]
    action, url = _next(project, found, unreviewed)
    counts = {"ready": sum(row.is_ready for row in found), "all": len(found)}
    return Standing(
        number=_("%(ready)d of %(all)d") % counts if found else "0",
        says=_("launches of the next four weeks are ready")
        if found
        else _("launches in the next four weeks"),
        action=action,
        url=url,
        waiting=len(unreviewed),
        due=_due(near, today),
    )


def _next(project: Project, found: list[LaunchRow], unreviewed: list[Launch]) -> tuple[str, str]:
    if unreviewed:
        return _("Review %(launch)s") % {"launch": unreviewed[0]}, unreviewed[0].get_absolute_url()
    waiting = [row.launch for row in found if not row.is_ready]
    if waiting:
        return _("Get ready for %(launch)s") % {"launch": waiting[0]}, waiting[0].get_absolute_url()
    if found:
        return _("See what is ahead"), reverse("marketing_sync:list", args=[project.slug])
    return _("Register a launch"), reverse("marketing_sync:new", args=[project.slug])


def _due(near: list[Launch], today: datetime.date) -> list[Due]:
    week = today + datetime.timedelta(days=7)
    going = [
        Due(launch.likely, _("%(launch)s goes out") % {"launch": launch}, launch.get_absolute_url())
        for launch in near
        if launch.is_planned and launch.likely < week
    ]
    reviews = [
        Due(due, _("Review %(launch)s") % {"launch": launch}, launch.get_absolute_url())
        for launch in near
        if launch.is_unreviewed and (due := review_due(launch, agreed_with(launch))) < week
    ]
    return sorted(going + reviews, key=lambda due: due.date)[:_MOST_DUE]


def intake_link(project: Project) -> PersonalLink | None:
    """The row of the project's intake link, open or closed; None as long as there was none."""
    return shared_link(project, "marketing_sync:intake")


def shared_link(project: Project, purpose: str) -> PersonalLink | None:
    """The row of the project's link of this purpose, open or closed; None as long as there was none."""
    return PersonalLink.objects.filter(purpose=purpose, person=links.naming(project)).first()


def search(project: Project, text: str) -> list[Found]:
    """The launches that hold the words: in their name, their offer, or what callers will ask."""
    found = holding(project.launches.select_related("project"), text, "name", "offer", "caller_questions")
    return [
        Found(_("Launch"), launch.name, Truncator(launch.offer).chars(160), launch.get_absolute_url())
        for launch in found
    ]
