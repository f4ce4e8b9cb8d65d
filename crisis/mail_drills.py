"""The mails about a planned drill: invitation, change, cancellation, each with its calendar entry.

What is supposed to have happened, and the news, are told when it starts and not before.
"""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crisis.models import CrisisPerson, PlannedDrill, drilled
from mailroom import calendar, content, links
from mailroom.actions import Envelope
from mailroom.calendar import CANCEL, REQUEST, Guest, Reader
from mailroom.models import Message, State
from projects.models import User

KIND = "crisis.planned"
# Any fixed namespace serves, if no other appointments have it.
_EVENTS = uuid.UUID("0d4a7f5e-8d0c-4d0b-9a55-6a1f60c0c2aa")


def readers(people: Sequence[CrisisPerson], led_by: User) -> list[Reader]:
    """Who leads it, and who takes part; one mail to each address."""
    leader = Reader(led_by, str(led_by), led_by.email, leads=True)
    others = [Reader(one, one.name, one.email, one.language) for one in people]
    return [leader, *(one for one in others if one.email.lower() != leader.email.lower())]


def invited(drill: PlannedDrill) -> list[Reader]:
    """In whose calendars it stands, whoever takes part now: whom the last mail about it asked to come."""
    mails = Message.objects.filter(dedupe_key__startswith=_key(drill)).exclude(state=State.CANCELLED)
    last = {one.to_email.lower(): one for one in mails.order_by("pk").without_texts()}
    asked = [one for address, one in last.items() if address and one.calendar_method == REQUEST]
    people = {links.naming(one): one for one in drill.project.crisis_people.filter(pk__in=_keys(asked))}
    return [
        Reader(person, one.to_name, one.to_email, person.language if person else "en")
        for one in asked
        for person in [people.get(one.person)]
    ]


def _keys(mails: Sequence[Message]) -> list[int]:
    begins = f"{CrisisPerson._meta.label_lower}:"
    return [int(one.person.removeprefix(begins)) for one in mails if one.person.startswith(begins)]


def _key(drill: PlannedDrill) -> str:
    return f"crisis-planned:{drill.pk}:"


def invitations(
    drill: PlannedDrill, to: Sequence[Reader], *, told: set[str], everybody: Sequence[Reader] | None = None
) -> list[Envelope]:
    """Whoever was told before hears that something has changed; `everybody` comes, if not only they."""
    return [
        _envelope(drill, one, everybody or to, method=REQUEST, changed=one.email.lower() in told)
        for one in to
    ]


def cancellations(drill: PlannedDrill, gone: Sequence[Reader], *, words: str = "") -> list[Envelope]:
    """Takes the drill out of the calendars of those who need not come."""
    return [_envelope(drill, one, gone, method=CANCEL, words=words) for one in gone]


def _envelope(
    drill: PlannedDrill,
    reader: Reader,
    everybody: Sequence[Reader],
    *,
    method: str,
    changed: bool = False,
    words: str = "",
) -> Envelope:
    project = drill.project
    with translation.override(reader.language), timezone.override(project.zone):
        return Envelope(
            project=project,
            kind=KIND,
            dedupe_key=f"{_key(drill)}{drill.sequence}:{method}:{reader.email.lower()}",
            to_email=reader.email,
            to_name=reader.name,
            subject=_subject(drill, method=method, changed=changed),
            blocks=_blocks(drill, reader, method=method, changed=changed, words=words),
            person=reader.person,
            language=reader.language,
            calendar=calendar.entry(
                _appointment(drill), [one.guest for one in everybody], method=method, now=timezone.now()
            ),
        )


def _subject(drill: PlannedDrill, *, method: str, changed: bool) -> str:
    facts = {"title": drill.playbook.title, "when": when(drill)}
    if method == CANCEL:
        return _("DRILL cancelled: %(title)s, %(when)s") % facts
    if changed:
        return _("DRILL changed: %(title)s, %(when)s") % facts
    return _("DRILL planned: %(title)s, %(when)s") % facts


def when(drill: PlannedDrill) -> str:
    """When it is, in the project's zone."""
    return calendar.when(drill.starts_at, drill.project.zone)


def _blocks(
    drill: PlannedDrill, reader: Reader, *, method: str, changed: bool, words: str
) -> list[content.Block]:
    told: list[content.Block] = [
        content.Paragraph(_("Hello %(name)s,") % {"name": reader.name}),
        content.Paragraph(_opening(drill, reader, method=method, changed=changed)),
    ]
    if words:
        told.append(content.Paragraph(words))
    told.append(content.Facts(_facts(drill)))
    if method == CANCEL:
        return [*told, content.Small(_("The attached entry takes it out of your calendar."))]
    if reader.leads:
        address = settings.BASE_URL + drill.get_absolute_url()
        return [*told, content.Button(_("Open the planned drill"), address)]
    return [
        *told,
        content.Small(
            _(
                "The attached entry puts it into your calendar. When it starts you get a mail that says "
                "DRILL. Nothing will have happened."
            )
        ),
    ]


def _opening(drill: PlannedDrill, reader: Reader, *, method: str, changed: bool) -> str:
    facts = {"organisation": drill.project.organisation, "name": drill.led_by}
    if method == CANCEL:
        return _("this drill will not take place as it was planned. You need not come.")
    if changed:
        return _("something about this drill has changed. This is how it stands now.")
    if reader.leads:
        return _("you lead this drill. At its time you start it with one click.")
    return _("%(organisation)s rehearses for a bad day, and you take part. %(name)s leads it.") % facts


def _facts(drill: PlannedDrill) -> tuple[tuple[str, str], ...]:
    told = [
        (_("What is rehearsed"), drill.playbook.title),
        (_("When"), when(drill)),
        (_("How long"), _("%(minutes)d minutes") % {"minutes": drill.minutes}),
        (_("Where"), drill.place),
        (_("Who leads it"), str(drill.led_by)),
    ]
    return tuple((label, value) for label, value in told if value)


def _appointment(drill: PlannedDrill) -> calendar.Meeting:
    project = drill.project
    return calendar.Meeting(
        uid=calendar.uid(_EVENTS, drill),
        sequence=drill.sequence,
        starts_at=drill.starts_at,
        ends_at=drill.ends_at,
        summary=drilled(drill.playbook.title),
        place=drill.place,
        description="\n".join(f"{label}: {value}" for label, value in _facts(drill)),
        # Some calendars show no invitation to a guest who is the organizer, so that is the planner itself.
        organizer=Guest(project.sender, str(settings.MAIL_FROM)),
        sent_by=settings.MAIL_FROM,
    )
