"""The list of people to alert, the ladder, and the agreement. What is still ahead follows each change."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from marketing_sync.actions import alerts
from marketing_sync.actions.conflict import ChangedMeanwhile
from marketing_sync.models import Agreement, AlertContact, AlertRung, LaunchChange, Skipped
from projects import audit
from projects.models import Project, User


@transaction.atomic
def set_up(*, project: Project) -> Agreement:
    """The project's agreement; the first time it is made together with the usual ladder."""
    agreement, made = Agreement.objects.get_or_create(project=project)
    if made:
        AlertRung.objects.bulk_create(
            [AlertRung(project=project, days_before=days) for days in AlertRung.DEFAULTS],
            ignore_conflicts=True,
        )
    return agreement


@transaction.atomic
def save_agreement(*, project: Project, by: User, version: int | None = None, **fields: Any) -> Agreement:
    """Changes what was agreed: lead_days, review_days, liaison, escalate_hours, calls_days.

    Raises `ChangedMeanwhile` when it is no longer in the `version` that was read.
    """
    agreement = _held_agreement(project)
    if version is not None and agreement.version != version:
        raise ChangedMeanwhile(agreement, _("Somebody changed the agreement while you were writing."))
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.version += 1
    agreement.save(update_fields=[*fields, "version"])
    audit.record(project=project, by=by, verb="changed the launch agreement", changed=sorted(fields))
    return agreement


@transaction.atomic
def save_ladder(
    *,
    project: Project,
    by: User,
    rungs: Iterable[tuple[int, datetime.time]],
    version: int | None = None,
) -> None:
    """Makes the ladder consist of these steps (days before, time of day).

    Raises `ChangedMeanwhile` when it is no longer in the `version` that was read.
    """
    agreement = _held_agreement(project)
    if version is not None and agreement.ladder_version != version:
        raise ChangedMeanwhile(agreement, _("Somebody changed the ladder while you were writing."))
    agreement.ladder_version += 1
    agreement.save(update_fields=["ladder_version"])
    wanted = set(rungs)
    for rung in project.alert_rungs.all():
        is_wanted = (rung.days_before, rung.at_time) in wanted
        if rung.active != is_wanted:
            rung.active = is_wanted
            rung.save(update_fields=["active"])
        wanted.discard((rung.days_before, rung.at_time))
    AlertRung.objects.bulk_create(
        [AlertRung(project=project, days_before=days, at_time=time) for days, time in sorted(wanted)]
    )
    _lay_ladders(project)
    audit.record(project=project, by=by, verb="changed the alert ladder")


@transaction.atomic
def add_contact(*, project: Project, by: User, **fields: Any) -> AlertContact:
    """Puts a person at the end of the list."""
    set_up(project=project)
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    last = project.alert_contacts.aggregate(last=Max("position"))["last"] or 0
    contact = AlertContact.objects.create(project=project, position=last + 1, **fields)
    _lay_ladders(project)
    audit.record(project=project, by=by, verb="put on the alert list", on=contact)
    return contact


@transaction.atomic
def change_contact(
    *, contact: AlertContact, by: User, version: int | None = None, **fields: Any
) -> AlertContact:
    """Changes who they are and when they may be written to; what waits for them moves along.

    Raises `ChangedMeanwhile` when they are no longer in the `version` that was read.
    """
    contact = (
        AlertContact.objects.select_for_update(of=("self",), no_key=True)
        .select_related("project")
        .get(pk=contact.pk)
    )
    if version is not None and contact.version != version:
        raise ChangedMeanwhile(contact, _("Somebody changed this person while you were writing."))
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.version += 1
    contact.save(update_fields=[*fields, "version"])
    _lay_ladders(contact.project)
    audit.record(project=contact.project, by=by, verb="changed on the alert list", on=contact)
    return contact


@transaction.atomic
def remove_contact(*, contact: AlertContact, by: User) -> None:
    """Takes a person off the list; what they were told stays told."""
    contact.active = False
    contact.save(update_fields=["active"])
    _lay_ladders(contact.project)
    audit.record(project=contact.project, by=by, verb="took off the alert list", on=contact)


@transaction.atomic
def restore_contact(*, contact: AlertContact, by: User) -> None:
    """Puts a person back in their place on the list."""
    contact.active = True
    contact.save(update_fields=["active"])
    _lay_ladders(contact.project)
    audit.record(project=contact.project, by=by, verb="put back on the alert list", on=contact)


@transaction.atomic
def shift_contact(*, contact: AlertContact, by: User, up: bool) -> None:
    """Exchanges a person's place on the list with the one above or below."""
    Project.objects.select_for_update(no_key=True).get(pk=contact.project_id)
    contact.refresh_from_db(fields=["position"])
    others = contact.project.alert_contacts.active()
    other = (
        others.filter(position__lt=contact.position).last()
        if up
        else others.filter(position__gt=contact.position).first()
    )
    if other is None:
        return
    contact.position, other.position = other.position, contact.position
    AlertContact.objects.bulk_update([contact, other], ["position"])
    audit.record(project=contact.project, by=by, verb="moved on the alert list", on=contact)


def _held_agreement(project: Project) -> Agreement:
    """The agreement, locked until the transaction ends."""
    set_up(project=project)
    return Agreement.objects.select_for_update(of=("self",)).get(project=project)


def _lay_ladders(project: Project) -> None:
    """Brings the ladders of all launches ahead up to date. Locks them in the order of their keys."""
    for launch in project.launches.planned().select_for_update().order_by("pk"):
        change = launch.changes.filter(what__in=LaunchChange.WITH_LADDER).latest("pk")
        change.launch = launch
        launch.project = project
        alerts.lay_ladder(change=change, overdue=Skipped.PASSED)
