"""Three weeks of a ladder over a change of the clocks: exactly these mails arrive, at these times.

The planner's clock rings, due rows are tended, the outbox sends; what counts is what the mail server got,
at the time that the reader's own clock showed then.
"""

import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from mailroom import delivery, links
from mailroom.models import Confirmation
from marketing_sync import actions, queries, schedule
from marketing_sync.models import Alert, Launch
from projects.models import Project
from tests.fixtures.mail import Received, SmtpSink
from tests.marketing_sync.factories import (
    make_contact,
    make_launch,
    make_reviewed,
    make_window,
    set_agreement,
)
from tests.projects.factories import lead_of, make_project

# The outbox claims rows on connections of its own.
pytestmark = pytest.mark.django_db(transaction=True)
HALF_HOUR = datetime.timedelta(minutes=30)
CHICAGO, MADRID = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Madrid")
# When the clock rings: before and at every time that somebody set, and deep in each night.
RINGS = {"00:30", "02:00", "02:30", "03:00", "03:30", "06:30", "07:30", "08:00", "10:00", "12:00", "19:00"}
MORNING, NIGHT = datetime.time(8), datetime.time(2, 30)
PEOPLE: dict[str, dict[str, Any]] = {
    "Priya": {},
    "Nora": {
        "time_zone": "Europe/Madrid",
        "quiet_from": datetime.time(20),
        "quiet_until": datetime.time(9, 30),
    },
    "Dee": {"digest_at": datetime.time(19)},
    "Sam": {"stands_in": True},
}


class Mail(NamedTuple):
    """On which day of the story and at what time of the reader's own clock a mail came, to whom, of what."""

    day: int
    time: str
    to: str
    subject: str


class Weeks:
    """A project in Chicago, its alert list, and the days through which its clock is walked."""

    def __init__(self, clock: TimeMachineFixture, sink: SmtpSink, start: datetime.date) -> None:
        self.clock, self.sink, self.start = clock, sink, start
        clock.move_to(self.local(0, 9), tick=False)
        self.project: Project = make_project("Riverbend", time_zone=str(CHICAGO))
        self.lead = lead_of(self.project)
        set_agreement(self.project, escalate_hours=4)
        actions.save_ladder(
            project=self.project, by=self.lead, rungs=[(14, MORNING), (7, MORNING), (1, NIGHT)]
        )
        for name, fields in PEOPLE.items():
            make_contact(self.project, name=name, email=f"{name.lower()}@example.org", **fields)

    def local(self, day: int, hour: int) -> datetime.datetime:
        """That hour of a day of the story, as the clocks of Chicago show it."""
        date = self.start + datetime.timedelta(days=day)
        return datetime.datetime.combine(date, datetime.time(hour), CHICAGO)

    def launch(self, name: str) -> Launch:
        return make_reviewed(make_launch(self.project, days=15, name=name))

    def walk(self, day: int, hour: int) -> None:
        """Ring by ring until then. All but Priya confirm what they get; somebody stands in for her."""
        now, until = datetime.datetime.now(datetime.UTC), self.local(day, hour).astimezone(datetime.UTC)
        while now < until:
            now += HALF_HOUR
            if f"{now.astimezone(CHICAGO):%H:%M}" in RINGS:
                self.clock.move_to(now, tick=False)
                self.ring()
        self.clock.move_to(until, tick=False)

    def ring(self) -> None:
        launches, people = schedule.with_something_due(), queries.with_digest_due()
        for launch_id in launches:
            schedule.tend(launch_id)
        for contact_id in people:
            schedule.digest(contact_id)
        if launches or people:
            self.deliver()

    def deliver(self) -> None:
        delivery.run()
        self.confirm("Nora", "Dee", "Sam")

    def confirm(self, *names: str) -> None:
        """These people open the link of everything that they were sent, and say that they have read it."""
        sent = Alert.objects.sent().filter(contact__name__in=names).values("pk")
        for asked in Confirmation.objects.filter(about_id__in=sent, confirmed_at=None).select_related("link"):
            assert Client().post(links.url(asked.link)).status_code == 302

    def day(self, number: int) -> str:
        date = self.start + datetime.timedelta(days=number)
        return f"{date:%a} {date.day} {date:%b}"

    def arrived(self) -> list[Mail]:
        return sorted(map(self._told, self.sink.received))

    def _told(self, mail: Received) -> Mail:
        who = mail.recipients[0].partition("@")[0]
        when = datetime.datetime.fromtimestamp(mail.at, MADRID if who == "nora" else CHICAGO)
        return Mail((when.date() - self.start).days, f"{when:%H:%M %Z}", who, str(mail.message["Subject"]))


class Clocks(NamedTuple):
    """What clocks show before and after the change: of Chicago, of Madrid, and at what is set for 02:30."""

    before: str
    after: str
    madrid: str
    madrid_later: str
    ten_in_madrid: str
    night: str
    four_hours_later: str


@pytest.mark.parametrize(
    ("start", "clocks"),
    [
        # Chicago goes back in the night to day 14, Madrid a week before.
        (
            datetime.date(2026, 10, 18),
            Clocks("CDT", "CST", "CEST", "CET", "16:00 CET", "02:30 CST", "06:30 CST"),
        ),
        # Chicago goes forward in the night to day 14, when half past two does not exist.
        (
            datetime.date(2026, 2, 22),
            Clocks("CST", "CDT", "CET", "CET", "17:00 CET", "03:30 CDT", "07:30 CDT"),
        ),
    ],
)
def test_three_weeks_over_a_change_of_the_clocks(
    time_machine: TimeMachineFixture, smtp_sink: SmtpSink, start: datetime.date, clocks: Clocks
) -> None:
    weeks = Weeks(time_machine, smtp_sink, start)
    letter, fair = weeks.launch("Letter"), weeks.launch("Fair")
    weeks.walk(1, 11)
    weeks.confirm("Priya")
    weeks.walk(10, 10)
    letter.refresh_from_db()
    window = make_window(weeks.project, 11)
    actions.move(launch=letter, by=weeks.lead, version=letter.version, window=window)
    weeks.deliver()
    weeks.walk(14, 23)
    fair.refresh_from_db()
    actions.cancel(launch=fair, by=weeks.lead, version=fair.version, reason="")
    weeks.deliver()
    weeks.walk(21, 12)

    before, after, madrid, madrid_later, ten_in_madrid, night, four_hours_later = clocks
    first, new = weeks.day(15), weeks.day(21)
    both = "2 launches to know of: Letter, Fair"
    moved = f"New date: Letter now goes out {new} (in 11 days)"
    off = "Cancelled: Fair does not go out"
    assert weeks.arrived() == [
        # Priya confirms these two in time, so nobody stands in for her.
        Mail(1, f"08:00 {before}", "priya", f"Fair goes out {first} (in 14 days)"),
        Mail(1, f"08:00 {before}", "priya", f"Letter goes out {first} (in 14 days)"),
        # Nora is left in peace until half past nine of her own clock.
        Mail(1, f"09:30 {madrid}", "nora", f"Fair goes out {first} (in 14 days)"),
        Mail(1, f"09:30 {madrid}", "nora", f"Letter goes out {first} (in 14 days)"),
        Mail(1, f"19:00 {before}", "dee", both),
        Mail(8, f"08:00 {before}", "priya", f"Fair goes out {first} (in 7 days)"),
        Mail(8, f"08:00 {before}", "priya", f"Letter goes out {first} (in 7 days)"),
        Mail(8, f"09:30 {madrid_later}", "nora", f"Fair goes out {first} (in 7 days)"),
        Mail(8, f"09:30 {madrid_later}", "nora", f"Letter goes out {first} (in 7 days)"),
        Mail(8, f"12:00 {before}", "sam", f"Fair goes out {first} (in 7 days)"),
        Mail(8, f"12:00 {before}", "sam", f"Letter goes out {first} (in 7 days)"),
        Mail(8, f"19:00 {before}", "dee", both),
        # The letter moves by six days: everybody who was told hears it at once, Dee too.
        Mail(10, f"10:00 {before}", "dee", moved),
        Mail(10, f"10:00 {before}", "priya", moved),
        Mail(10, f"10:00 {before}", "sam", moved),
        Mail(10, ten_in_madrid, "nora", moved),
        # The day of the change: the fair is tomorrow, the letter's new ladder has its step of a week before.
        Mail(14, night, "priya", f"Fair goes out {first} (tomorrow)"),
        Mail(14, four_hours_later, "sam", f"Fair goes out {first} (tomorrow)"),
        Mail(14, f"08:00 {after}", "priya", f"Letter goes out {new} (in 7 days)"),
        Mail(14, "09:30 CET", "nora", f"Fair goes out {first} (tomorrow)"),
        Mail(14, "09:30 CET", "nora", f"Letter goes out {new} (in 7 days)"),
        Mail(14, f"12:00 {after}", "sam", f"Letter goes out {new} (in 7 days)"),
        Mail(14, f"19:00 {after}", "dee", both),
        # Called off late in the evening, in the middle of Nora's night.
        Mail(14, f"23:00 {after}", "dee", off),
        Mail(14, f"23:00 {after}", "priya", off),
        Mail(14, f"23:00 {after}", "sam", off),
        Mail(15, "09:30 CET", "nora", off),
        Mail(20, f"02:30 {after}", "priya", f"Letter goes out {new} (tomorrow)"),
        Mail(20, f"06:30 {after}", "sam", f"Letter goes out {new} (tomorrow)"),
        Mail(20, "09:30 CET", "nora", f"Letter goes out {new} (tomorrow)"),
        Mail(20, f"19:00 {after}", "dee", f"Letter goes out {new} (tomorrow)"),
    ]
