"""The floor page: for a wall screen, or in each agent's bookmarks. Opened by a link, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from limits import RateLimitItemPerMinute

from mailroom import links, public
from mailroom.models import PersonalLink
from marketing_sync import mail, queries
from projects.listing import search_text

# Every desk of a large floor may have it open, each asking twice a minute.
BY_ALL_SCREENS = RateLimitItemPerMinute(3000)


@public.by_link(mail.FLOOR, methods=("GET",), often=BY_ALL_SCREENS)
def floor(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What is out, what comes this week, and a search over the briefs."""
    project = link.project
    if project is None:
        return public.neutral(request)
    text = search_text(request)
    context = {
        "project": project,
        "accent_url": project.accent_url,
        "token": links.token(link),
        "text": text,
        "found": queries.floor_search(project, text) if text else [],
        "floor": queries.floor(project),
    }
    return render(request, "marketing_sync/floor.html", context)


@public.by_link(mail.FLOOR, methods=("GET",), often=BY_ALL_SCREENS)
def floor_now(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The lists alone, or 204 while they look as the screen already shows them (`?mark=`)."""
    project = link.project
    if project is None:
        return public.neutral(request)
    if request.GET.get("mark") == queries.floor_mark(project):
        return HttpResponse(status=204)
    context = {"project": project, "token": links.token(link), "floor": queries.floor(project)}
    return render(request, "marketing_sync/floor_lists.html", context)


@public.by_link(mail.FLOOR, methods=("GET",), often=BY_ALL_SCREENS)
def floor_brief(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """One brief, to be read during a call."""
    project = link.project
    if project is None:
        return public.neutral(request)
    shown = get_object_or_404(project.launches.all(), pk=pk)
    context = {
        "project": project,
        "accent_url": project.accent_url,
        "launch": shown,
        "brief": queries.latest_brief(shown),
        "floor_url": reverse(mail.FLOOR, args=[links.token(link)]),
    }
    return render(request, "marketing_sync/floor_brief.html", context)
