"""The launch calendar and its feed: days, heat, collisions, events that move (cases 17, 24, 33)."""

import datetime
from typing import Any

import ics
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import links
from marketing_sync import actions, mail, queries
from marketing_sync.models import Impact, Kind, Launch, LaunchState
from projects.models import Project
from tests.marketing_sync.factories import make_launch, make_reviewed, make_shared, make_window
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def shown(client: Client, project: Project, **asked: str) -> Any:
    return client.get(reverse("marketing_sync:calendar", args=[project.slug]), asked)


def collisions(project: Project, month: str = "2026-09") -> list[str]:
    first = queries.month_of(month, project.today())
    return [one.words for one in queries.calendar_of(project, first=first, months=1).collisions]


def test_each_launch_stands_on_its_day_and_the_month_can_be_turned(client: Client, project: Project):
    make_launch(project, name="Heart letter", days=3, early=1, late=2)
    make_launch(project, name="Seminar", days=35)
    page = shown(client, project).content.decode()
    assert ("Heart letter" in page, "Seminar" in page, "September 2026" in page) == (True, False, True)
    assert "(17 Sep – 20 Sep)" in page
    assert "Seminar" in shown(client, project, month="2026-10").content.decode()
    quarter = shown(client, project, view="quarter").content.decode()
    assert all(name in quarter for name in ("September 2026", "October 2026", "November 2026"))


@pytest.mark.parametrize("month", ["", "0000-00", "9999-99", "2026-13", "\x00", "99999-01", "-2026", "soon"])
def test_whatever_month_is_asked_for_a_month_is_shown(client: Client, project: Project, month: str):
    assert shown(client, project, month=month, view="decade").status_code == 200


def test_where_launches_collide_is_said_in_words(project: Project):
    make_launch(project, name="Heart letter", days=0)
    assert collisions(project) == []
    make_launch(project, name="Portal mail", days=4, kind=Kind.EMAIL)
    assert collisions(project) == ["Sat 19 Sep: Heart letter and Portal mail ring at the same time."]
    make_launch(project, name="Product", days=2, kind=Kind.PRODUCT)
    assert collisions(project) == [
        "Thu 17 Sep to Wed 23 Sep: Heart letter, Product and Portal mail ring at the same time."
    ]


def test_what_nobody_will_call_about_and_what_was_called_off_collides_with_nothing(project: Project):
    make_launch(project, name="Heart letter", days=0)
    make_reviewed(make_launch(project, days=1), Impact.NONE)
    off = make_launch(project, days=1)
    actions.cancel(launch=off, by=lead_of(project), version=off.version)
    assert collisions(project) == []


def test_the_days_after_a_large_letter_are_warmer_than_those_after_a_small_mail(project: Project):
    make_launch(project, days=0, audience_size=40_000)
    make_launch(project, days=-10, audience_size=500, kind=Kind.EMAIL)
    (month,) = queries.calendar_of(project, first=datetime.date(2026, 9, 1), months=1).months
    heat = {day.date.day: day.heat for week in month.weeks for day in week if day}
    assert (heat[4], heat[5], heat[20]) == (0, 1, 4)


def test_a_calendar_of_500_launches_is_one_question_to_the_database(project: Project):
    make_launch(project)
    row = Launch.objects.get()
    Launch.objects.bulk_create(
        Launch(
            project=project,
            name=f"Launch {number}",
            kind=Kind.DIRECT_MAIL,
            earliest=day,
            likely=day,
            latest=day,
            registered_by=row.registered_by,
            notice_days=20,
            agreed_days=14,
        )
        for number in range(500)
        for day in [project.today() + datetime.timedelta(days=number % 90)]
    )
    with CaptureQueriesContext(connection) as ran:
        made = queries.calendar_of(project, first=datetime.date(2026, 9, 1), months=3)
    assert (len(ran), made.total) == (1, len([n for n in range(500) if n % 90 <= 76]) + 1)


# --- the feed ---


def feed(project: Project) -> bytes:
    answer = Client().get(links.url(make_shared(project, mail.FEED)))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def both(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The events by UID as two readers that know nothing of the writer see them."""
    one = {event.uid: event for event in ics.Calendar(text).events}
    other = {event.uid.value: event for event in vobject.readOne(text).vevent_list}
    assert one.keys() == other.keys()
    return one, other


def days_of(event: Any) -> tuple[str, str]:
    return event.dtstart.value.isoformat(), event.dtend.value.isoformat()


def test_calendars_follow_a_launch_through_its_changes(project: Project):
    launch = make_launch(project, name="Heart letter", days=10, early=2, late=3, offer="49 USD; today, only")
    one, other = both(feed(project).decode())
    ((uid, event),) = other.items()
    assert uid.startswith(f"launch-{launch.pk}@")
    assert days_of(event) == ("2026-09-23", "2026-09-29")
    assert (event.summary.value, event.status.value, event.sequence.value) == (
        "Heart letter (likely Fri 25 Sep)",
        "TENTATIVE",
        "0",
    )
    assert one[uid].all_day
    assert one[uid].description == "49 USD; today, only"

    actions.move(launch=launch, by=lead_of(project), version=1, window=make_window(project, 20))
    moved = both(feed(project).decode())[1][uid]
    assert days_of(moved) == ("2026-10-05", "2026-10-06")
    assert (moved.status.value, moved.sequence.value) == ("CONFIRMED", "1")

    actions.cancel(launch=launch, by=lead_of(project), version=2)
    off = both(feed(project).decode())[1][uid]
    assert (off.status.value, off.sequence.value, off.summary.value) == (
        "CANCELLED",
        "2",
        "Cancelled: Heart letter",
    )


def test_what_went_out_early_moves_to_the_day_it_went_out(project: Project):
    launch = make_launch(project, days=10)
    actions.drop(launch=launch, by=lead_of(project), version=1)
    (event,) = both(feed(project).decode())[1].values()
    assert event.dtstart.value == datetime.date(2026, 9, 15)


def test_the_feed_forgets_what_was_over_three_months_ago(project: Project, frozen: TimeMachineFixture):
    launch = make_launch(project, days=10)
    make_launch(project, name="Ahead", days=200)
    actions.cancel(launch=launch, by=lead_of(project), version=1)
    assert len(both(feed(project).decode())[1]) == 2
    frozen.shift(datetime.timedelta(days=91))
    assert [event.summary.value for event in both(feed(project).decode())[1].values()] == ["Ahead"]


@pytest.mark.parametrize(
    "name",
    [
        "Heart; letter, \\n “49” 🫀👩‍⚕️" + "x" * 90,
        "BEGIN:VEVENT\r\nUID:forged\r\nEND:VEVENT",
        "{{ 7|add:7 }}<script>alert(1)</script>",
        "\u202eletter رسالة " + "🫀" * 60,
    ],
)
def test_whatever_a_launch_is_called_the_feed_stays_whole(project: Project, name: str):
    launch = make_launch(project, name=name[:160], offer=name, caller_questions=name)
    content = feed(project)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    ((uid, event),) = both(content.decode())[1].items()
    assert uid.startswith(f"launch-{launch.pk}@")
    assert name.splitlines()[-1] in event.summary.value.replace("\r", "")


def test_the_feed_asks_the_same_however_many_launches_there_are(project: Project):
    counts = []
    for extra in (1, 2, 7):
        for number in range(extra):
            make_launch(project, days=5 + number)
        here = links.url(make_shared(project, mail.FEED))
        with CaptureQueriesContext(connection) as ran:
            Client().get(here)
        counts.append(len(ran))
    assert counts == [counts[0]] * 3
    assert Launch.objects.filter(state=LaunchState.PLANNED).count() == 10


def test_a_closed_feed_is_gone_and_a_feed_takes_no_post(project: Project):
    here = links.url(make_shared(project, mail.FEED))
    assert Client().post(here).status_code == 405
    actions.close_link(project=project, purpose=mail.FEED, by=lead_of(project))
    assert Client().get(here).status_code == 404
