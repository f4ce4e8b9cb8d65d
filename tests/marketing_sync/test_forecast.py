"""A launch's forecast: what it rests on, when it is computed, what is done about it, and what it teaches."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from marketing_sync import actions, bell, forecasting, queries, tasks
from marketing_sync.models import Assumptions, Forecast, Launch, LearnedRate, SpecialDay, StaffingPlan
from projects.models import AuditEntry, Project, Role
from tests.marketing_sync.staffed import HOURS, MONDAY, import_calls, made, mailing, make_staffed, page
from tests.projects.factories import lead_of, make_member


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def _fewer_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "RUNS", 150)
    monkeypatch.setattr(forecasting, "FEWER_RUNS", 60)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bells that were rung; no worker hears them."""
    heard: list[int] = []
    monkeypatch.setattr(bell, "ring", heard.append)
    return heard


@pytest.fixture
def project(db: None) -> Project:
    """Open on weekdays from nine to one, with people enough for the usual calls."""
    return make_staffed()


@pytest.fixture
def operations(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, Role.OPERATIONS))
    return client


def test_the_base_load_and_the_launch_add_up(project: Project):
    launch = mailing(project, days=14, audience_size=60_000)
    result = made(launch)
    low, middle, high = result["calls"]
    assert result["basis"] == "history"
    # The drop is a Monday two weeks ahead; eight half hours of 60 calls come without it.
    assert result["start"] == "2026-03-16"
    assert all(one <= two <= three for one, two, three in zip(low, middle, high, strict=True))
    assert [middle[place] for place in (5, 6)] == [0, 0]
    assert 440 < middle[0] < 540
    own = result["launch"]
    assert own.index(max(own)) == 7
    # 1.5 % of 60,000 call, most of them within six weeks.
    assert 600 < sum(own) < 900
    assert result["chance"] > 0.2
    assert result["gap_hours"] > 0


def test_without_a_history_the_typed_calls_are_used_and_without_both_the_page_says_so(
    operations: Client, project: Project
):
    for upload in project.call_uploads.all():
        actions.remove_calls(upload=upload, by=lead_of(project))
    launch = mailing(project)
    assert made(launch)["basis"] == "nothing"
    assert (
        b"Nobody knows yet what comes in without a launch" in operations.get(page(operations, launch)).content
    )
    actions.save_centre(project=project, by=lead_of(project), hours=HOURS, usual_calls=480)
    result = made(launch)
    assert result["basis"] == "typed"
    assert 440 < result["calls"][1][0] < 540


def test_a_cold_page_asks_once_and_waits_and_a_warm_one_computes_nothing(
    operations: Client, project: Project, rung: list[int], django_capture_on_commit_callbacks: Any
):
    launch = mailing(project)
    with django_capture_on_commit_callbacks(execute=True):
        first = operations.get(page(operations, launch))
        operations.get(page(operations, launch, "forecast_body"))
    assert b"A thousand futures are being computed" in first.content
    assert b'hx-trigger="every 1500ms"' in first.content
    assert rung == [launch.pk]
    tasks.forecast(launch.pk)
    warm = operations.get(page(operations, launch))
    assert b"Ways to close the gap" in warm.content
    assert Forecast.objects.get().state == "done"
    # The same again is not computed again.
    tasks.forecast(launch.pk)
    assert Forecast.objects.count() == 1


def test_whatever_it_rests_on_makes_it_anew_and_going_back_is_at_once(project: Project):
    launch = mailing(project)
    key = queries.inputs(launch).key
    actions.assume(launch=launch, by=lead_of(project), version=1, rate=2.5, variation=30.0, curve="pulse",
                   days=None, sigma=None, delay=0.0)  # fmt: skip
    changed = queries.inputs(launch).key
    actions.save_staff(project=project, by=lead_of(project), week={(0, 540): 5})
    assert len({key, changed, queries.inputs(launch).key}) == 3
    actions.assume_usual(launch=launch, by=lead_of(project))
    assert queries.assumed(launch).percent == pytest.approx(1.5)


def test_a_warm_page_asks_as_often_however_many_launches_there_are(
    operations: Client, project: Project, django_assert_num_queries: Any
):
    launch = mailing(project)
    for count in (0, 2):
        for _more in range(count):
            mailing(project, days=20, audience_size=500)
        made(launch)
        operations.get(page(operations, launch))
        with django_assert_num_queries(14):
            assert operations.get(page(operations, launch)).status_code == 200


def test_each_way_is_shown_with_its_effect_and_cost_and_one_is_taken_and_undone(
    operations: Client, project: Project
):
    launch = mailing(project)
    menu = {way["kind"]: way for way in made(launch)["menu"]}
    # Moving it by a week changes nothing where all weeks are alike, so that is not offered.
    # Whether moving it by a week is worth anything at all hangs by a thread here.
    assert {"overtime", "temps", "defer", "split"} == set(menu) - {"move"}
    assert all(0 < way["closes"] <= 1 for way in menu.values())
    assert menu["overtime"]["cost"] == menu["overtime"]["hours"] * 35
    assert menu["temps"]["rest"] == 31

    answer = operations.post(
        page(operations, launch, "choose_way"), {"number": 0, "kind": "overtime"}, follow=True
    )
    assert "It is in the plan" in answer.content.decode()
    plan = StaffingPlan.objects.get()
    assert (plan.number, [way["kind"] for way in plan.ways]) == (1, ["overtime"])
    assert AuditEntry.objects.latest("pk").verb == "took overtime into the plan of"
    result = made(launch)
    assert result["chance_with_plan"] < result["chance"]
    assert result["left_hours"] < result["gap_hours"]
    assert "overtime" not in {way["kind"] for way in result["menu"]}

    operations.post(page(operations, launch, "restore_plan", 0))
    assert queries.latest_plan(launch).ways == []  # type: ignore[union-attr]
    operations.post(page(operations, launch, "restore_plan", 1))
    assert [way["kind"] for way in queries.latest_plan(launch).ways] == ["overtime"]  # type: ignore[union-attr]


def test_the_cheapest_mix_keeps_the_target_and_no_single_way_that_does_is_cheaper(
    operations: Client, project: Project
):
    launch = mailing(project)
    result = made(launch)
    mix = result["mix"]
    assert mix["closes"] > 0.99
    enough = [
        way["cost"] for way in result["menu"] if way["closes"] >= mix["closes"] and way["kind"] != "move"
    ]
    assert all(mix["cost"] <= cost * 1.02 + 1 for cost in enough)
    operations.post(page(operations, launch, "take_mix"), {"number": 0})
    after = made(launch)
    assert after["chance_with_plan"] <= 0.1
    assert queries.is_closed(after["chance_with_plan"])


def test_a_plan_that_somebody_changed_meanwhile_is_not_changed_unseen(operations: Client, project: Project):
    launch = mailing(project)
    made(launch)
    operations.post(page(operations, launch, "choose_way"), {"number": 0, "kind": "overtime"})
    made(launch)
    answer = operations.post(page(operations, launch, "take_mix"), {"number": 0}, follow=True)
    assert "Somebody changed the plan meanwhile." in answer.content.decode()
    assert StaffingPlan.objects.count() == 1


@pytest.mark.parametrize("data", [{"number": "x"}, {"number": "0", "kind": "\x00"}, {"number": "9" * 30}, {}])
def test_a_malformed_choice_changes_nothing(operations: Client, project: Project, data: dict[str, str]):
    launch = mailing(project)
    made(launch)
    answer = operations.post(page(operations, launch, "choose_way"), data)
    assert answer.status_code == 302
    assert not StaffingPlan.objects.exists()


@pytest.mark.parametrize("day", ["", "nonsense", "2026-13-40", "2020-01-01", "2026-03-18"])
def test_any_day_in_the_address_is_shown_or_ignored(operations: Client, project: Project, day: str):
    launch = mailing(project)
    made(launch)
    assert operations.get(page(operations, launch) + f"?day={day}").status_code == 200


def test_a_holiday_has_nobody_and_its_callers_come_on_the_next_day_and_other_people_are_counted(
    project: Project,
):
    launch = mailing(project)
    before = made(launch)
    week = [launch.likely + datetime.timedelta(days=day) for day in range(3)]
    actions.keep_special_days(
        project=project,
        by=lead_of(project),
        days=[
            SpecialDay(day=week[1], is_closed=True, why="Founders' day"),
            SpecialDay(day=week[2], people=-5),
        ],
    )
    after = made(launch)
    assert after["calls"][1][1] == 0
    assert after["present"][1] == [0] * 8
    # Of twenty people, a fifth is away: sixteen on the phones, twelve when five are missing.
    assert (before["present"][2], after["present"][2]) == ([16] * 8, [12] * 8)
    assert after["launch"][2] == pytest.approx(before["launch"][1] + before["launch"][2], rel=0.05)


def test_a_gap_is_accepted_with_a_reason_until_it_becomes_much_worse(operations: Client, project: Project):
    launch = mailing(project, audience_size=30_000)
    made(launch)
    operations.post(page(operations, launch, "accept_gap"), {"number": 0, "because": "The clinic agreed."})
    plan = queries.latest_plan(launch)
    assert plan is not None
    assert queries.is_accepted(plan.accepted_chance, made(launch)["chance_with_plan"])
    launch.refresh_from_db()
    actions.change(launch=launch, by=lead_of(project), version=launch.version, audience_size=400_000)
    assert plan.accepted_chance is not None
    assert made(launch)["chance_with_plan"] > plan.accepted_chance + 0.1
    assert not queries.is_accepted(plan.accepted_chance, made_again(launch)["chance_with_plan"])


def made_again(launch: Launch) -> dict[str, Any]:
    found = queries.forecast_of(launch, queries.inputs(launch).key)
    assert found is not None
    assert found.result is not None
    return found.result


def test_early_likely_and_late_are_planned_side_by_side(operations: Client, project: Project):
    launch = mailing(project, early=7, late=7)
    result = made(launch)
    assert [(one["name"], one["drop"]) for one in result["scenarios"]] == [
        ("early", "2026-03-09"),
        ("likely", "2026-03-16"),
        ("late", "2026-03-23"),
    ]
    content = operations.get(page(operations, launch)).content.decode()
    assert all(title in content for title in ("If it drops early", "As planned", "If it drops late"))
    operations.post(page(operations, launch, "take_mix"), {"number": 0, "scenario": "early"})
    early = result["scenarios"][0]
    assert queries.latest_plan(launch).ways == early["ways"]  # type: ignore[union-attr]


def test_when_it_drops_early_the_plan_follows(operations: Client, project: Project, rung: list[int]):
    launch = mailing(project, early=14, late=7)
    made(launch)
    operations.post(page(operations, launch, "take_mix"), {"number": 0})
    planned = queries.latest_plan(launch)
    assert planned is not None
    launch.refresh_from_db()
    actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    followed = queries.latest_plan(launch)
    assert followed is not None
    assert followed.what == "made the plan anew for the new date of"
    days = [one["day"] for way in followed.ways if way["kind"] == "overtime" for one in way["stretches"]]
    assert followed.ways != planned.ways
    assert all("2026-03-02" <= day < "2026-04-13" for day in days)
    assert made(launch)["start"] == "2026-03-02"


def test_calls_that_came_teach_the_rate_and_the_next_of_the_kind_begins_with_it(
    operations: Client, project: Project
):
    launch = mailing(project, days=0, audience_size=60_000)
    actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    with time_machine.travel(MONDAY + datetime.timedelta(days=21), tick=False):
        # Eight more in each of eight half hours on fifteen days: 960 calls beyond the usual.
        import_calls(project, since=21, until=0, calls=68)
        learned = LearnedRate.objects.get()
        assert (learned.days, learned.total) == (15, 15 * 8 * 68)
        assert learned.base == pytest.approx(15 * 8 * 60, rel=0.01)
        # 84 % of the answers are in after nineteen days; those of weekends come on Mondays.
        assert learned.reached == pytest.approx(60_000 * 0.836, rel=0.01)
        assert learned.percent == pytest.approx(960 / learned.reached * 100, rel=0.05)
        after = mailing(project, days=30, name="Spring letter")
        known = queries.assumed(after)
        assert known.learned_from == launch
        assert known.percent == pytest.approx(learned.percent)
        # Its calls are no part of what is usual: they would be staffed for twice.
        usual = queries.situation(queries.inputs(after))
        assert usual.base.sum(axis=1).max() == pytest.approx(8 * 60, rel=0.02)
        assert usual.taken_out == pytest.approx(960, rel=0.05)
        made(after)
        operations.force_login(make_member(project, Role.OPERATIONS))
        content = operations.get(page(operations, after)).content.decode()
        assert (
            f"{usual.taken_out:.0f} calls that past launches are known to have brought are taken" in content
        )
        # What was assumed of the launch itself does not move afterwards.
        assert queries.assumed(launch).percent == pytest.approx(1.5)
        made(launch)
        operations.force_login(make_member(project, Role.OPERATIONS))
        content = operations.get(page(operations, launch)).content.decode()
        assert "What its calls taught" in content
        assert "On 15 counted days 8,160 calls came; 7,200 would have come anyway." in content


def test_assumptions_are_checked_and_the_second_editor_is_told(operations: Client, project: Project):
    launch = mailing(project)
    address = page(operations, launch, "assumptions")
    given = {"version": 1, "rate": "2.5", "variation": "40", "curve": "decayed", "days": "", "delay": ""}
    assert "Say how many days." in operations.post(address, given).content.decode()
    assert operations.post(address, given | {"rate": "-1"}).status_code == 422
    assert operations.post(address, given | {"days": "4"}).status_code == 302
    stored = Assumptions.objects.get()
    assert (stored.rate, stored.curve, stored.days) == (2.5, "decayed", 4)
    assert operations.post(address, given | {"days": "5", "rate": "3"}).status_code == 302
    answer = operations.post(address, given | {"days": "6", "rate": "4"})
    assert answer.status_code == 409
    assert Assumptions.objects.get().rate == 3


def test_a_launch_without_a_number_of_people_is_asked_for_it(operations: Client, project: Project):
    launch = mailing(project, audience_size=None)
    assert b"How many people get it?" in operations.get(page(operations, launch)).content
    tasks.forecast(launch.pk)
    assert not Forecast.objects.exists()


def test_the_gate_knows_of_a_gap_that_is_open_closed_or_not_computed(project: Project):
    launch, unknown = mailing(project), mailing(project, days=25, audience_size=50)
    result = made(launch)
    known = queries.facts([launch, unknown])
    assert (known[launch.pk].gap, known[unknown.pk].gap) == (queries.Gap.OPEN, queries.Gap.UNKNOWN)
    actions.take_mix(launch=launch, by=lead_of(project), number=0)
    assert not queries.is_closed(result["chance_with_plan"])
    made(launch)
    assert queries.facts([launch])[launch.pk].gap is queries.Gap.CLOSED
