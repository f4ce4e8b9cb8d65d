"""Settings of the contact centre and its usual week."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketing_sync.actions.conflict import ChangedMeanwhile
from marketing_sync.models import Centre, OpenHours, Staffed
from marketing_sync.queries import Hours, Week
from projects import audit
from projects.models import Project, User


@transaction.atomic
def save_centre(
    *, project: Project, by: User, hours: Hours, version: int | None = None, **fields: Any
) -> Centre:
    """Changes what the centre is like, its opening hours among it. Raises `ChangedMeanwhile`."""
    centre = _held(project)
    if version is not None and centre.version != version:
        raise ChangedMeanwhile(centre, _("Somebody changed these settings while you were writing."))
    changed = sorted(name for name, value in fields.items() if getattr(centre, name) != value)
    for name in changed:
        setattr(centre, name, fields[name])
    known = {row.weekday: (row.opens, row.closes) for row in project.open_hours.all()}
    if known != hours:
        changed.append("hours")
        project.open_hours.all().delete()
        OpenHours.objects.bulk_create(
            [
                OpenHours(project=project, weekday=weekday, opens=opens, closes=closes)
                for weekday, (opens, closes) in sorted(hours.items())
            ]
        )
    if changed:
        centre.version += 1
        centre.save()
        audit.record(project=project, by=by, verb="changed the contact centre", changed=changed)
    return centre


@transaction.atomic
def save_staff(*, project: Project, by: User, week: Week, version: int | None = None) -> Centre:
    """Makes the usual week consist of these people. Raises `ChangedMeanwhile`."""
    centre = _held(project)
    if version is not None and centre.staff_version != version:
        raise ChangedMeanwhile(centre, _("Somebody changed the schedule while you were writing."))
    wanted = {place: people for place, people in week.items() if people}
    known = {(row.weekday, row.minute): row.people for row in project.staffed.all()}
    if wanted != known:
        project.staffed.all().delete()
        Staffed.objects.bulk_create(
            [
                Staffed(project=project, weekday=weekday, minute=minute, people=people)
                for (weekday, minute), people in sorted(wanted.items())
            ]
        )
        centre.staff_version += 1
        centre.save(update_fields=["staff_version"])
        audit.record(
            project=project,
            by=by,
            verb="changed the scheduled staff",
            hours=sum(wanted.values()) / 2,
            before=sum(known.values()) / 2,
        )
    return centre


def _held(project: Project) -> Centre:
    """The settings, made if there are none, locked until the transaction ends."""
    Centre.objects.get_or_create(project=project)
    return Centre.objects.select_for_update(of=("self",)).select_related("project").get(project=project)
