"""What the mails of a crisis say to who is on the call tree: agents, mostly without an account.

Each is written in the language of its reader; what a commander typed stays as it was typed. All of them are a
direct duty: nobody can unsubscribe from them.
"""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from crisis.models import (
    Activation,
    ActivationRole,
    Broadcast,
    CrisisPerson,
    CrisisRole,
    Inject,
    SupportOffer,
)
from mailroom import content, links
from mailroom.actions import CRISIS, Envelope
from mailroom.models import Confirmation, PersonalLink
from projects.models import Project, User

KIND = "crisis.run"
BROADCAST = "crisis.broadcast"
CONTACT = "crisis:contact"


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
    steps: dict[str, list[str]] = {}
    for step in activation.steps.all():
        steps.setdefault(step.role, []).append(step.title)
    return [
        _role_envelope(activation, one, one.person, steps.get(one.role, []))
        for one in held
        if one.person is not None
    ]


def _role_envelope(
    activation: Activation, held: ActivationRole, person: CrisisPerson, steps: list[str]
) -> Envelope:
    with translation.override(person.language):
        facts = {
            "title": activation.title,
            "name": activation.declared_by,
            "role": held.get_role_display(),
        }
        return Envelope(
            project=activation.project,
            kind=KIND,
            dedupe_key=f"crisis-role:{activation.pk}:{held.role}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            subject=activation.says(
                f"{activation.severity}, {activation.title}: " + _("you are %(role)s") % facts
            ),
            blocks=blocks(
                activation,
                content.Paragraph(_("%(title)s was declared by %(name)s. You are %(role)s.") % facts),
                content.Heading(_("Your steps")),
                content.Items(tuple(steps) or (_("None yet."),)),
                content.Button(_("Open the live board"), board_url(activation)),
            ),
            person=person,
            language=person.language,
            priority=CRISIS,
        )


def broadcast_envelope(sent: Broadcast, person: CrisisPerson, confirmation: Confirmation | None) -> Envelope:
    """A broadcast to one person; with a button when they are asked to confirm. Chased, it says so."""
    with translation.override(person.language):
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
            subject=activation.says(words),
            blocks=blocks(activation, *inner),
            person=person,
            language=person.language,
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
    language = to.language if isinstance(to, CrisisPerson) else "en"
    with translation.override(language):
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
            subject=activation.says(words),
            blocks=blocks(
                activation,
                content.Paragraph(_("They were asked four times. Reach them by another way:")),
                content.Items(lines),
                content.Button(_("Open the live board"), board_url(activation)),
            ),
            person=to,
            language=language,
            priority=CRISIS,
        )


def inject_envelope(activation: Activation, inject: Inject, person: CrisisPerson) -> Envelope:
    """News of a drill to one who takes part."""
    with translation.override(person.language):
        return Envelope(
            project=activation.project,
            kind=KIND,
            dedupe_key=f"crisis-inject:{inject.pk}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            subject=activation.says(inject.text[:120]),
            blocks=blocks(
                activation,
                content.Paragraph(inject.text),
                content.Button(_("Open the live board"), board_url(activation)),
            ),
            person=person,
            language=person.language,
            priority=CRISIS,
        )


def support_envelope(offer: SupportOffer, person: CrisisPerson, link: PersonalLink) -> Envelope:
    """Support offered to one person, with a private question."""
    with translation.override(person.language):
        activation = offer.activation
        return Envelope(
            project=activation.project,
            kind="crisis.support",
            dedupe_key=f"crisis-support:{offer.pk}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            subject=activation.says(_("How are you? We are there if you want to talk")),
            blocks=blocks(
                activation,
                content.Paragraph(offer.text),
                content.Button(_("Whom to call, and one private question"), link),
                content.Small(_("What you answer is only counted. Nobody can see that it was you.")),
            ),
            person=person,
            language=person.language,
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
