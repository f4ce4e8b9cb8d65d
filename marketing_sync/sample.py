"""Invented launches for the sample project, relative to today, made by the same actions as real ones."""

import datetime
from typing import Any

from django.utils import timezone

from mailroom import actions as mailroom
from marketing_sync import actions, mail, sample_calls
from marketing_sync.models import (
    Alert,
    AlertContact,
    CurveKind,
    Impact,
    Item,
    Kind,
    Launch,
    LaunchChange,
    Meeting,
    Window,
)
from projects.models import Project, Role, User


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Seven launches in different states, the people to alert, and some who have confirmed."""
    marketing, operations = members[Role.MARKETING], members[Role.OPERATIONS]

    sample_calls.load(project=project, by=operations, today=today)
    actions.open_intake(project=project, by=members[Role.LEAD])
    for purpose in (mail.FLOOR, mail.FEED):
        actions.open_link(project=project, purpose=purpose, by=operations)

    def register(days: int, *, early: int = 0, late: int = 0, **fields: Any) -> Launch:
        likely = today + datetime.timedelta(days=days)
        window = Window(
            likely - datetime.timedelta(days=early), likely, likely + datetime.timedelta(days=late)
        )
        return actions.register(project=project, by=marketing, window=window, **fields)

    def review(launch: Launch, impact: str, reasons: str) -> Launch:
        return actions.review(
            launch=launch, by=operations, version=launch.version, impact=impact, reasons=reasons
        )

    # The first letter went out before anybody had made a list of whom to alert.
    flu = register(
        0,
        name="Flu shot letter",
        kind=Kind.PATIENT_LETTER,
        audience_size=18_400,
        offer="Walk-in flu shots on three Saturdays, no appointment needed.",
        caller_questions="Do I really need no appointment?\nIs my insurance billed?",
    )
    flu = review(flu, Impact.DIRECT, "The letter prints our number under the clinic addresses.")
    flu = actions.end(launch=actions.drop(launch=flu, by=marketing, version=flu.version), by=marketing)
    _age(flu, days=52, notice=9)
    _put_back(flu, days=43)

    people = _people(project, operations)

    radio = register(
        0,
        name="Weekend clinic hours, radio spot",
        kind=Kind.BROADCAST,
        audience_size=120_000,
        offer="The walk-in clinic is open on Saturdays and Sundays until eight.",
        caller_questions="Which clinic is it?\nCan I come with a child?\nHow long is the wait right now?",
    )
    radio = review(radio, Impact.DIRECT, "The spot ends with our number, and it runs in the evening.")
    _confirm(radio, people)
    actions.drop(launch=radio, by=marketing, version=radio.version)
    _confirm(radio, people[:1])
    _age(radio, days=21, notice=21)

    register(
        2,
        name="School sports physicals",
        kind=Kind.EMAIL,
        audience_size=8_600,
        offer="A sports physical within the week, with every form signed on the spot.",
        caller_questions="Can you sign the school's own form?\nHave you got something after four?",
    )

    heart = register(
        13,
        early=3,
        late=4,
        name="Heart screening letter",
        kind=Kind.DIRECT_MAIL,
        audience_size=42_000,
        offer="A heart screening for 49 USD at four sites, for everybody over 45.",
        caller_questions="Does insurance pay?\nHow long does it take?\nMay I eat before?\nWhere can I park?",
    )
    heart = review(heart, Impact.DIRECT, "Every letter asks to call, and nothing can be booked online.")
    _confirm(heart, people[:1])
    _age(heart, days=11, notice=24)

    _prepare_heart(heart, marketing, operations)
    _train_for(heart, operations)

    seminar = register(
        23,
        name="Joint pain seminar",
        kind=Kind.EVENT,
        audience_size=900,
        offer="An evening with two orthopedic surgeons at the library, free, with soup.",
        caller_questions="Is there still room?\nWill it be recorded?",
    )
    seminar = review(
        seminar, Impact.ANCILLARY, "Seats are booked online; some will call to ask for directions."
    )
    _age(seminar, days=18, notice=41)
    actions.move(
        launch=seminar,
        by=marketing,
        version=seminar.version,
        window=Window(*(today + datetime.timedelta(days=days) for days in (30, 30, 30))),
        reason="The library has its book fair in the week that was planned.",
    )

    portal = register(
        16,
        name="Patient portal reminder",
        kind=Kind.EMAIL,
        audience_size=31_000,
        offer="See your results the day they are ready: sign up for the portal.",
        caller_questions="I forgot my password.\nIs this e-mail really from you?",
    )
    actions.cancel(
        launch=portal,
        by=marketing,
        version=portal.version,
        reason="The sign-up page is being rebuilt; a new date will be registered.",
    )

    register(
        55,
        early=10,
        late=20,
        name="Cardiology nurse line",
        kind=Kind.PRODUCT,
        audience_size=5_200,
        offer="A nurse for patients of our cardiologists, day and night.",
    )
    actions.learn_from_calls(project=project)
    actions.assume(
        launch=heart,
        by=operations,
        version=1,
        rate=7.0,
        variation=30.0,
        curve=CurveKind.PRESET,
        days=None,
        sigma=None,
        delay=0.0,
    )
    actions.make(launch=Launch.objects.select_related("project").get(pk=heart.pk))

    _meet(project, marketing, operations, today)


def _prepare_heart(heart: Launch, marketing: User, operations: User) -> None:
    """The brief in its second version, read by five of seven; contingencies are still to be written."""
    agents = [
        actions.add_agent(
            project=heart.project,
            by=operations,
            name=name,
            email=f"{name.split()[0].lower()}.{name.split()[1].lower()}@example.org",
            team=team,
            language=language,
        )
        for name, team, language in (
            ("Omar Farouk", "Appointments", "en"),
            ("Lucia Mendez", "Appointments", "es"),
            ("Ruth Abebe", "Appointments", "en"),
            ("Ben Whitfield", "Referrals", "en"),
            ("Rosa Delgado", "Referrals", "es"),
            ("Kim Tran", "Evening", "en"),
            ("Paula Novak", "Evening", "en"),
        )
    ]
    text = {
        "offer": heart.offer,
        "caller_questions": heart.caller_questions,
        "answers": "Insurance: no, it is 49 USD for everybody, paid on the day.\n"
        "Time: half an hour with the talk afterwards.\nEating: nothing for four hours before.",
        "look": "Knowledge base, “Heart screening”; free places in the scheduler under HS.",
        "escalation": "Chest pain now: nurse line, warm transfer. Everything else: Ana Ruiz until five.",
    }
    actions.write_brief(launch=heart, by=marketing, version=0, ask=True, **text)
    first = actions.approve_brief(launch=heart, by=operations, version=1)
    for agent in agents:
        actions.confirm_reading(reading=first.readings.get(agent=agent))
    text["answers"] += "\nParking: free behind the clinic, entrance Mill Street."
    actions.write_brief(launch=heart, by=marketing, version=1, ask=True, **text)
    second = actions.approve_brief(launch=heart, by=operations, version=2)
    for agent in agents[:5]:
        actions.confirm_reading(reading=second.readings.get(agent=agent))
    for item, note in (
        (Item.TRAINING, "All three teams, half an hour each, with the clinic's nurse."),
        (Item.ACCESS, "The HS calendar is open to everybody since Monday."),
    ):
        actions.prepare(launch=heart, by=operations, item=item, note=note)


def _train_for(heart: Launch, operations: User) -> None:
    """Two temporary people: one has learned what the letter asks for, one has still to."""
    day = datetime.timedelta(days=1)
    training = actions.train_for(
        launch=heart,
        by=operations,
        version=0,
        times=actions.Times(heart.earliest - 2 * day, heart.latest + 35 * day, heart.latest + 63 * day),
        people=[],
        newcomers=[("Ines Marin", "ines.marin@example.org"), ("Joel Haas", "joel.haas@example.org")],
        parts=list(heart.project.training_units.filter(name="Identity check")),
        own_part="Heart screening letter",
        minutes=180,
    )
    ines = training.people.get(name="Ines Marin")
    actions.is_trained_for(launch=heart, colleague=ines, by=operations)


def _meet(project: Project, marketing: User, operations: User, today: datetime.date) -> None:
    """A meeting that was held last week, one ahead, actions of both sides, and two visits."""
    week = datetime.timedelta(days=7)
    actions.plan_meetings(
        project=project,
        by=operations,
        version=0,
        starts_on=today - week,
        at_time=datetime.time(9, 30),
        every_weeks=2,
        place="Room 2.14, or the usual link",
    )
    meeting = Meeting.objects.get(project=project)
    meeting = actions.write_minutes(
        meeting=meeting,
        by=operations,
        version=meeting.version,
        day=today - week,
        present="Marcus, Ana, Grace, Dana",
        minutes="The flu letter rang a day before we knew. The liaison now gets each print order.",
    )
    actions.hold_meeting(meeting=meeting, by=operations)
    Meeting.objects.filter(pk=meeting.pk).update(held_at=timezone.now() - week)
    for what, owner, days in (
        ("Ask the printer for the earliest drop day of the heart letter.", marketing, 3),
        ("Put the parking map where agents find it.", operations, -1),
    ):
        actions.promise(
            meeting=meeting, by=owner, what=what, owner=owner, due_on=today + datetime.timedelta(days=days)
        )
    omar, lucia = (project.agents.get(email__startswith=name) for name in ("omar", "lucia"))
    actions.plan_visit(
        project=project,
        by=marketing,
        visitor="Marcus Webb",
        agent=omar,
        day=today - datetime.timedelta(days=12),
        took_away="Half of the callers asked where to park. Nobody sees the map on the letter's back.",
    )
    actions.plan_visit(
        project=project,
        by=marketing,
        visitor="Noor Haddad",
        agent=lucia,
        day=today + datetime.timedelta(days=6),
    )


def _people(project: Project, by: User) -> list[AlertContact]:
    evening, morning = datetime.time(21), datetime.time(7)
    return [
        actions.add_contact(project=project, by=by, **fields)
        for fields in (
            {
                "name": "Grace Lindqvist",
                "email": "grace.lindqvist@example.org",
                "role": "Referral desk",
                "time_zone": project.time_zone,
            },
            {
                "name": "Priya Nair",
                "email": "priya.nair@example.org",
                "role": "Operations",
                "time_zone": project.time_zone,
                "quiet_from": evening,
                "quiet_until": morning,
            },
            {
                "name": "Tomás Aguilar",
                "email": "tomas.aguilar@example.org",
                "role": "Evening shift lead",
                "time_zone": "America/Los_Angeles",
                "quiet_from": datetime.time(23),
                "quiet_until": datetime.time(10),
                "stands_in": True,
            },
        )
    ]


def _confirm(launch: Launch, people: list[AlertContact]) -> None:
    """These people press the button in the mails that they got about the launch."""
    sent = Alert.objects.unconfirmed().filter(change__launch=launch, contact__in=people)
    for alert in sent.select_related("confirmation"):
        if alert.confirmation is not None:
            mailroom.confirm(confirmation=alert.confirmation)


def _age(launch: Launch, *, days: int, notice: int) -> None:
    """Lets the launch have been registered and reviewed so many days ago, with so many days of notice."""
    ago = datetime.timedelta(days=days)
    Launch.objects.filter(pk=launch.pk).update(
        registered_at=launch.registered_at - ago,
        reviewed_at=launch.registered_at - ago + datetime.timedelta(hours=5),
        notice_days=notice,
    )
    first = launch.changes.earliest("pk")
    LaunchChange.objects.filter(pk=first.pk).update(at=first.at - ago)


def _put_back(launch: Launch, *, days: int) -> None:
    """Lets a launch that went out today have gone out so many days ago."""
    ago = datetime.timedelta(days=days)
    then = launch.likely - ago
    window = {"earliest": then, "likely": then, "latest": then}
    Launch.objects.filter(pk=launch.pk).update(**window, dropped_on=then)
    LaunchChange.objects.filter(launch=launch).update(**window)
    dropped = launch.changes.latest("pk")
    LaunchChange.objects.filter(pk=dropped.pk).update(at=dropped.at - ago)
