"""What is kept about somebody who signs in, and how their account is taken out.

What they did stays: the acts, decisions and owners of every project, from then on under “(erased)”.
"""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from callcenter_planner.whole import about, mentions, shape
from callcenter_planner.whole.erasing import KEPT, Erasing, silence, uninvite
from mailroom import links
from mailroom.models import Message, PersonalLink, Suppression
from projects import audit
from projects.actions import remove_member, withdraw_invitation
from projects.erased import ERASED, NOWHERE
from projects.models import AuditEntry, Invitation, Membership, Project, Role, User


class StillTheLead(Exception):
    """The text names the projects that nobody else leads."""


class WorksElsewhere(Exception):
    """The account is also another project's: it is not one project's to take out."""


def everything_about(user: User, *, within: Project | None = None) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about the person, in one project or in all; no secret of theirs among it."""
    since = user.date_joined.isoformat()
    found: dict[str, list[dict[str, Any]]] = {
        "account": [{"name": user.name, "e-mail address": user.email, "since": since}]
    }
    for name, rows in _tables(user, within).items():
        found[name] = about.in_words(rows.model, rows.order_by("pk"))
    found["named as"] = [
        {"where": str(model._meta.verbose_name_plural), "as": str(key.verbose_name), "how often": count}
        for (model, key), count in shape.counts(_stands(user, within)).items()
    ]
    return {name: lines for name, lines in found.items() if lines}


def counted(user: User, *, within: Project | None = None) -> dict[str, int]:
    """How many lines of each kind `everything_about` tells, without reading one of them."""
    found = {"account": 1, **shape.counts(_tables(user, within))}
    places = len(shape.counts(_stands(user, within)))
    return found | ({"named as": places} if places else {})


def _tables(user: User, within: Project | None) -> dict[str, models.QuerySet[Any]]:
    named = links.naming(user)
    tables: dict[str, models.QuerySet[Any]] = {
        "roles": user.memberships.all(),
        "invitations": Invitation.objects.filter(email__iexact=user.email),
        "mails": Message.objects.filter(person=named),
        "no reminders": Suppression.objects.filter(person=named),
        "acts": AuditEntry.objects.filter(models.Q(by=user) | _on(user)),
    }
    if within is None:
        return tables
    return {name: rows.filter(project=within) for name, rows in tables.items()}


def _on(user: User) -> models.Q:
    return models.Q(object_type=User._meta.label_lower, object_id=user.pk)


def _stands(user: User, within: Project | None) -> dict[tuple[shape.Model, Any], models.QuerySet[Any]]:
    """The rows of each table in which the person is named, and as what: owner, maker, who has read it."""
    found = {}
    for model in shape.owned():
        if model in (AuditEntry, Membership):
            continue
        rows = model._base_manager.all() if within is None else shape.rows(model, within)
        for key in shape.foreign_keys(model):
            if shape.target_of(key) is User:
                found[model, key] = rows.filter(**{key.name: user.pk})
    return found


def works_elsewhere(user: User, project: Project) -> bool:
    """Whether the account is also another project's: it is not one lead's to take out."""
    others = user.memberships.exclude(project=project)
    acts = AuditEntry.objects.filter(by=user).exclude(project=project).exclude(project=None)
    return others.exists() or acts.exists()


@transaction.atomic
def erase(*, user: User, by: User, within: Project | None = None) -> None:
    """Takes the account out: nobody signs in by it, no mail goes to it, and its name is nowhere.

    `within` is the project whose lead does this to somebody else. Raises `WorksElsewhere` when the account is
    not that project's alone, `StillTheLead` when a project would be left without a lead.
    """
    # The projects first and in one order, as everything that changes who leads them: of two leads who go at
    # once, one is the last. While the account is locked nobody else can give it a role.
    theirs = Project.objects.filter(pk__in=user.memberships.values("project")).order_by("pk")
    list(theirs.select_for_update(no_key=True).values_list("pk", flat=True))
    user = User.objects.select_for_update().get(pk=user.pk)
    if within is not None and works_elsewhere(user, within):
        raise WorksElsewhere
    _leave_no_project_alone(user)
    names = {text for text in (user.name, user.email) if text and text != ERASED}
    projects = _projects_of(user)
    for membership in user.memberships.filter(project__deleted_at=None):
        remove_member(membership=membership, by=by)
    Membership.objects.filter(user=user).delete()
    # Nobody answers for whom they asked any more: another lead asks anew.
    for asked in Invitation.objects.filter(invited_by=user, accepted_at=None, revoked_at=None).order_by("pk"):
        withdraw_invitation(invitation=asked, by=by)
    with Erasing(names):
        silence([user])
        uninvite(Invitation.objects.filter(email__iexact=user.email), by)
        for project in projects:
            AuditEntry.objects.filter(_on(user), project=project).update(object_label=ERASED, detail={})
            mentions.trail(project, names)
            mentions.lists_that_came_in(project, names)
            mentions.take_out(project, mentions.telling(names), KEPT)
            _settings(project, user)
    _sign_in_no_more(user)
    audit.record(project=None, by=None, verb="erased an account")


def _leave_no_project_alone(user: User) -> None:
    led = Project.objects.filter(
        memberships__user=user, memberships__role=Role.LEAD, deleted_at=None
    ).order_by("name")
    alone = [
        project.name
        for project in led.only("name")
        if not project.memberships.filter(role=Role.LEAD).exclude(user=user).exists()
    ]
    if alone:
        raise StillTheLead(
            _("Nobody else leads %(projects)s. Make somebody else lead there first, or delete the project.")
            % {"projects": ", ".join(f"“{name}”" for name in alone)}
        )


def _projects_of(user: User) -> list[Project]:
    """Where the name can stand: in which projects they had a role, did something or were invited."""
    acts = AuditEntry.objects.filter(models.Q(by=user) | _on(user)).exclude(project=None)
    found = {
        *user.memberships.values_list("project", flat=True),
        *acts.order_by().values_list("project", flat=True).distinct(),
        *Invitation.objects.filter(email__iexact=user.email).values_list("project", flat=True),
    }
    return list(Project.objects.filter(pk__in=found).defer("logo").order_by("pk"))


def _settings(project: Project, user: User) -> None:
    """Answers to the project's mails no longer go to them."""
    of_project = Project.objects.filter(pk=project.pk)
    of_project.filter(reply_to__iexact=user.email).update(reply_to="")
    if user.name:
        of_project.filter(sender_name=user.name).update(sender_name="")


def _sign_in_no_more(user: User) -> None:
    """Addresses, passkeys, authenticators and sessions go; the row stays for what it signed."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(pk__in=list(keys)).delete()
    for relation in User._meta.related_objects:
        model = relation.related_model
        if model not in shape.ours() and not relation.many_to_many:
            rows = model._base_manager.filter(**{relation.field.name: user.pk})
            _shut(rows)
            rows.delete()
    user.templates.all().delete()
    user.name, user.email, user.is_active = ERASED, f"erased-{user.pk}@{NOWHERE}", False
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "is_active", "password"])


def _shut(rows: Any) -> None:
    """What was mailed for these rows opens nothing any more."""
    named = [links.naming(row) for row in rows]
    PersonalLink.objects.filter(person__in=named, revoked_at=None).update(revoked_at=timezone.now())
