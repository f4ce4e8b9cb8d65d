"""What was sent, what waits, what failed: the mail page of a project."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom import actions, marks, queries
from mailroom.models import Message, State
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.actions import Refused
from projects.listing import listing, search_text
from projects.models import Project

# The mail's own page may hold styles, and nothing else may come of it.
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@project_view(Perm.MAIL_VIEW)
def index(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list, by state."""
    counted = queries.counts(project)
    state, states = queries.asked_states(request.GET.get("state", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in counted.kinds else ""
    rows = queries.found(project, text=search_text(request), states=states, kind=kind)
    return render(
        request,
        "mailroom/list.html",
        {
            "listing": listing(request, rows, sorts=queries.SORTS),
            "counted": counted,
            "sentence": _sentence(counted),
            "tabs": _tabs(request, project, counted, state),
            "kinds": [(one, queries.word_of(one)) for one in counted.kinds],
            "state": state,
            "kind": kind,
        },
    )


# The library's decorators know no views that take more than a request.
@project_view(Perm.MAIL_VIEW)  # type: ignore[arg-type]
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def message(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One mail: what it says, what was tried, what can be done."""
    shown = get_object_or_404(_mails(project).select_related("again_of"), pk=pk)
    return render(
        request,
        "mailroom/message.html",
        {
            "message": shown,
            "kind": queries.word_of(shown.kind),
            "text": marks.redacted(shown)[1],
            "tries": shown.tries.all(),
            "repeats": shown.repeats.defer("html", "text", "calendar"),
            "can_cancel": shown.state in {State.QUEUED, State.AMBIGUOUS},
            "can_send_again": shown.state != State.SENDING,
        },
    )


@project_view(Perm.MAIL_VIEW)
def preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The mail as its reader sees it, for a frame that may do nothing; no link in it opens."""
    shown = get_object_or_404(_mails(project), pk=pk)
    response = HttpResponse(marks.redacted(shown)[0])
    response["Content-Security-Policy"] = PREVIEW_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def send_again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Sends a mail once more."""
    shown = get_object_or_404(_mails(project), pk=pk)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            again = actions.send_again(message=shown, by=request.user)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("mailroom:message", project.slug, pk)
        messages.success(
            request, _("The mail goes to %(name)s again.") % {"name": again.to_name or again.to_email}
        )
        return once.done(request, reverse("mailroom:message", args=[project.slug, again.pk]))


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def cancel(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Stops a mail that has not left."""
    shown = get_object_or_404(_mails(project), pk=pk)
    try:
        actions.cancel(message=shown, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail will not go."))
    return redirect("mailroom:message", project.slug, pk)


@project_view(Perm.MAIL_VIEW)
def suppressions(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who gets no more reminders."""
    rows = queries.without_reminders(project, text=search_text(request))
    shown = listing(request, rows, sorts=queries.QUIET_SORTS)
    return render(request, "mailroom/suppressions.html", {"listing": shown})


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def lift(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Lets reminders reach an address again."""
    suppression = get_object_or_404(project.suppressions, pk=pk)
    actions.lift(suppression=suppression, by=request.user)
    messages.success(request, _("Reminders reach %(email)s again.") % {"email": suppression.email})
    return redirect("mailroom:suppressions", project.slug)


def _mails(project: Project) -> QuerySet[Message]:
    return Message.objects.filter(project=project)


def _tabs(
    request: ProjectRequest, project: Project, counted: queries.Counts, state: str
) -> list[dict[str, Any]]:
    """The states as tabs, which keep the search."""
    address = reverse("mailroom:list", args=[project.slug])
    tabs = []
    for name, word, states in queries.TABS:
        asked = request.GET.copy()
        asked.pop("page", None)
        asked.pop("state", None)
        if name:
            asked["state"] = name
        tabs.append(
            {
                "label": word,
                "url": f"{address}?{asked.urlencode()}" if asked else address,
                "active": name == state,
                "count": counted.of(*states) if states else counted.total,
            }
        )
    return tabs


def _sentence(counted: queries.Counts) -> str:
    waiting = counted.of(State.QUEUED, State.SENDING, State.AMBIGUOUS)
    parts = [
        ngettext("%(number)d mail sent", "%(number)d mails sent", sent := counted.of(State.SENT))
        % {"number": sent}
    ]
    if waiting:
        parts.append(_("%(number)d on the way") % {"number": waiting})
    if failed := counted.of(State.FAILED):
        parts.append(_("%(number)d failed") % {"number": failed})
    return "; ".join(parts) + "."
