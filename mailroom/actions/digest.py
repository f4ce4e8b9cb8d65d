"""The daily digest: what a member wants to hear of once a day, in one mail."""

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom import content, links
from mailroom.actions.queue import Envelope, queue
from mailroom.models import Message
from projects.models import Membership, Project, User

# The hour, in the project's zone, from which the day's digest goes.
HOUR = 7


def send_digests(now: datetime.datetime | None = None) -> int:
    """Sends each member's digest, once a day from seven in the project's morning; harmless when run twice."""
    now = now or timezone.now()
    projects = Project.objects.live().filter(pk__in=Message.objects.filter(in_digest=True).values("project"))
    return sum(
        _send(project, membership, now)
        for project in projects
        if timezone.localtime(now, project.zone).hour >= HOUR
        for membership in project.memberships.select_related("user")
    )


@transaction.atomic
def _send(project: Project, membership: Membership, now: datetime.datetime) -> bool:
    user = membership.user
    today = timezone.localdate(now, project.zone)
    held = list(
        Message.objects.select_for_update(skip_locked=True)
        .without_texts()
        .filter(project=project, person=links.naming(user), in_digest=True)
        .order_by("created_at", "pk")
    )
    if not held:
        return False
    key = f"digest:{project.pk}:{user.pk}:{today}"
    if Message.objects.filter(dedupe_key=key).exists():
        # The day's digest is out; what came since goes tomorrow.
        return False
    queue(_envelope(project, user, held, key))
    Message.objects.filter(pk__in=[one.pk for one in held]).update(
        in_digest=False, last_error=_("It went with the daily digest.")
    )
    return True


def _envelope(project: Project, user: User, held: list[Message], key: str) -> Envelope:
    told = len(held)
    return Envelope(
        project=project,
        kind="mailroom.digest",
        dedupe_key=key,
        to_email=user.email,
        to_name=user.name,
        subject=ngettext(
            "%(project)s: %(count)d thing since yesterday",
            "%(project)s: %(count)d things since yesterday",
            told,
        )
        % {"project": project.name, "count": told},
        blocks=[
            content.Paragraph(_("Dear %(name)s,\n\nthis is what happened:") % {"name": user}),
            content.Items(tuple(one.subject for one in held)),
            content.Button(_("Open my work"), settings.BASE_URL + reverse("roof:mine", args=[project.slug])),
            content.Small(
                _("You asked to hear of this once a day. Change that here:"),
                settings.BASE_URL + reverse("roof:notices", args=[project.slug]),
            ),
        ],
        person=user,
    )
