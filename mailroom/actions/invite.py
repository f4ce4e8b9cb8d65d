"""Asking somebody by mail to join a project."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailroom import content, links
from mailroom.actions.queue import Envelope, queue
from mailroom.models import Message
from projects import audit
from projects.actions import InvitationClosed, Refused
from projects.models import Invitation, Project, User

JOIN = "roof:join"
LASTS = datetime.timedelta(days=14)


class AlreadyMember(Refused):
    """Nothing to invite to."""

    sentence = gettext_lazy("This person already has a role in the project. Change it in the list.")


class AlreadyInvited(Refused):
    """One open invitation for one address."""

    sentence = gettext_lazy(
        "This address was already invited. Send the invitation again, or withdraw it first."
    )


@transaction.atomic
def invite(*, project: Project, email: str, role: str, by: User) -> Invitation:
    """Writes the invitation and its mail. Raises `AlreadyMember` or `AlreadyInvited`."""
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=project.pk)
    address = email.strip().lower()
    if project.memberships.filter(user__email__iexact=address).exists():
        raise AlreadyMember
    if project.invitations.filter(email__iexact=address, accepted_at=None, revoked_at=None).exists():
        raise AlreadyInvited
    invitation = Invitation.objects.create(project=project, email=address, role=role, invited_by=by)
    audit.record(project=project, by=by, verb="invited", on=invitation)
    _tell(invitation, by)
    return invitation


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User) -> None:
    """Sends the mail once more, with more time to answer."""
    stored = Invitation.objects.select_for_update().select_related("project").get(pk=invitation.pk)
    if not stored.is_open:
        raise InvitationClosed
    audit.record(project=stored.project, by=by, verb="invited again", on=stored)
    _tell(stored, by)


def _tell(invitation: Invitation, by: User) -> Message:
    project, until = invitation.project, timezone.now() + LASTS
    link = links.issue(project=project, purpose=JOIN, person=invitation, expires_at=until)
    last_day = timezone.localdate(until, timezone=project.zone)
    blocks: list[content.Block] = [
        content.Paragraph(
            _("%(name)s invites you to work on “%(project)s” of %(organisation)s.")
            % {"name": by, "project": project.name, "organisation": project.organisation}
        ),
        content.Facts(((_("Your role"), str(invitation.get_role_display())),)),
        content.Button(_("See the invitation"), link),
        content.Small(
            _("The invitation is for %(email)s alone and can be accepted until %(day)s.")
            % {"email": invitation.email, "day": f"{last_day:%Y-%m-%d}"}
        ),
    ]
    return queue(
        Envelope(
            project=project,
            kind="projects.invitation",
            dedupe_key=f"invitation:{invitation.pk}:{uuid.uuid4()}",
            to_email=invitation.email,
            to_name="",
            subject=_("%(name)s invites you to %(project)s") % {"name": by, "project": project.name},
            blocks=blocks,
            person=invitation,
        )
    )
