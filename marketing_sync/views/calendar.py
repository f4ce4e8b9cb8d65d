"""The calendar of launches: for members, for a wall screen by the floor's link, and as a feed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits import RateLimitItemPerMinute

from mailroom import links, public
from mailroom.models import PersonalLink
from marketing_sync import feed as feeds
from marketing_sync import mail, queries
from marketing_sync.views.floor import BY_ALL_SCREENS
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

# A hospital's calendars all ask from time to time.
BY_ALL_CALENDARS = RateLimitItemPerMinute(3000)


@project_view(Perm.LAUNCH_VIEW)
def calendar(request: ProjectRequest, project: Project) -> HttpResponse:
    """A month or a quarter, with the load of each day and where launches collide."""
    return render(request, "marketing_sync/calendar.html", _shown(request, project))


@public.by_link(mail.FLOOR, methods=("GET",), often=BY_ALL_SCREENS)
def floor_calendar(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The same for a wall screen."""
    project = link.project
    if project is None:
        return public.neutral(request)
    context = {
        "project": project,
        "accent_url": project.accent_url,
        "token": links.token(link),
        **_shown(request, project),
    }
    return render(request, "marketing_sync/floor_calendar.html", context)


@public.by_link(mail.FEED, methods=("GET",), often=BY_ALL_CALENDARS)
def feed(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The launches as calendars read them (RFC 5545)."""
    project = link.project
    if project is None:
        return public.neutral(request)
    answer = HttpResponse(feeds.calendar(project), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="launches.ics"'
    return answer


def _shown(request: HttpRequest, project: Project) -> dict[str, Any]:
    view = "quarter" if request.GET.get("view") == "quarter" else "month"
    today = project.today()
    first = queries.month_of(request.GET.get("month", ""), today)
    return {
        "calendar": queries.calendar_of(project, first=first, months=3 if view == "quarter" else 1),
        "view": view,
        "first": first,
        "today": today,
    }
