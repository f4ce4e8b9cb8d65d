"""Measures that follow what the project knows: the readiness score, and the calls answered in time."""

import pytest
from django.test import Client
from django.urls import reverse

from marketing_sync import actions as launches
from outcomes import tasks
from outcomes.models import Measure
from projects.models import Project
from tests.crisis.test_readiness import drill
from tests.outcomes.factories import make_measure
from tests.projects.factories import lead_of, make_project

pytestmark = pytest.mark.usefixtures("frozen")  # Tuesday, 15 September 2026


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend")


def read(measure: Measure) -> list[str]:
    return [f"{one.on} {one.count} of {one.of}" for one in measure.readings.kept().order_by("on")]


def bring(project: Project, *days: str) -> None:
    # A second, empty interval of each day shows how long they are.
    quiet = [day.split(",")[0] + ",08:30,0,0,0,0" for day in days]
    content = "\n".join(["Date,Time,Offered,Answered,Answered within SL,Abandoned", *days, *quiet])
    by = lead_of(project)
    kept = launches.upload_calls(project=project, filename="calls.csv", content=content.encode(), by=by)
    launches.confirm_calls(upload=kept, by=by)


def test_the_readiness_score_is_read_as_points_of_a_hundred(project: Project):
    measure = make_measure(project, kind="share", unit="", source="readiness")
    tasks.clock()
    assert read(measure) == []
    drill(project)
    for _time in range(2):
        tasks.clock()
    assert read(measure) == ["2026-09-07 20 of 100"]


def test_calls_answered_in_time_are_read_week_by_week_also_of_weeks_that_come_in_late(project: Project):
    measure = make_measure(project, kind="share", unit="", source="service_level")
    tasks.clock()
    assert read(measure) == []
    bring(
        project,
        "2026-08-24,08:00,40,38,30,2",
        "2026-08-25,08:00,60,57,50,3",
        "2026-08-31,08:00,50,49,45,1",
        # Of the last week that ended a day is known, and none after it: more of it may come.
        "2026-09-07,08:00,10,10,10,0",
    )
    for _time in range(2):
        tasks.clock()
    assert read(measure) == ["2026-08-24 80 of 100", "2026-08-31 45 of 50"]
    bring(project, "2026-09-09,08:00,10,10,6,0", "2026-09-14,08:00,10,10,9,0")
    tasks.clock()
    assert read(measure)[2:] == ["2026-09-07 16 of 20"]


def test_intervals_that_do_not_say_what_was_in_time_say_nothing_of_the_service_level(project: Project):
    measure = make_measure(project, kind="share", unit="", source="service_level")
    days = b"2026-08-24,08:00,40,38\n2026-08-24,08:30,40,38\n2026-09-01,08:00,40,38\n"
    content = b"Date,Time,Offered,Answered\n" + days
    by = lead_of(project)
    kept = launches.upload_calls(project=project, filename="calls.csv", content=content, by=by)
    launches.confirm_calls(upload=kept, by=by)
    tasks.clock()
    assert read(measure) == []


def test_what_was_in_time_leaves_with_the_history_and_comes_in_again(client: Client, project: Project):
    client.force_login(lead_of(project))
    bring(project, "2026-08-24,08:00,40,38,30,2")
    file = client.get(reverse("marketing_sync:export_calls", args=[project.slug]), {"format": "csv"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Date,Time,Minutes,Offered,Answered,Answered in time,Abandoned,AHT"
    assert lines[1].startswith("2026-08-24,08:00,")
    assert lines[1].split(",")[3:7] == ["40", "38", "30", "2"]
    page = client.get(reverse("outcomes:new", args=[project.slug])).content.decode()
    assert "Readiness for a crisis" in page
    assert "Service level of the imported intervals" in page
