"""Funnels: four counts a period, read by four measures; what the clock reads by itself; what charts mark."""

import datetime
import decimal
import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from callcenter_planner import measuring
from outcomes import actions, queries, schedule, tasks
from outcomes.models import Funnel, ReadingImport
from projects.models import Project
from tests.marketing_sync.factories import make_launch
from tests.outcomes.factories import make_event, make_funnel, make_measure, make_period, make_reading
from tests.projects.factories import lead_of, make_project

MONDAY = datetime.date(2026, 1, 5)


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project whose lead is signed in."""
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def counts(**fields: Any) -> dict[str, Any]:
    return {
        "on": MONDAY.isoformat(),
        "attempted": 400,
        "reached": 150,
        "scheduled": 60,
        "showed": 40,
        **fields,
    }


def amounts(funnel: Funnel) -> list[list[float]]:
    return [[float(one.amount) for one in measure.readings.kept()] for measure in funnel.measures]


def test_a_period_is_read_by_the_four_measures(client: Client, project: Project):
    funnel = make_funnel(project)
    client.post(url("new_period", project, funnel.pk), counts(cost="3280"))
    assert amounts(funnel) == [[37.5], [40], [pytest.approx(66.6667, abs=0.001)], [82]]
    period = funnel.periods.get()
    client.post(url("period", project, period.pk), counts(cost="2400", version=1))
    assert amounts(funnel)[3] == [60]
    client.post(url("remove_period", project, period.pk))
    assert amounts(funnel) == [[], [], [], []]
    client.post(url("restore_period", project, period.pk))
    assert amounts(funnel)[0] == [37.5]


def test_nobody_showed_so_no_cost_of_each_is_said(client: Client, project: Project):
    funnel = make_funnel(project)
    client.post(url("new_period", project, funnel.pk), counts(scheduled=0, showed=0, cost="100"))
    assert amounts(funnel) == [[37.5], [0], [], []]
    assert client.get(funnel.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reached": 401}, "This is more than in the step before."),
        ({"attempted": 2**31}, "Ensure this value is less than or equal to 2147483647."),
        ({"cost": "-1"}, "A cost cannot be negative."),
        ({"on": "2999-01-01"}, "This day has not come yet."),
        ({"showed": ""}, "This field is required."),
    ],
)
def test_counts_that_cannot_be_are_named(client: Client, project: Project, fields: dict[str, Any], said: str):
    funnel = make_funnel(project)
    answer = client.post(url("new_period", project, funnel.pk), counts(**fields))
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert funnel.periods.count() == 0


def test_a_period_is_written_once_and_a_second_of_its_day_refused(client: Client, project: Project):
    funnel = make_funnel(project)
    key = "6f3f1e0e-62bb-4a63-8f4c-0d9d3f3b5a11"
    for _time in range(2):
        client.post(url("new_period", project, funnel.pk), counts(form_key=key))
    answer = client.post(url("new_period", project, funnel.pk), counts())
    assert "This day has a period already." in text(answer)
    assert funnel.periods.count() == 1


def test_who_corrects_second_sees_both_counts(client: Client, project: Project):
    funnel = make_funnel(project)
    period = actions.write_period(
        funnel=funnel, by=lead_of(project), on=MONDAY, attempted=4, reached=3, scheduled=2, showed=1
    )
    client.post(url("period", project, period.pk), counts(version=1))
    answer = client.post(url("period", project, period.pk), counts(attempted=500, version=1))
    assert answer.status_code == 409
    assert "Saved meanwhile: “400”." in text(answer)


def test_before_and_lately_are_told_with_the_change_of_the_cost(client: Client, project: Project):
    funnel = make_funnel(project)
    for week in range(12):
        each = 84 if week < 8 else 56
        actions.write_period(
            funnel=funnel,
            by=lead_of(project),
            on=MONDAY + datetime.timedelta(weeks=week),
            attempted=400,
            reached=150 if week < 8 else 200,
            scheduled=60,
            showed=40,
            cost=decimal.Decimal(each * 40),
        )
    compared = queries.compared(funnel, list(funnel.periods.kept()))
    assert compared is not None
    assert (compared.before.periods, compared.lately.periods) == (6, 6)
    assert compared.before.contact_rate == 37.5
    assert compared.lately.contact_rate == pytest.approx(45.83, abs=0.01)
    page = text(client.get(funnel.get_absolute_url()))
    assert "Each completed visit costs 65.33 USD lately, where it cost 84.00: 22 % less." in page


def test_the_day_a_launch_went_out_is_marked_by_itself(client: Client, project: Project):
    from_today = project.today() - datetime.timedelta(days=30)
    measure = make_measure(project)
    for day in range(3):
        make_reading(measure, on=from_today + datetime.timedelta(days=day * 7), value=day)
    launch = make_launch(project, name="Heart letter")
    launch.dropped_on, launch.state = from_today + datetime.timedelta(days=3), "live"
    launch.save()
    make_event(project, on=from_today - datetime.timedelta(days=400), words="Long before")
    make_event(project, on=from_today, words="Reminder calls begin")
    page = text(client.get(measure.get_absolute_url()))
    assert page.count('class="chart-event"') == 2
    assert "Long before" not in page
    assert f'2. <a href="{launch.get_absolute_url()}">Launch: Heart letter</a>' in page


def brought(funnel: Funnel, *lines: str) -> ReadingImport:
    content = "\n".join(["Week,Attempted,Reached,Scheduled,Showed,Cost", *lines]).encode()
    return actions.upload(
        measure=funnel.cost, funnel=funnel, filename="weeks.csv", content=content, by=lead_of(funnel.project)
    )


def test_periods_come_in_from_a_list_that_is_looked_at_first(client: Client, project: Project):
    funnel = make_funnel(project)
    make_period(funnel, on=MONDAY, attempted=400, reached=150, scheduled=60, showed=40)
    lines = [
        "Week,Attempted,Reached,Scheduled,Showed,Cost",
        "2026-01-05,400,150,60,41,3280",
        "2026-01-12,410,205,82,60,",
        "2026-01-19,400,150,60,61,3000",
        "2026-01-26,400,150,60,40,12.3456",
    ]
    file = SimpleUploadedFile("weeks.csv", "\n".join(lines).encode())
    answer = client.post(url("import_periods", project, funnel.pk), {"file": file})
    kept = ReadingImport.objects.get()
    assert answer["Location"] == url("import_preview", project, kept.pk)
    page = text(client.get(answer["Location"]))
    assert "1 to add, 1 to correct, 0 as they are, 2 with errors. Nothing is written yet." in page
    assert "These are more than in the step before." in page
    assert "A cost has up to two places behind the point, and is not negative." in page
    assert "410 → 205 → 82 → 60" in page
    assert amounts(funnel)[0] == [37.5]
    for _time in range(2):
        client.post(url("import_confirm", project, kept.pk))
    assert amounts(funnel) == [
        [37.5, 50],
        [40, 40],
        [pytest.approx(68.3333, abs=0.001), pytest.approx(73.1707, abs=0.001)],
        [80],
    ]
    assert [(one.showed, one.version) for one in funnel.periods.kept()] == [(41, 2), (60, 1)]
    assert project.audit_entries.filter(verb="brought in periods of").count() == 1


def test_the_same_list_twice_changes_nothing(project: Project):
    funnel = make_funnel(project)
    for _time in range(2):
        kept = brought(funnel, "2026-01-05,400,150,60,40,3280", "2026-01-12,410,205,82,60,3000")
        actions.confirm_import(upload=kept, by=kept.created_by)
    kept.refresh_from_db()
    assert (kept.added, kept.updated, kept.bad) == (0, 0, 0)
    assert [one.version for one in funnel.periods.kept()] == [1, 1]


def test_what_leaves_a_funnel_comes_in_again(client: Client, project: Project):
    funnel, other = make_funnel(project), make_funnel(project)
    make_period(funnel, on=MONDAY, cost=decimal.Decimal("3280.50"))
    file = client.get(url("export_funnel", project, funnel.pk), {"format": "csv"}).content
    kept = actions.upload(
        measure=other.cost, funnel=other, filename="weeks.csv", content=file, by=lead_of(project)
    )
    actions.confirm_import(upload=kept, by=kept.created_by)
    came = other.periods.get()
    assert (came.on, came.attempted, came.showed, came.cost) == (MONDAY, 400, 40, decimal.Decimal("3280.50"))


@pytest.mark.parametrize(
    ("cadence", "on"),
    [("day", "2026-03-03"), ("week", "2026-02-23"), ("month", "2026-02-01"), ("quarter", "2025-10-01")],
)
def test_a_reading_belongs_to_the_period_that_ended(cadence: str, on: str):
    assert schedule.period_before(datetime.date(2026, 3, 4), cadence).isoformat() == on


@pytest.mark.usefixtures("frozen")
def test_what_another_part_knows_is_read_once_a_period(project: Project, monkeypatch: pytest.MonkeyPatch):
    measure = make_measure(project, kind="share", unit="", source="answer_share")
    tasks.clock()
    assert measure.readings.count() == 0
    monkeypatch.setattr(measuring, "answer_share", lambda project: (7, 20))
    for _time in range(3):
        tasks.clock()
    reading = measure.readings.get()
    assert f"{reading.on} {reading.amount:.0f} %" == "2026-09-07 35 %"
    assert reading.read_by is None


def test_a_reading_that_a_person_took_away_is_not_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    measure = make_measure(project, kind="share", unit="", source="answer_share")
    monkeypatch.setattr(measuring, "answer_share", lambda project: (7, 20))
    tasks.clock()
    actions.remove(reading=measure.readings.get(), by=lead_of(project))
    tasks.clock()
    assert measure.readings.kept().count() == 0


def test_a_value_is_not_read_from_what_is_a_share(client: Client, project: Project):
    sent = {"name": "X", "kind": "value", "direction": "up", "cadence": "week", "source": "answer_share"}
    answer = client.post(url("new", project), sent)
    assert answer.status_code == 422
    assert "These are shares." in text(answer)


def test_the_list_asks_as_often_for_three_funnels_as_for_one(
    client: Client, project: Project, django_assert_num_queries: Any
):
    make_funnel(project)
    for more in (0, 2):
        for _number in range(more):
            make_funnel(project)
        with django_assert_num_queries(7):
            client.get(url("funnels", project))
