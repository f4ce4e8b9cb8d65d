"""The links that a project passes on to its floor: the floor page and the calendar."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailroom import links
from marketing_sync import actions, mail, queries
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

PURPOSES = {"floor": mail.FLOOR, "calendar": mail.FEED}


@project_view(Perm.LAUNCH_VIEW)
def shared_links(request: ProjectRequest, project: Project) -> HttpResponse:
    """Both links, to be put on a screen, into bookmarks, into calendars."""
    doors = []
    for name, purpose in PURPOSES.items():
        link = queries.shared_link(project, purpose)
        is_open = link is not None and link.is_open
        doors.append(
            {"name": name, "address": links.url(link) if link is not None and is_open else "", "link": link}
        )
    return render(request, "marketing_sync/shared_links.html", {"doors": doors})


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def change_shared_link(request: ProjectRequest, project: Project, name: str) -> HttpResponse:
    """Opening, renewing and closing one of them."""
    if name not in PURPOSES:
        raise Http404
    act, said = {
        "renew": (actions.renew_link, _("The link has a new address; the old one opens nothing any more.")),
        "close": (actions.close_link, _("The link is closed.")),
    }.get(request.POST.get("to", ""), (actions.open_link, _("The link is open.")))
    act(project=project, purpose=PURPOSES[name], by=request.user)
    messages.success(request, said)
    return redirect("marketing_sync:shared_links", project.slug)
