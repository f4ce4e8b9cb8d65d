"""Interviews in person of the sample project: one held, a group held, one planned."""

import datetime
from dataclasses import dataclass

from projects.models import Project, Role, User
from stakeholders import actions
from stakeholders.models import Conversation, Status


@dataclass(frozen=True)
class Said:
    """What one person said to a question, by its place in the set; `follow_up` when it is to be taken up."""

    who: str
    place: int
    text: str
    follow_up: bool = False


BRANDT = (
    Said(
        "Dr Paul Brandt", 0, "That it leaves alone what works. My patients reach my clinic at the first ring."
    ),
    Said(
        "Dr Paul Brandt",
        1,
        "My scheduler picks up, asks which knee and since when, and gives a date. Nobody else touches it. Show me "
        "one clinic like mine that joined a contact centre and lost nobody, and I will listen.",
        follow_up=True,
    ),
    Said("Dr Paul Brandt", 2, "A date for surgery. Not even a likely one."),
)
GROUP = (
    Said("Denise Carter", 0, "“I was cut off.” “Nobody called me back.” “Is this the right number now?”"),
    Said("Maria Santos", 0, "To move an appointment, and to ask whether the referral has arrived."),
    Said("Maria Santos", 1, "I type the referral again, because the fax cannot be read."),
    Said(
        "Wendy Okoro",
        1,
        "At night I look up who is on call in a paper list, and every third number is old.",
        follow_up=True,
    ),
    Said("Denise Carter", 2, "They tell their story again. Half of them come back to me."),
    Said("Wendy Okoro", 2, "The nurse line was meant to take them at night. It rang at my desk."),
)


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A rule, where the members stand, and three interviews. Only the planned one sends invitations."""
    lead, planner, operations = (members[role] for role in (Role.LEAD, Role.PLANNER, Role.OPERATIONS))
    actions.set_levels(
        project=project,
        levels={lead.pk: "executive", planner.pk: "manager", operations.pk: "manager"},
        by=lead,
    )
    actions.add_rule(
        project=project,
        level="executive",
        least="executive",
        why="They decide with their equals, and say to them what they would write to nobody.",
        by=lead,
    )
    alone = _booked(
        project, ["Dr Paul Brandt"], planner, today, days=-9, hour=13, place="Prairie View, room 210"
    )
    _held(alone, BRANDT, planner)
    three = ["Denise Carter", "Maria Santos", "Wendy Okoro"]
    group = _booked(
        project, three, operations, today, days=-4, hour=15, place="St. Brigid, break room", asks="front-line"
    )
    _held(group, GROUP, operations)
    _booked(
        project,
        ["Robert Achebe"],
        lead,
        today,
        days=3,
        hour=10,
        place="https://video.example.org/riverbend-finance",
        asks="executive-30",
        note="Half an hour on what the two earlier projects really cost.",
    )


def _booked(
    project: Project,
    names: list[str],
    interviewer: User,
    today: datetime.date,
    *,
    days: int,
    hour: int,
    place: str,
    asks: str = "physician-15",
    note: str = "",
) -> Conversation:
    day = today + datetime.timedelta(days=days)
    return actions.schedule(
        project=project,
        plan=actions.Plan(
            people=list(project.stakeholders.filter(name__in=names).order_by("name")),
            interviewer=interviewer,
            question_set=project.question_sets.get(starter_key=asks),
            starts_at=datetime.datetime.combine(day, datetime.time(hour), tzinfo=project.zone),
            minutes=30 if len(names) == 1 else 45,
            place=place,
            note=note,
        ),
        by=interviewer,
    )


def _held(conversation: Conversation, notes: tuple[Said, ...], by: User) -> None:
    actions.begin(conversation=conversation, by=by)
    Conversation.objects.filter(pk=conversation.pk).update(began_at=conversation.starts_at)
    parts = {one.stakeholder.name: one for one in conversation.round.interviews.select_related("stakeholder")}
    wordings = [item.wording for item in conversation.round.items.select_related("wording")]
    for said in notes:
        actions.note(
            interview=parts[said.who],
            wording=wordings[said.place],
            text=said.text,
            version=0,
            device="sample",
            follow_up=said.follow_up,
            by=by,
        )
    actions.mark(conversation=conversation, status=Status.HELD, by=by)
