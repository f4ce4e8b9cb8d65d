"""Who comes to a planned talk: calendars and its title follow what the register says of its people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

import mailroom.actions as mailroom
from projects.models import Project
from stakeholders import mail_interviews as mail
from stakeholders.models import Conversation, Interview, Round, Stakeholder, Status


def title_of(people: Sequence[Stakeholder]) -> str:
    """“Interview with Dr Okafor”; the people of a group by name as far as they fit."""
    names = ", ".join(one.name for one in people)
    shape = _("Interview with %(names)s") if len(people) == 1 else _("Group interview: %(names)s")
    return Truncator(shape % {"names": names}).chars(120)


def people_of(conversation: Conversation) -> list[Stakeholder]:
    """Who takes part, by name; each once, whatever rows of the register have become one."""
    people = Stakeholder.objects.filter(interviews__round=conversation.round_id, merged_into=None)
    return list(people.distinct().order_by("name", "pk"))


def what_calendars_show(current: Conversation, people: Sequence[Stakeholder]) -> tuple[object, ...]:
    """What makes a calendar's entry another one; a name that is spelt better is no reason for a mail."""
    guests = sorted((one.pk, one.email) for one in people)
    round = current.round
    return current.starts_at, round.minutes, current.place, round.intro, current.interviewer_id, guests


@dataclass(frozen=True)
class Told:
    """What calendars show of a planned conversation at a moment, and whose."""

    conversation: Conversation
    shown: tuple[object, ...]
    readers: Sequence[mail.Reader]


def told_with(people: Iterable[Stakeholder | int]) -> list[Told]:
    """What calendars show of the planned conversations with any of these people; the rows are locked."""
    return [_told(one, people_of(one)) for one in _planned_with(people)]


def _planned_with(people: Iterable[Stakeholder | int]) -> QuerySet[Conversation]:
    return (
        Conversation.objects.select_for_update(of=("self", "round"))
        .select_related("round__project", "round__question_set", "interviewer")
        .filter(status=Status.PLANNED, round__in=Round.objects.filter(interviews__stakeholder__in=people))
        .order_by("pk")
    )


def _told(conversation: Conversation, people: Sequence[Stakeholder]) -> Told:
    return Told(conversation, what_calendars_show(conversation, people), mail.readers(conversation, people))


def tell_who_comes(before: Sequence[Told], *, moved_to: str = "") -> None:
    """Tells the calendars of planned conversations whose people or addresses are others since `before`.

    `moved_to` is the address under which the one who drops out goes on to be invited.
    """
    for told in before:
        current = told.conversation
        people = people_of(current)
        now = _told(current, people)
        _name_anew(current, people)
        if now.shown == told.shown:
            continue
        current.sequence += 1
        current.save(update_fields=["sequence"])
        count(current)
        if current.tells:
            reached, knew = _addresses(now.readers), _addresses(told.readers)
            gone = [one for one in told.readers if one.email.lower() not in reached]
            new = {mail.key_of(one) for one in now.readers if one.email.lower() not in knew}
            mailroom.queue_many(mail.cancellations(current, gone, people, moved_to=moved_to))
            mailroom.queue_many(mail.invitations(current, people, new=new))


def names_in_planned(project: Project) -> dict[int, str]:
    """By key, the names of those who have a conversation before them: few, even of fifty thousand."""
    planned = Interview.objects.filter(round__project=project, round__conversation__status=Status.PLANNED)
    return dict(planned.values_list("stakeholder", "stakeholder__name"))


def name_anew(people: Iterable[int]) -> None:
    """Planned conversations are called by the names that these people, who had other ones, have now."""
    for conversation in _planned_with(people):
        _name_anew(conversation, people_of(conversation))


def _name_anew(current: Conversation, people: Sequence[Stakeholder]) -> None:
    if people and current.round.title != title_of(people):
        current.round.title = title_of(people)
        current.round.save(update_fields=["title"])


def count(current: Conversation) -> None:
    """Another state of the row: who edits it at this moment must look again."""
    current.round.version += 1
    current.round.save(update_fields=["version"])


def _addresses(readers: Sequence[mail.Reader]) -> set[str]:
    return {one.email.lower() for one in readers}
