"""Declaring a crisis with what it brings along: ransomware takes the phones and the records with it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crisis import queries
from crisis.actions.playbooks import adopt
from crisis.actions.running import AlreadyRunning, declare, keep
from crisis.models import Activation, Playbook
from projects.models import Project, User


@transaction.atomic
def declare_with_cascades(*, project: Project, playbook: Playbook, by: User, **given: Any) -> Activation:
    """Declares the playbook and those that start with it, each on its own board; returns the first.

    What runs already goes on. A drill rehearses one playbook and starts no other. Raises `AlreadyRunning`.
    """
    first = declare(project=project, playbook=playbook, by=by, **given)
    if first.is_drill:
        return first
    for key in first.playbook_version.starts:
        also = playbook_to_run(project=project, key=key, by=by)
        if also is None or also.pk == playbook.pk:
            continue
        try:
            second = declare(project=project, playbook=also, by=by, declared_at=given.get("declared_at"))
        except AlreadyRunning as error:
            keep(first, by, _("Runs already: %(title)s") % {"title": error.activation})
            continue
        keep(first, by, _("Started with it: %(title)s") % {"title": second})
        keep(second, by, _("Started by: %(title)s") % {"title": first})
    return first


def playbook_to_run(*, project: Project, key: str, by: User) -> Playbook | None:
    """The project's own copy; a starter that nobody has adopted is adopted now. None when there is none."""
    own = project.playbooks.filter(key=key, versions__isnull=False).first()
    if own is not None:
        return own
    starter = queries.playbook(key)
    return adopt(project=project, starter=starter, by=by) if starter else None
