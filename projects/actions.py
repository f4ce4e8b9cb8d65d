"""The verbs of the ground floor."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from projects import audit
from projects.models import Invitation, Membership, NoticeChoice, Project, Role, User


class Refused(Exception):
    """Something that may not be done; the text is a sentence for the person."""

    sentence = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.sentence)


class LastLead(Refused):
    """A project without a lead would be nobody's."""

    sentence = _("A project needs a lead. Make somebody else lead first.")


class InvitationClosed(Refused):
    """It was accepted or withdrawn in the meantime."""

    sentence = _("This invitation has been used or withdrawn. Ask the project's lead for a new one.")


class Stale(Refused):
    """Somebody else saved since the form was opened."""

    sentence = _("Somebody else saved these settings while you were here. Compare, then save again.")


@transaction.atomic
def create_project(
    *,
    by: User,
    name: str,
    organisation: str,
    purpose: str = "",
    time_zone: str = "America/New_York",
    currency: str = "USD",
    go_live_target: datetime.date | None = None,
    is_sample: bool = False,
) -> Project:
    """A new project with its maker as lead."""
    project = Project.objects.create(
        slug=free_slug(name),
        name=name,
        organisation=organisation,
        purpose=purpose,
        time_zone=time_zone,
        currency=currency,
        go_live_target=go_live_target,
        reply_to=by.email,
        created_by=by,
        is_sample=is_sample,
    )
    Membership.objects.create(project=project, user=by, role=Role.LEAD)
    audit.record(project=project, by=by, verb="made the project", on=project)
    return project


def free_slug(name: str) -> str:
    """A readable, unused address for a project: "riverbend", then "riverbend-2"."""
    base = slugify(name)[:50].strip("-") or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)


@transaction.atomic
def change_settings(*, project: Project, version: int, by: User, **changes: Any) -> Project:
    """Saves settings made from `version`; raises `Stale` when that is no longer the newest.

    `changes` are fields of the project. The audit names which of them changed, and for a logo no more.
    """
    stored = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if stored.version != version:
        raise Stale
    changed = sorted(name for name, value in changes.items() if _differs(getattr(stored, name), value))
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, changes[name])
    stored.version = F("version") + 1
    stored.save(update_fields=[*changed, "version"])
    stored.refresh_from_db(fields=["version"])
    fields = [name.replace("_", " ") for name in changed if name != "logo_type"]
    audit.record(project=stored, by=by, verb="changed the settings of", on=stored, fields=fields)
    return stored


def _differs(stored: Any, value: Any) -> bool:
    return bool((bytes(stored) if isinstance(stored, memoryview) else stored) != value)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Gives a member another role. The last lead keeps theirs."""
    stored = _locked(membership)
    if stored.role == role:
        return
    before, stored.role = stored.role, role
    _keep_a_lead(stored, before)
    stored.save(update_fields=["role"])
    audit.record(
        project=stored.project, by=by, verb="changed the role of", on=stored.user, was=before, now=role
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Takes a member out of the project; their next request is refused. The last lead stays."""
    stored = _locked(membership)
    before, stored.role = stored.role, ""
    _keep_a_lead(stored, before)
    audit.record(project=stored.project, by=by, verb="removed", on=stored.user, was=before)
    Membership.objects.filter(pk=stored.pk).delete()


def _locked(membership: Membership) -> Membership:
    """The stored membership, while nobody else changes who is in the project."""
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=membership.project_id)
    return Membership.objects.select_related("user", "project").defer("project__logo").get(pk=membership.pk)


def _keep_a_lead(membership: Membership, before: str) -> None:
    others = Membership.objects.filter(project=membership.project, role=Role.LEAD).exclude(pk=membership.pk)
    if before == Role.LEAD and membership.role != Role.LEAD and not others.exists():
        raise LastLead


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Joins the project in the role offered; who is in it already keeps the role they have."""
    # Whoever ends the account meanwhile waits for this, or has ended it.
    if User.objects.select_for_update(no_key=True).filter(pk=by.pk, is_active=True).first() is None:
        raise InvitationClosed
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not stored.is_open:
        raise InvitationClosed
    membership, joined = Membership.objects.get_or_create(
        project_id=stored.project_id, user=by, defaults={"role": stored.role}
    )
    stored.accepted_at, stored.accepted_by = timezone.now(), by
    stored.save(update_fields=["accepted_at", "accepted_by"])
    if joined:
        audit.record(project=stored.project, by=by, verb="joined", on=stored.project, role=stored.role)
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Closes an invitation that was not accepted yet."""
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not stored.is_open:
        raise InvitationClosed
    stored.revoked_at, stored.revoked_by = timezone.now(), by
    stored.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(project=stored.project, by=by, verb="withdrew the invitation of", on=stored)


@transaction.atomic
def change_notices(*, membership: Membership, notices: str, of: Mapping[str, str]) -> None:
    """How a member hears of what needs no act of theirs at once: their own matter, not the trail's.

    `of` names the kinds of news that they hear of otherwise; one that is empty or left out is like the rest.
    """
    Membership.objects.select_for_update().filter(pk=membership.pk).update(notices=notices)
    membership.notice_choices.all().delete()
    NoticeChoice.objects.bulk_create(
        NoticeChoice(membership=membership, kind=kind, notices=how) for kind, how in of.items() if how
    )


@transaction.atomic
def change_name(*, user: User, name: str) -> None:
    """A person's own name, as everybody in their projects sees it."""
    user.name = name
    user.save(update_fields=["name"])
