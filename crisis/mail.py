"""What the mails of a crisis say to members, and which links an address is sent anew."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis.mail_people import CONTACT, KIND, blocks, board_url
from crisis.models import (
    Activation,
    BroadcastRecipient,
    CrisisPerson,
    Improvement,
    PackMonth,
    Playbook,
)
from mailroom import content, links
from mailroom.actions import CRISIS, Envelope
from mailroom.models import PersonalLink
from projects.models import NoticeKind, User
from projects.templatetags.planner import plain_day

MOST_LINKS = 10


def handover_envelope(activation: Activation, to: User, summary: str, by: User) -> Envelope:
    """To who commands from now on."""
    facts = {"title": activation.title, "name": by}
    return Envelope(
        project=activation.project,
        kind=KIND,
        dedupe_key=f"crisis-handover:{activation.pk}:{activation.version}",
        to_email=to.email,
        to_name=to.name,
        subject=activation.says(_("You command now: %(title)s") % facts),
        blocks=blocks(
            activation,
            content.Paragraph(_("%(name)s handed the command of “%(title)s” over to you.") % facts),
            content.Paragraph(summary),
            content.Button(_("Open the live board"), board_url(activation)),
        ),
        person=to,
        priority=CRISIS,
    )


def pack_envelope(pack: PackMonth, lead: User) -> Envelope:
    """The month's crisis pack to a lead."""
    url = f"{settings.BASE_URL}{reverse('reports:report', args=[pack.project.slug, pack.report_id])}"
    return Envelope(
        project=pack.project,
        kind="crisis.pack",
        dedupe_key=f"crisis-pack:{pack.pk}:{lead.pk}",
        to_email=lead.email,
        to_name=lead.name,
        subject=_("The crisis pack of this month: keep it on paper"),
        blocks=[
            content.Paragraph(
                _(
                    "Playbooks, call tree and paper forms as they stand today. Print it in black and white "
                    "and keep one set where people work and one outside of the building: it is for the "
                    "day on which no screen works."
                )
            ),
            content.Button(_("Open the crisis pack"), url),
        ],
        person=lead,
    )


def improvement_envelope(improvement: Improvement, by: User) -> Envelope:
    """To who is to do it."""
    return _about_improvement(
        improvement,
        key=f"crisis-improvement:{improvement.pk}:{improvement.version}",
        subject=_("Yours until %(day)s: %(text)s"),
        says=_("%(name)s asks you to see to this after a crisis or a drill.") % {"name": by},
    )


def improvement_due_envelope(improvement: Improvement, to: User) -> Envelope:
    """When its day has come and each week after; to a lead when its owner has left the project."""
    says = _("This is due. Say what came of it, or agree on another day.")
    if to != improvement.owner:
        left = _(
            "This is due, and %(name)s, who was to do it, is no longer in the project. Give it to somebody."
        )
        says = left % {"name": improvement.owner}
    return _about_improvement(
        improvement,
        key=f"crisis-improvement-due:{improvement.pk}:{improvement.reminded_on}:{to.pk}",
        subject=_("Due %(day)s: %(text)s"),
        says=says,
        to=to,
    )


def _about_improvement(
    improvement: Improvement, *, key: str, subject: str, says: str, to: User | None = None
) -> Envelope:
    to = to or improvement.owner
    facts = {"day": plain_day(improvement.due_on), "text": improvement.text}
    about = improvement.activation
    return Envelope(
        project=improvement.project,
        kind="crisis.improvement",
        dedupe_key=key,
        to_email=to.email,
        to_name=to.name,
        subject=(subject % facts)[:200],
        blocks=[
            content.Paragraph(says),
            content.Quote(improvement.text, by=about.spoken if about is not None else ""),
            content.Button(_("Open the improvement"), f"{settings.BASE_URL}{improvement.get_absolute_url()}"),
        ],
        person=to,
    )


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """What this address has still to confirm of runs that go on, and how it is reached, for new links."""
    rows = (
        BroadcastRecipient.objects.filter(
            person__email__iexact=email,
            person__active=True,
            confirmation__confirmed_at=None,
        )
        .filter(Q(broadcast__activation__stood_down_at=None) | Q(broadcast__outlasts=True))
        .select_related("person", "confirmation__link__project")
    )
    asked = CrisisPerson.objects.active().filter(email__iexact=email, asked_at__isnull=False)
    return [
        *(
            (row.confirmation.link, row.person.name)
            for row in rows.order_by("-pk")[:MOST_LINKS]
            if row.confirmation is not None
        ),
        *(
            (links.issue(project=one.project, purpose=CONTACT, person=one), one.name)
            for one in asked.select_related("project")
        ),
    ]


def review_envelope(playbook: Playbook, reader: User) -> Envelope:
    """To who keeps the playbooks: one is to be read again."""
    facts = {"title": playbook.title, "day": plain_day(playbook.review_on)}
    url = settings.BASE_URL + reverse("crisis:playbook", args=[playbook.project.slug, playbook.key])
    return Envelope(
        project=playbook.project,
        kind="crisis.review",
        dedupe_key=f"crisis-review:{playbook.pk}:{playbook.review_on}:{reader.pk}",
        to_email=reader.email,
        to_name=reader.name,
        subject=_("To read again: %(title)s") % facts,
        blocks=[
            content.Paragraph(
                _("The playbook “%(title)s” is due for review since %(day)s. Does it still fit your house?")
                % facts
            ),
            content.Button(_("Read the playbook"), url),
        ],
        person=reader,
        reminder=True,
        notice=NoticeKind.PLAYBOOKS,
    )
