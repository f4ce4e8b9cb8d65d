"""Invented constraints, frictions and lessons of the sample project."""

import datetime
from typing import Any

from django.utils import timezone

from outcomes import actions
from outcomes.models import Friction, Sighting
from projects.models import Project, Role, User

# Statement, kind, how hard, since so many days, what lifts it, looked at again in so many days.
CONSTRAINTS = (
    (
        "No new position before the spring budget.", "money", "firm", 120,
        "The budget of spring. The CFO may decide sooner when the show rate holds.", 40,
    ),
    (
        "Nurses give no advice across state lines.", "law", "hard", 900,
        "A licence under the nurse compact for each state; the legal department applies.", 90,
    ),
    (
        "The old phone system stays until its contract ends.", "contract", "hard", 400,
        "The contract ends on 31 March next year; buying out costs 140,000 USD.", -3,
    ),
    (
        "Referrals are typed over from fax by two people.", "people", "soft", 300,
        "A form that the clinics send electronically. Nobody has asked them yet.", 14,
    ),
)  # fmt: skip
# What was said, where, by whom, so many days ago.
SEEN = (
    (
        ("Callers are transferred twice before anybody can see their referral.", "Referral queue", "", 75),
        ("Patients transferred twice, nobody sees the referral.", "Cardiology", "Luz, agent", 31),
        ("Transferred a caller twice today because the referral was not to be seen.", "", "Ben, agent", 9),
    ),
    (
        ("The clinic's schedule closes at noon on Fridays and nobody tells us.", "Scheduling", "", 60),
        (
            "Friday again: the clinic schedule closed at noon, we learned it from a patient.",
            "",
            "Luz, agent",
            4,
        ),
    ),
    (("The headsets of the second row crackle.", "Second row", "", 20),),
    (("The holiday message was on until Tuesday.", "Phone tree", "", 12),),
)


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """What limits the project, what keeps going wrong, what it proved."""
    operations, lead = members[Role.OPERATIONS], members[Role.LEAD]
    for statement, kind, hardness, since, lifts, review in CONSTRAINTS:
        actions.say_constraint(
            project=project,
            by=lead,
            statement=statement,
            kind=kind,
            hardness=hardness,
            owner=lead if kind in ("money", "contract") else operations,
            since=today - datetime.timedelta(days=since),
            lifts=lifts,
            review_on=today + datetime.timedelta(days=review),
        )
    actions.open_link(project=project, by=lead)
    logged = [[_log(project, operations, *one) for one in told] for told in SEEN]
    twice, friday = logged[0][0], logged[1][0]
    actions.step(friction=friday, by=operations, state="solved", note="The clinic mails its closing days.")
    actions.is_the_same(friction=logged[1][1], as_=friday, by=operations)
    actions.step(friction=twice, by=operations, state="fixing", note="A list of direct numbers on each desk.")
    _lessons(project, lead, twice)


def _log(project: Project, by: User, words: str, place: str, name: str, days: int) -> Friction:
    friction = actions.log_friction(
        project=project, by=None if name else by, words=words, place=place, name=name
    )
    at = timezone.now() - datetime.timedelta(days=days)
    Sighting.objects.filter(friction=friction).update(seen_at=at)
    return friction


def _lessons(project: Project, lead: User, twice: Friction) -> None:
    measures = {measure.name: measure for measure in project.measures.all()}
    lessons: tuple[dict[str, Any], ...] = (
        {
            "title": "Reminder calls in the evening pay for themselves",
            "proved": "The cost of a completed visit fell by about a third and stayed there, while more patients "
            "were reached and more came. Scheduling itself did not change: what changed is who picks up.",
            "carries": "Begin with reminder calls until eight in the evening. Do not pilot them again.",
            "measures": [
                measures["Outreach cost per completed visit"], measures["Contact rate"], measures["Show rate"],
            ],
        },
        {
            "title": "A list on each desk does not replace a view of the referral",
            "proved": "Three fixes in three months, and callers are still transferred twice.",
            "carries": "Ask for the view of the referral before the first agent is trained.",
            "frictions": [twice],
        },
    )  # fmt: skip
    for lesson in lessons:
        actions.learn(project=project, by=lead, **lesson)
