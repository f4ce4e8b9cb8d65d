"""A contact centre whose arithmetic is easy to follow, and launches that make its phones ring."""

import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from marketing_sync import actions
from marketing_sync.models import Kind, Launch
from projects.models import Project
from tests.marketing_sync.factories import make_launch
from tests.projects.factories import lead_of, make_project

MONDAY = datetime.datetime(2026, 3, 2, 15, tzinfo=datetime.UTC)
HOURS = dict.fromkeys(range(5), (540, 780))


def make_staffed() -> Project:
    """Open on weekdays from nine to one, 60 calls a half hour hour by hour, people enough for them."""
    project = make_project(time_zone="UTC")
    lead = lead_of(project)
    actions.save_centre(
        project=project,
        by=lead,
        hours=HOURS,
        shrinkage=20,
        patience=180,
        occupancy=None,
        overtime_people=10,
        overtime_hours=10,
        temps_most=10,
        temp_lead_days=3,
    )
    week = {(day, minute): 20 for day in HOURS for minute in range(540, 780, 30)}
    actions.save_staff(project=project, by=lead, week=week)
    import_calls(project, since=56, until=0, calls=60)
    return project


def import_calls(project: Project, *, since: int, until: int, calls: int) -> None:
    """So many calls each half hour on the weekdays between so many days ago."""
    rows = ["Date,Time,Offered,AHT"]
    for ago in range(since, until, -1):
        day = project.today() - datetime.timedelta(days=ago)
        if day.weekday() in HOURS:
            rows += [
                f"{day},{minute // 60:02d}:{minute % 60:02d},{calls},300" for minute in range(540, 780, 30)
            ]
    upload = actions.upload_calls(
        project=project, filename="x.csv", content="\n".join(rows).encode(), by=lead_of(project)
    )
    actions.confirm_calls(upload=upload, by=lead_of(project))


def mailing(project: Project, **fields: Any) -> Launch:
    given = {"days": 14, "kind": Kind.DIRECT_MAIL, "audience_size": 60_000, "name": "Heart letter"}
    return make_launch(project, **{**given, **fields})


def made(launch: Launch) -> dict[str, Any]:
    launch.refresh_from_db()
    found = actions.make(launch=launch)
    assert found is not None
    assert found.result is not None
    return found.result


def page(client: Client, launch: Launch, name: str = "forecast", *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[launch.project.slug, launch.pk, *args])
