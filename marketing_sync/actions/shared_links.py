"""Links that a project passes on: for the intake form, the floor page, the calendar feed. Each is one row."""

from django.db import transaction

from mailroom import links
from marketing_sync import mail, queries
from projects import audit
from projects.models import Project, User

NAMES = {
    mail.INTAKE: "the intake link",
    mail.FLOOR: "the floor page's link",
    mail.FEED: "the calendar's link",
}


@transaction.atomic
def open_link(*, project: Project, purpose: str, by: User) -> None:
    """Opens the project's one link of this purpose; after it was closed, under a new address."""
    links.issue(project=project, purpose=purpose, person=project)
    audit.record(project=project, by=by, verb=f"opened {NAMES[purpose]}", on=project)


@transaction.atomic
def renew_link(*, project: Project, purpose: str, by: User) -> None:
    """Gives the link a new address; the one that was passed on before opens nothing any more."""
    links.rotate(links.issue(project=project, purpose=purpose, person=project))
    audit.record(project=project, by=by, verb=f"renewed {NAMES[purpose]}", on=project)


@transaction.atomic
def close_link(*, project: Project, purpose: str, by: User) -> None:
    """Closes the link; who has it meets the same page as who never had one."""
    link = queries.shared_link(project, purpose)
    if link is not None:
        links.revoke(link)
        audit.record(project=project, by=by, verb=f"closed {NAMES[purpose]}", on=project)
