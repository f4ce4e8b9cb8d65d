"""What the mails of a crisis say. All of them are a direct duty: nobody can unsubscribe from them."""

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from crisis.models import (
    Activation,
    Broadcast,
    BroadcastRecipient,
    CrisisPerson,
    CrisisRole,
    Improvement,
    Inject,
    PackMonth,
    Playbook,
    SupportOffer,
)
from mailroom import content, links
from mailroom.actions import CRISIS, Envelope
from mailroom.models import Confirmation, PersonalLink
from projects.models import NoticeKind, Project, User
from projects.templatetags.planner import plain_day

KIND = "crisis.run"
BROADCAST = "crisis.broadcast"
CONTACT = "crisis:contact"
MOST_LINKS = 10


def subject(activation: Activation, text: str) -> str:
    """The text, under DRILL when it is one."""
    return f"DRILL: {text}" if activation.is_drill else text


def blocks(activation: Activation, *inner: content.Block) -> list[content.Block]:
    """The mail's blocks, framed by the word DRILL when it is one."""
    if not activation.is_drill:
        return list(inner)
    drill = content.Paragraph(_("DRILL. This is an exercise; nothing has happened."))
    return [drill, *inner, content.Small(_("DRILL. This was an exercise."))]


def board_url(activation: Activation) -> str:
    """The live board's whole address."""
    return f"{settings.BASE_URL}{activation.get_absolute_url()}"


def role_envelopes(activation: Activation, *, only: str = "") -> list[Envelope]:
    """To each who has a role in the run: which, and what their first steps are."""
    held = activation.roles.exclude(person=None).select_related("person")
    if only:
        held = held.filter(role=only)
    steps = list(activation.steps.all())
    return [
        Envelope(
            project=activation.project,
            kind=KIND,
            dedupe_key=f"crisis-role:{activation.pk}:{one.role}:{one.person_id}",
            to_email=one.person.email,
            to_name=one.person.name,
            subject=subject(
                activation,
                f"{activation.severity}, {activation.title}: "
                + _("you are %(role)s") % {"role": one.get_role_display()},
            ),
            blocks=blocks(
                activation,
                content.Paragraph(
                    _("%(title)s was declared by %(name)s. You are %(role)s.")
                    % {
                        "title": activation.title,
                        "name": activation.declared_by,
                        "role": one.get_role_display(),
                    }
                ),
                content.Heading(_("Your steps")),
                content.Items(
                    tuple(step.title for step in steps if step.role == one.role) or (_("None yet."),)
                ),
                content.Button(_("Open the live board"), board_url(activation)),
            ),
            person=one.person,
            priority=CRISIS,
        )
        for one in held
        if one.person is not None
    ]


def handover_envelope(activation: Activation, to: User, summary: str, by: User) -> Envelope:
    """To who commands from now on."""
    facts = {"title": activation.title, "name": by}
    return Envelope(
        project=activation.project,
        kind=KIND,
        dedupe_key=f"crisis-handover:{activation.pk}:{activation.version}",
        to_email=to.email,
        to_name=to.name,
        subject=subject(activation, _("You command now: %(title)s") % facts),
        blocks=blocks(
            activation,
            content.Paragraph(_("%(name)s handed the command of “%(title)s” over to you.") % facts),
            content.Paragraph(summary),
            content.Button(_("Open the live board"), board_url(activation)),
        ),
        person=to,
        priority=CRISIS,
    )


def broadcast_envelope(sent: Broadcast, person: CrisisPerson, confirmation: Confirmation | None) -> Envelope:
    """A broadcast to one person; with a button when they are asked to confirm. Chased, it says so."""
    activation = sent.activation
    inner: list[content.Block] = [content.Paragraph(sent.text)]
    if confirmation is not None:
        inner += [
            content.Button(_("I have read this"), confirmation.link),
            content.Small(_("You are asked again until you confirm.")),
        ]
    words = _("Please confirm: %(subject)s") % {"subject": sent.subject} if sent.chases else sent.subject
    return Envelope(
        project=activation.project,
        kind=BROADCAST,
        dedupe_key=f"crisis-broadcast:{sent.pk}:{person.pk}:{sent.chases}",
        to_email=person.email,
        to_name=person.name,
        subject=subject(activation, words),
        blocks=blocks(activation, *inner),
        person=person,
        priority=CRISIS,
    )


def unanswered_envelopes(sent: Broadcast, missing: list[CrisisPerson]) -> list[Envelope]:
    """To the commander and the run's deputies: who has not confirmed after all, and how they are reached."""
    activation = sent.activation
    prefetch_related_objects(missing, "ways")
    deputies = activation.roles.filter(role=CrisisRole.DEPUTY_SCRIBE).exclude(person=None)
    told: dict[str, User | CrisisPerson] = {activation.commander.email.lower(): activation.commander}
    for held in deputies.select_related("person"):
        if held.person is not None:
            told.setdefault(held.person.email.lower(), held.person)
    return [_unanswered(sent, missing, person) for person in told.values()]


def _unanswered(sent: Broadcast, missing: list[CrisisPerson], to: User | CrisisPerson) -> Envelope:
    activation = sent.activation
    lines = tuple(f"{one.name}: {'; '.join(map(str, one.call_order))}" for one in missing)
    words = _("%(count)d people have not confirmed: %(subject)s") % {
        "count": len(missing),
        "subject": sent.subject,
    }
    return Envelope(
        project=activation.project,
        kind=KIND,
        dedupe_key=f"crisis-unanswered:{sent.pk}:{to.email.lower()}",
        to_email=to.email,
        to_name=to.name,
        subject=subject(activation, words),
        blocks=blocks(
            activation,
            content.Paragraph(_("They were asked four times. Reach them by another way:")),
            content.Items(lines),
            content.Button(_("Open the live board"), board_url(activation)),
        ),
        person=to,
        priority=CRISIS,
    )


def inject_envelope(activation: Activation, inject: Inject, person: CrisisPerson) -> Envelope:
    """NoticeKind of a drill to one who takes part."""
    return Envelope(
        project=activation.project,
        kind=KIND,
        dedupe_key=f"crisis-inject:{inject.pk}:{person.pk}",
        to_email=person.email,
        to_name=person.name,
        subject=subject(activation, inject.text[:120]),
        blocks=blocks(
            activation,
            content.Paragraph(inject.text),
            content.Button(_("Open the live board"), board_url(activation)),
        ),
        person=person,
        priority=CRISIS,
    )


def support_envelope(offer: SupportOffer, person: CrisisPerson, link: PersonalLink) -> Envelope:
    """Support offered to one person, with a private question."""
    activation = offer.activation
    return Envelope(
        project=activation.project,
        kind="crisis.support",
        dedupe_key=f"crisis-support:{offer.pk}:{person.pk}",
        to_email=person.email,
        to_name=person.name,
        subject=subject(activation, _("How are you? We are there if you want to talk")),
        blocks=blocks(
            activation,
            content.Paragraph(offer.text),
            content.Button(_("Whom to call, and one private question"), link),
            content.Small(_("What you answer is only counted. Nobody can see that it was you.")),
        ),
        person=person,
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


def contact_envelopes(project: Project, people: list[CrisisPerson]) -> list[Envelope]:
    """Asks each person, in their language, whether they are still reached like this; few statements."""
    pages = links.issue_many(project=project, purpose=CONTACT, of=[(one, "") for one in people])
    return [_contact_envelope(one, page) for one, page in zip(people, pages, strict=True)]


def _contact_envelope(person: CrisisPerson, page: PersonalLink) -> Envelope:
    with translation.override(person.language):
        roles = ", ".join(str(held.get_role_display()) for held in person.roles.all())
        facts = {"organisation": person.project.organisation, "name": person.name}
        return Envelope(
            project=person.project,
            kind="crisis.contact",
            dedupe_key=f"crisis-contact:{person.pk}:{person.asked_at:%Y-%m-%d}",
            to_email=person.email,
            to_name=person.name,
            subject=_("Are you still reached like this?"),
            blocks=[
                content.Paragraph(_("Hello %(name)s,") % facts),
                content.Paragraph(
                    _("You are on the call tree of %(organisation)s, for the day when something fails.")
                    % facts
                ),
                content.Facts(
                    (
                        *((str(way.get_kind_display()), way.said) for way in person.call_order),
                        (_("Roles"), roles or "–"),
                    )
                ),
                content.Button(_("Check or correct it"), page),
                content.Small(_("You are asked every three months. It takes half a minute.")),
            ],
            person=person,
            language=person.language,
        )
