"""What comes in without any launch, when the calls of launches that went out are taken out of the history."""

import datetime

import numpy as np
import pytest
import time_machine

from marketing_sync import actions, queries
from marketing_sync.models import SpecialDay
from marketing_sync.queries import base_load
from projects.models import Project
from staffing import curves
from tests.marketing_sync.staffed import HOURS, MONDAY, import_calls
from tests.projects.factories import lead_of, make_project

HALVES = list(range(540, 780, 30))
DROP = datetime.date(2026, 2, 16)


def counted(project: Project, *by_day: int) -> None:
    """60 calls each half hour for eight weeks, but for the days from the drop on; 0 was not counted."""
    import_calls(project, since=56, until=14, calls=60)
    for after, calls in enumerate(by_day):
        if calls:
            import_calls(project, since=14 - after, until=13 - after, calls=calls)
    import_calls(project, since=14 - len(by_day), until=0, calls=60)


@pytest.mark.parametrize(
    ("special", "calls", "taken_out"),
    [
        # A fourth of 480 calls each day, and with Tuesday closed a half on Wednesday.
        (None, (75, 75, 75, 75), 480),
        (SpecialDay(day="2026-02-17", is_closed=True), (75, 0, 90, 75), 480),
        # With more people it is open as ever.
        (SpecialDay(day="2026-02-17", people=3), (75, 75, 75, 75), 480),
        # What came on a Saturday that was open, where nothing was counted, did not wait for Monday.
        (
            SpecialDay(day="2026-02-21", opens=540, closes=780),
            (60, 60, 60, 75, 75, 0, 0, 75),
            360,
        ),
    ],
)
def test_a_closed_day_brought_no_calls_and_the_next_open_one_brought_its_share(
    db: None, special: SpecialDay | None, calls: tuple[int, ...], taken_out: int
):
    with time_machine.travel(MONDAY, tick=False):
        project = make_project(time_zone="UTC")
        actions.save_centre(project=project, by=lead_of(project), hours=HOURS)
        if special:
            actions.keep_special_days(project=project, by=lead_of(project), days=[special])
        counted(project, *calls)
        dropped = DROP + datetime.timedelta(days=next(at for at, one in enumerate(calls) if one > 60))
        past = base_load.Past(dropped, 480.0, curves.Step(4))
        found = base_load.base_load(
            project,
            queries.centre(project),
            queries.open_hours(project),
            HALVES,
            before=project.today(),
            past=[past],
        )
    assert found.taken_out == pytest.approx(taken_out)
    assert found.calls[:5] == pytest.approx(np.full((5, 8), 60.0))
