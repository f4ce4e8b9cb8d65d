"""What a launch's own page shows of its forecast, and how it keeps up with what changed."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketing_sync import actions, bell, forecasting, queries
from marketing_sync.models import Forecast, Launch
from projects.models import Project, Role
from tests.marketing_sync.factories import make_agent, make_brief, make_contact, make_prepared
from tests.marketing_sync.staffed import HOURS, MONDAY, import_calls, made, mailing, make_staffed, page
from tests.projects.factories import lead_of, make_member


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bells that were rung; no worker hears them. Few futures are enough."""
    heard: list[int] = []
    monkeypatch.setattr(bell, "ring", heard.append)
    monkeypatch.setattr(forecasting, "RUNS", 150)
    monkeypatch.setattr(forecasting, "FEWER_RUNS", 60)
    return heard


@pytest.fixture
def project(db: None) -> Project:
    """Open on weekdays from nine to one, with people enough for the usual calls."""
    return make_staffed()


@pytest.fixture
def operations(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, Role.OPERATIONS))
    return client


def shown(client: Client, launch: Launch, query: str = "") -> str:
    return client.get(launch.get_absolute_url() + query).content.decode()


def test_a_launchs_page_shows_the_picture_the_gap_the_menu_and_early_likely_and_late(
    operations: Client, project: Project
):
    launch = mailing(project, early=7, late=7)
    result = made(launch)
    content = shown(operations, launch)
    assert "Chance of missing 80/20" in content
    assert f"{round(result['chance'] * 100)} %" in content
    assert all(
        words in content
        for words in ("Calls per day", "agents by half hour", "Ways to close the gap", "Overtime",
                      "Campaign-only training", "Split the drop", "The cheapest mix that keeps 80/20",
                      "If it drops early", "As planned", "If it drops late")
    )  # fmt: skip
    day = sorted(result["week"])[2]
    assert f"?day={day}#outlook" in content
    assert f'{day}#outlook" aria-current="true"' in shown(operations, launch, f"?day={day}")
    assert shown(operations, launch, "?day=nonsense").count('#outlook" aria-current') == 1


def test_a_way_is_taken_on_the_launchs_own_page(operations: Client, project: Project):
    launch = mailing(project)
    made(launch)
    assert 'name="kind" value="overtime"' in shown(operations, launch)
    operations.post(page(operations, launch, "choose_way"), {"number": 0, "kind": "overtime"})
    assert "in plan" in shown(operations, launch)
    assert 'name="number" value="1"' in shown(operations, launch)


def test_before_a_forecast_was_made_the_page_says_so_and_asks_for_one(
    operations: Client, project: Project, rung: list[int], django_capture_on_commit_callbacks: Any
):
    launch = mailing(project)
    address = page(operations, launch, "outlook")
    content = shown(operations, launch)
    assert "is being computed" in content
    assert f'hx-get="{address}?day=" hx-trigger="load"' in content
    # The page itself waits for nothing and asks nobody.
    assert not Forecast.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        waiting = operations.get(address).content.decode()
    assert rung[-1] == launch.pk
    assert '?waits=1&amp;day=" hx-trigger="every 1500ms"' in waiting
    assert operations.get(address + "?waits=1").status_code == 204
    made(launch)
    ready = operations.get(address + "?waits=1").content.decode()
    assert "Calls per day" in ready
    assert "hx-trigger" not in ready
    assert 'id="chance" hx-swap-oob="true"' in ready


def test_a_forecast_that_still_holds_is_left_and_an_older_one_stays_until_the_new_is_there(
    operations: Client, project: Project
):
    launch = mailing(project)
    made(launch)
    address, key = page(operations, launch, "outlook"), queries.inputs(launch).key
    assert f"?key={key}&amp;day=" in shown(operations, launch)
    assert operations.get(f"{address}?key={key}").status_code == 204
    actions.change(launch=launch, by=lead_of(project), version=launch.version, audience_size=90_000)
    content = operations.get(f"{address}?key={key}").content.decode()
    assert "so it is being computed anew." in content
    assert "Calls per day" in content


def test_the_picture_costs_a_launchs_page_one_statement(operations: Client, project: Project):
    counts = []
    for more in (0, 3):
        for _number in range(more):
            make_contact(project)
            make_agent(project)
        launch = mailing(project)
        make_brief(launch)
        make_prepared(launch)
        made(launch)
        with CaptureQueriesContext(connection) as run:
            shown(operations, launch)
        counts.append(len(run))
    assert counts[1] == counts[0] <= 13


def test_the_launch_week_shows_by_half_hour_what_came_beside_what_was_expected(
    operations: Client, project: Project
):
    launch = mailing(project, days=0)
    actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    with time_machine.travel(MONDAY + datetime.timedelta(days=3), tick=False):
        import_calls(project, since=3, until=0, calls=71)
        result = made(launch)
        assert min(result["week"]) == "2026-03-02"
        content = operations.get(page(operations, launch) + "?day=2026-03-03").content.decode()
        later = operations.get(page(operations, launch) + "?day=2026-04-03").content.decode()
    part = content[content.index("Tue 3 Mar, calls by half hour") :]
    assert part.count('class="chart-dot-4"') == 8
    assert "71</td>" in part
    assert "calls by half hour" not in later


def test_the_best_mix_for_a_drop_that_is_split_or_moved_stands_beside_that_for_it_as_it_is(
    operations: Client, project: Project
):
    # Splitting is free here and overtime dear, so it pays.
    actions.save_centre(
        project=project, by=lead_of(project), hours=HOURS, overtime_cost=90, split_cost=0, move_cost=500
    )
    launch = mailing(project, audience_size=90_000)
    mix = made(launch)["mix"]
    split, moved = mix["changed"]
    assert [split["kind"], moved["kind"]] == ["split", "move"]
    assert split["ways"][0]["kind"] == "split"
    assert split["cost"] == pytest.approx(sum(way["cost"] for way in split["ways"]))
    assert moved["cost"] >= 500
    assert split["cost"] < mix["cost"]
    assert mix["cheapest"] == "split"
    content = shown(operations, launch)
    assert "Splitting it is the cheapest, if marketing agrees." in content
    assert f"in two halves {round(split['cost']):,} USD" in content
    operations.post(page(operations, launch, "take_mix"), {"number": 0, "scenario": "move"})
    assert queries.latest_plan(launch) is None
    operations.post(page(operations, launch, "take_mix"), {"number": 0, "scenario": "split"})
    plan = queries.latest_plan(launch)
    assert plan is not None
    assert plan.ways == split["ways"]
    assert queries.is_closed(made(launch)["chance_with_plan"])


def test_a_launch_that_is_out_is_neither_split_nor_moved(operations: Client, project: Project):
    launch = mailing(project, days=0, audience_size=90_000)
    actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    mix = made(launch)["mix"]
    assert (mix["changed"], mix["cheapest"]) == ([], "")
    assert "if marketing agrees" not in shown(operations, launch)
