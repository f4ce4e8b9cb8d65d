"""Lists of rooms that may not draw files themselves, as files: mail, and who works on the project."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mailroom import queries as mailroom
from mailroom.models import Message
from projects import queries
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import ordered, search_text
from projects.models import Project
from reports import tables


@project_view(Perm.MAIL_VIEW)
def mail(request: ProjectRequest, project: Project) -> HttpResponse:
    """The mails that the page shows: to whom, about what, and what became of each.

    Without their texts, in which personal links stand.
    """
    _state, states = mailroom.asked_states(request.GET.get("state", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in mailroom.counts(project).kinds else ""
    rows = mailroom.found(project, text=search_text(request), states=states, kind=kind)
    return tables.download(
        request,
        name=_("Mail"),
        columns=[
            (_("Subject"), "subject"),
            (_("Kind"), "kind"),
            (_("To"), "name"),
            (_("E-mail address"), "email"),
            (_("State"), "state"),
            (_("Written"), "written"),
            (_("Sent"), "sent"),
            (_("Tries"), "tries"),
            (_("What the mail server answered"), "says"),
        ],
        rows=_mails(ordered(request, rows, sorts=mailroom.SORTS).iterator(chunk_size=2000)),
    )


def _mails(rows: Iterator[Message]) -> Iterator[tuple[Any, ...]]:
    for one in rows:
        yield (
            one.subject,
            mailroom.word_of(one.kind),
            one.to_name,
            one.to_email,
            one.get_state_display(),
            one.created_at,
            one.sent_at,
            one.attempts,
            one.last_error,
        )


@project_view(Perm.MAIL_VIEW)
def suppressions(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who gets no more reminders."""
    rows = mailroom.without_reminders(project, text=search_text(request))
    return tables.download(
        request,
        name=_("No reminders"),
        columns=[(_("E-mail address"), "email"), (_("Since"), "since"), (_("Why"), "why")],
        rows=((one.email, one.at, one.reason) for one in ordered(request, rows, sorts=mailroom.QUIET_SORTS)),
    )


def people(request: ProjectRequest, project: Project) -> HttpResponse:
    """Members and who was asked to join."""
    members = (
        (one.user.name, one.user.email, one.get_role_display(), _("member"), one.created_at)
        for one in queries.members(project)
    )
    asked = (
        ("", one.email, one.get_role_display(), _("invited"), one.created_at)
        for one in queries.open_invitations(project)
    )
    return tables.download(
        request,
        name=_("People"),
        columns=[
            (_("Name"), "name"),
            (_("E-mail address"), "email"),
            (_("Role"), "role"),
            (_("Standing"), "standing"),
            (_("Since"), "since"),
        ],
        rows=(*members, *asked),
    )
