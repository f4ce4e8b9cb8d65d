"""The rota: a crisis proposes who is on duty, before those who hold the role."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crisis import actions
from crisis.models import Activation, CrisisPerson, CrisisRole, DutyShift
from projects.models import Project
from tests.crisis.factories import make_person, make_run, make_shift
from tests.projects.factories import lead_of, make_project

TECHNOLOGY = CrisisRole.TECHNOLOGY_LEAD


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def leads_technology(activation: Activation) -> CrisisPerson | None:
    return activation.roles.select_related("person").get(role=TECHNOLOGY).person


def test_who_is_on_duty_is_proposed_before_who_holds_the_role(client: Client, project: Project):
    make_person(project, TECHNOLOGY, name="Sam Patel")
    night = make_person(project, name="Theo Brandt")
    make_shift(night, TECHNOLOGY)
    page = client.get(reverse("crisis:declare", args=[project.slug])).content.decode()
    assert "Theo Brandt" in page
    assert "on duty until" in page
    assert "Sam Patel" not in page
    assert leads_technology(make_run(project)) == night


@pytest.mark.parametrize(("ago", "hours"), [(13, 12), (-1, 12)])
def test_a_shift_that_is_over_or_to_come_proposes_nobody(project: Project, ago: float, hours: float):
    holder = make_person(project, TECHNOLOGY)
    make_shift(make_person(project), TECHNOLOGY, ago=ago, hours=hours)
    assert leads_technology(make_run(project)) == holder


def test_of_two_on_duty_who_began_last_is_proposed(project: Project):
    for ago in (5, 1, 3):
        make_shift(make_person(project, name=f"Since {ago}"), TECHNOLOGY, ago=ago)
    assert str(leads_technology(make_run(project))) == "Since 1"


def test_who_has_left_the_call_tree_or_was_taken_out_is_not_proposed(client: Client, project: Project):
    holder = make_person(project, TECHNOLOGY)
    gone, other = make_person(project), make_person(project)
    make_shift(gone, TECHNOLOGY)
    actions.remove_person(person=gone, by=lead_of(project))
    shift = make_shift(other, TECHNOLOGY)
    client.post(reverse("crisis:remove_shift", args=[project.slug, shift.pk]))
    activation = make_run(project)
    assert leads_technology(activation) == holder
    actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead_of(project))
    client.post(reverse("crisis:restore_shift", args=[project.slug, shift.pk]))
    assert leads_technology(make_run(project)) == other


def test_a_drill_proposes_who_is_on_duty_only_among_who_takes_part(project: Project):
    takes_part = make_person(project, TECHNOLOGY)
    make_shift(make_person(project), TECHNOLOGY)
    drill = make_run(project, is_drill=True, participants=[takes_part])
    assert leads_technology(drill) == takes_part


@pytest.mark.time_machine("2026-02-25 18:00+00:00", tick=False)
def test_the_same_each_week_keeps_its_hours_when_the_clocks_change(client: Client, project: Project):
    person = make_person(project)
    form = {
        "role": TECHNOLOGY,
        "person": person.pk,
        "starts_at": "2026-03-01T19:00",
        "ends_at": "2026-03-02T07:00",
        "weeks": 2,
    }
    assert client.post(reverse("crisis:add_shift", args=[project.slug]), form).status_code == 302
    shown = [
        [
            timezone.localtime(moment, project.zone).strftime("%d %H:%M")
            for moment in (one.starts_at, one.ends_at)
        ]
        for one in DutyShift.objects.all()
    ]
    assert shown == [["01 19:00", "02 07:00"], ["08 19:00", "09 07:00"], ["15 19:00", "16 07:00"]]


@pytest.mark.time_machine("2026-02-25 18:00+00:00", tick=False)
@pytest.mark.parametrize(
    ("until", "shown"),
    [
        # On 8 March half past two comes when the clocks show half past three.
        ("02:45", ("08 03:30", "08 03:45")),
        ("03:00", ("08 03:30", "08 04:00")),
        ("04:00", ("08 03:30", "08 04:00")),
    ],
)
def test_a_time_that_the_clocks_jump_over_comes_as_much_later(
    client: Client, project: Project, until: str, shown: tuple[str, str]
):
    form = {
        "role": TECHNOLOGY,
        "person": make_person(project).pk,
        "starts_at": "2026-03-01T02:30",
        "ends_at": f"2026-03-01T{until}",
        "weeks": 2,
    }
    assert client.post(reverse("crisis:add_shift", args=[project.slug]), form).status_code == 302
    first, second, third = (
        tuple(
            timezone.localtime(moment, project.zone).strftime("%d %H:%M")
            for moment in (one.starts_at, one.ends_at)
        )
        for one in DutyShift.objects.all()
    )
    assert (first, second, third) == (("01 02:30", f"01 {until}"), shown, ("15 02:30", f"15 {until}"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ends_at": "2026-09-15T08:00"}, "It ends after it begins"),
        ({"ends_at": "2026-10-15T08:00"}, "It ends after it begins"),
        ({"starts_at": "2031-09-15T09:00", "ends_at": "2031-09-15T10:00"}, "within the next year"),
        ({"weeks": 53}, "less than or equal to 52"),
        ({"person": 0}, "valid choice"),
        ({"role": "nobody"}, "valid choice"),
    ],
)
def test_what_is_wrong_with_a_shift_is_told(
    client: Client, project: Project, frozen: Any, changes: dict[str, Any], says: str
):
    form = {
        "role": TECHNOLOGY,
        "person": make_person(project).pk,
        "starts_at": "2026-09-15T09:00",
        "ends_at": "2026-09-15T21:00",
        **changes,
    }
    answer = client.post(reverse("crisis:add_shift", args=[project.slug]), form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert DutyShift.objects.count() == 0


def test_nobody_of_another_project_is_put_on_duty(client: Client, project: Project):
    stranger = make_person(make_project("Elsewhere"))
    now = timezone.localtime()
    form = {"role": TECHNOLOGY, "person": stranger.pk, "starts_at": now}
    form["ends_at"] = now + datetime.timedelta(hours=8)
    assert client.post(reverse("crisis:add_shift", args=[project.slug]), form).status_code == 422


def test_who_is_proposed_is_asked_for_once_on_the_page_that_declares(client: Client, project: Project):
    make_shift(make_person(project), TECHNOLOGY)
    there = reverse("crisis:declare", args=[project.slug])
    with CaptureQueriesContext(connection) as asked:
        client.get(there)
    assert sum('FROM "crisis_dutyshift"' in one["sql"] for one in asked.captured_queries) == 1


def test_the_rota_asks_as_often_for_many_shifts_as_for_one(client: Client, project: Project):
    there = reverse("crisis:duty", args=[project.slug])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    make_shift(make_person(project), TECHNOLOGY)
    count()
    few = count()
    for role in (CrisisRole.CLINICAL_LEAD, CrisisRole.SAFETY_OFFICER, TECHNOLOGY):
        make_shift(make_person(project), role)
    assert count() == few
