"""The mails about an interview in person: invitation, change, cancellation, each with its calendar entry."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mailroom import calendar, content
from mailroom.actions import Envelope
from mailroom.calendar import CANCEL, REQUEST, Guest
from projects.models import User
from stakeholders.models import Conversation, Stakeholder

# Any fixed namespace serves, if no other appointments have it.
_EVENTS = uuid.UUID("6f0f5a3e-4a0e-4c35-9d55-0c3b8a2e9d10")


@dataclass(frozen=True)
class Reader(calendar.Reader):
    """One person whom a mail about the interview goes to, and how they are greeted."""

    person: models.Model
    first_name: str = ""


def readers(conversation: Conversation, people: Iterable[Stakeholder]) -> list[Reader]:
    """The interviewer and everybody who has an address."""
    return [interviewer(conversation.interviewer)] + [
        Reader(one, one.name, one.email, one.language, first_name=one.first_name)
        for one in people
        if one.email
    ]


def interviewer(user: User) -> Reader:
    """The member who leads the talk."""
    return Reader(user, str(user), user.email, leads=True, first_name=str(user))


def invitations(
    conversation: Conversation,
    people: Sequence[Stakeholder],
    *,
    new: set[tuple[str, int]] | None = None,
) -> list[Envelope]:
    """Asks each to come, or tells of a change. `new`: who hears of it first now; not given, everybody."""
    everybody = readers(conversation, people)
    guests = [one.guest for one in everybody]
    return [
        _envelope(
            conversation,
            one,
            people,
            guests,
            method=REQUEST,
            changed=new is not None and key_of(one) not in new,
        )
        for one in everybody
    ]


def cancellations(
    conversation: Conversation,
    gone: Sequence[Reader],
    people: Sequence[Stakeholder],
    *,
    words: str = "",
    moved_to: str = "",
) -> list[Envelope]:
    """Takes the interview out of the calendars of those who need not come, or come under `moved_to`."""
    guests = [one.guest for one in gone]
    return [
        _envelope(conversation, one, people, guests, method=CANCEL, words=words, moved_to=moved_to)
        for one in gone
    ]


def key_of(reader: Reader) -> tuple[str, int]:
    """Who it is, whatever their address."""
    return reader.person._meta.label_lower, reader.person.pk


def _envelope(
    conversation: Conversation,
    reader: Reader,
    people: Sequence[Stakeholder],
    guests: Sequence[Guest],
    *,
    method: str,
    changed: bool = False,
    words: str = "",
    moved_to: str = "",
) -> Envelope:
    project = conversation.round.project
    label, pk = key_of(reader)
    with translation.override(reader.language), timezone.override(project.zone):
        return Envelope(
            project=project,
            kind="stakeholders.interview",
            dedupe_key=f"interview:{conversation.pk}:{conversation.sequence}:{method}:{label}:{pk}",
            to_email=reader.email,
            to_name=reader.name,
            subject=subject(conversation, people, method=method, changed=changed, moved_to=moved_to),
            blocks=blocks(
                conversation, reader, people, method=method, changed=changed, words=words, moved_to=moved_to
            ),
            person=reader.person,
            language=reader.language,
            calendar=calendar.entry(
                _meeting(conversation, people), guests, method=method, now=timezone.now()
            ),
        )


def subject(
    conversation: Conversation,
    people: Sequence[Stakeholder],
    *,
    method: str,
    changed: bool = False,
    moved_to: str = "",
) -> str:
    """What stands in the list of mails."""
    told = {"what": summary(conversation, people), "when": when(conversation)}
    if moved_to:
        return _("Now at your other address: %(what)s, %(when)s") % told
    if method == CANCEL:
        return _("Cancelled: %(what)s, %(when)s") % told
    if changed:
        return _("Changed: %(what)s, %(when)s") % told
    return _("Invitation: %(what)s, %(when)s") % told


def summary(conversation: Conversation, people: Sequence[Stakeholder]) -> str:
    """What stands in the calendar."""
    told = {
        "project": conversation.round.project.name,
        "names": ", ".join(one.name for one in people[:3]) + (" …" if len(people) > 3 else ""),
    }
    if len(people) > 1:
        return _("%(project)s: talk with %(names)s") % told
    return _("%(project)s: interview with %(names)s") % told


def when(conversation: Conversation) -> str:
    """When it is, in the project's zone."""
    return calendar.when(conversation.starts_at, conversation.round.project.zone)


def blocks(
    conversation: Conversation,
    reader: Reader,
    people: Sequence[Stakeholder],
    *,
    method: str,
    changed: bool = False,
    words: str = "",
    moved_to: str = "",
) -> list[content.Block]:
    """What the mail says; the preview before sending shows the same."""
    told: list[content.Block] = [
        content.Paragraph(_("Dear %(name)s,") % {"name": reader.first_name}),
        content.Paragraph(
            _("the invitation to this talk now comes to %(email)s. The talk itself stays as it was planned.")
            % {"email": moved_to}
            if moved_to
            else _opening(conversation, reader, method=method, changed=changed)
        ),
    ]
    if words:
        told.append(content.Paragraph(words))
    if method != CANCEL and conversation.round.intro:
        told.append(content.Paragraph(conversation.round.intro))
    told.append(content.Facts(facts(conversation, people)))
    if method == CANCEL:
        return [*told, content.Small(_("The attached entry takes it out of your calendar."))]
    if reader.leads:
        address = settings.BASE_URL + conversation.get_absolute_url()
        return [*told, content.Button(_("Open the interview"), address)]
    return [
        *told,
        content.Small(
            _(
                "The attached entry puts it into your calendar. If the time does not suit you, decline it "
                "there or answer this mail, and we will find another."
            )
        ),
    ]


def _opening(conversation: Conversation, reader: Reader, *, method: str, changed: bool) -> str:
    told = {"organisation": conversation.round.project.organisation, "name": str(conversation.interviewer)}
    if method == CANCEL:
        return _("this talk will not take place as it was planned. You need not come.")
    if changed:
        return _("something about this talk has changed. This is how it stands now.")
    if reader.leads:
        return _("you are the interviewer of this talk.")
    return (
        _(
            "we are planning a contact centre for %(organisation)s, and we want to build it with the people "
            "it depends on. %(name)s would like to hear you in person."
        )
        % told
    )


def facts(conversation: Conversation, people: Sequence[Stakeholder]) -> tuple[tuple[str, str], ...]:
    """When, how long, where and with whom."""
    told = [
        (_("When"), when(conversation)),
        (_("How long"), _("%(minutes)d minutes") % {"minutes": conversation.round.minutes}),
        (_("Where"), conversation.place),
        (_("Interviewer"), str(conversation.interviewer)),
        (_("With"), ", ".join(one.name for one in people)),
    ]
    return tuple((label, value) for label, value in told if value)


def _meeting(conversation: Conversation, people: Sequence[Stakeholder]) -> calendar.Meeting:
    project = conversation.round.project
    lines = [conversation.round.intro, *(f"{label}: {value}" for label, value in facts(conversation, people))]
    return calendar.Meeting(
        uid=calendar.uid(_EVENTS, conversation),
        sequence=conversation.sequence,
        starts_at=conversation.starts_at,
        ends_at=conversation.ends_at,
        summary=summary(conversation, people),
        place=conversation.place,
        description="\n\n".join(part for part in (lines[0], "\n".join(lines[1:])) if part),
        organizer=Guest(project.sender, conversation.organizer),
        sent_by=settings.MAIL_FROM,
    )


def organizer_for(reply_to: str, interviewer: User) -> str:
    """Whose address answers go to: where the project takes replies, unless that is the interviewer's own.

    Whoever is both organizer and guest gets no invitation shown by Outlook. The address stays with the
    interview, because calendars take changes from the first organizer alone.
    """
    if reply_to and reply_to.lower() != interviewer.email.lower():
        return reply_to
    return str(settings.MAIL_FROM)
