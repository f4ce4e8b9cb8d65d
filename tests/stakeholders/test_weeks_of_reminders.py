"""Three weeks, hour by hour: exactly these mails go to exactly these people in their project's morning."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from time_machine import TimeMachineFixture

from mailroom.models import Message, Suppression
from mailroom.models import State as MailState
from projects.models import Project
from stakeholders import actions, schedule
from stakeholders.models import Interview, Round, Stakeholder
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make

HOUR = datetime.timedelta(hours=1)


class Sent(NamedTuple):
    """A reminder: when it was written in the project's zone, to whom, of which rounds."""

    when: str
    to: str
    of: str


def run(clock: TimeMachineFixture, project: Project, until: datetime.datetime) -> None:
    """The clock of the planner ticks twice an hour around the morning, thrice in the rest of a day."""
    now = datetime.datetime.now(datetime.UTC)
    while now < until:
        now += HOUR / 2
        clock.move_to(now, tick=False)
        here = now.astimezone(project.zone)
        if 7 <= here.hour <= 11 or (here.hour, here.minute) in {(0, 30), (14, 0), (20, 0)}:
            schedule.send_due_reminders()


def sent(project: Project) -> list[Sent]:
    mails = Message.objects.filter(kind="stakeholders.reminder", state=MailState.QUEUED).order_by("pk")
    return [
        Sent(
            f"{one.created_at.astimezone(project.zone):%a %d %b %H:%M %Z}",
            one.to_email.partition("@")[0],
            ", ".join(
                asked.title for asked in project.rounds.order_by("pk") if f"{asked.title}: until" in one.text
            ),
        )
        for one in mails
    ]


def people_of(project: Project, *names: str) -> dict[str, Stakeholder]:
    return {name: make.make_stakeholder(project, name=name, email=f"{name}@example.org") for name in names}


def interview(asked: Round, name: str) -> Interview:
    return asked.interviews.get(stakeholder__name=name)


@pytest.mark.parametrize(
    ("zone", "start", "before", "after"),
    [
        # The clocks go back on 1 November and forward on 8 March in Chicago, in Madrid on 25 October.
        ("America/Chicago", datetime.date(2026, 10, 26), "CDT", "CST"),
        ("America/Chicago", datetime.date(2026, 3, 2), "CST", "CDT"),
        ("Europe/Madrid", datetime.date(2026, 10, 19), "CEST", "CET"),
    ],
)
def test_three_weeks_over_a_change_of_the_clocks(
    project: Project,
    time_machine: TimeMachineFixture,
    zone: str,
    start: datetime.date,
    before: str,
    after: str,
):
    Project.objects.filter(pk=project.pk).update(time_zone=zone)
    project.refresh_from_db()

    def local(day: int, hour: int) -> datetime.datetime:
        return datetime.datetime.combine(
            start + datetime.timedelta(days=day), datetime.time(hour), ZoneInfo(zone)
        )

    def day(number: int) -> str:
        shown = before if number < 6 else after
        return f"{start + datetime.timedelta(days=number):%a %d %b} 08:00 {shown}"

    time_machine.move_to(local(0, 15), tick=False)
    people = people_of(project, "ana", "bo", "cy", "dee", "eve", "flo")
    first = make.make_round(
        project,
        *people.values(),
        title="First",
        deadline=local(15, 17),
        reminder_days=[3, 7, 12],
        remind_before_end=True,
    )
    run(time_machine, project, local(2, 12))
    actions.submit(interview=interview(first, "bo"))
    Suppression.objects.create(project=project, email="eve@example.org", reason="unsubscribed")
    run(time_machine, project, local(5, 10))
    make.make_round(
        project,
        people["ana"],
        title="Second",
        deadline=local(20, 9),
        reminder_days=[3],
        remind_before_end=True,
    )
    run(time_machine, project, local(6, 22))
    actions.decline(interview=interview(first, "cy"), reason="")
    run(time_machine, project, local(8, 9))
    actions.stop_reminders(interview=interview(first, "dee"))
    actions.name_colleague(
        interview=interview(first, "flo"), name="Gil", email="gil@example.org", note="Knows it better"
    )
    run(time_machine, project, local(22, 9))

    # On the 12th day only Ana is left of the first round.
    assert sent(project) == [
        Sent(day(3), "ana", "First"),
        Sent(day(3), "cy", "First"),
        Sent(day(3), "dee", "First"),
        Sent(day(3), "flo", "First"),
        Sent(day(7), "ana", "First, Second"),
        Sent(day(7), "dee", "First"),
        Sent(day(7), "flo", "First"),
        Sent(day(8), "ana", "First, Second"),
        Sent(day(12), "ana", "First, Second"),
        Sent(day(14), "ana", "First, Second"),
        Sent(day(19), "ana", "Second"),
    ]


def test_a_moved_deadline_is_reminded_of_again(project: Project, time_machine: TimeMachineFixture):
    start = datetime.datetime(2026, 6, 1, 15, tzinfo=project.zone)
    time_machine.move_to(start, tick=False)
    people = people_of(project, "ana")
    asked = make.make_round(
        project,
        *people.values(),
        title="First",
        deadline=start + 4 * 24 * HOUR,
        reminder_days=[],
        remind_before_end=True,
    )
    run(time_machine, project, start + 3.5 * 24 * HOUR)
    actions.change_round(
        round=asked, version=asked.version, by=lead_of(project), deadline=start + 10 * 24 * HOUR
    )
    run(time_machine, project, start + 12 * 24 * HOUR)
    assert [one.when[:10] for one in sent(project)] == ["Thu 04 Jun", "Wed 10 Jun"]


def test_who_is_invited_on_the_day_before_the_end_is_not_reminded_the_same_day(
    project: Project, time_machine: TimeMachineFixture
):
    start = datetime.datetime(2026, 6, 1, 8, tzinfo=project.zone)
    time_machine.move_to(start, tick=False)
    make.make_round(project, deadline=start + 30 * HOUR, reminder_days=[], remind_before_end=True)
    run(time_machine, project, start + 30 * HOUR)
    assert sent(project) == []
