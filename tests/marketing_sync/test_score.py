"""First to know: what both sides see of it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from mailroom import actions as mailroom
from marketing_sync import actions, queries
from marketing_sync.models import Alert, Kind, Launch
from projects.models import Project
from tests.marketing_sync.factories import make_contact, make_launch
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago, on Tuesday 15 September 2026, with somebody on the alert list."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    make_contact(project)
    return project


def gone_out(project: Project, *, days: int, known: bool, kind: str = Kind.EMAIL) -> Launch:
    """A launch registered so many days ahead, which went out today."""
    launch = make_launch(project, days=days, kind=kind)
    if known:
        for alert in Alert.objects.unconfirmed().filter(change__launch=launch):
            assert alert.confirmation is not None
            mailroom.confirm(confirmation=alert.confirmation)
    return launch


def drop(launch: Launch, clock: TimeMachineFixture) -> None:
    clock.shift(datetime.timedelta(minutes=1))
    actions.drop(launch=launch, by=lead_of(launch.project), version=launch.version)


def test_it_is_counted_by_month_and_by_kind(client: Client, project: Project, frozen: TimeMachineFixture):
    drop(gone_out(project, days=2, known=True), frozen)
    drop(gone_out(project, days=6, known=False, kind=Kind.EVENT), frozen)
    frozen.shift(datetime.timedelta(days=20))
    drop(gone_out(project, days=10, known=True), frozen)
    found = queries.scores(project)
    assert found is not None
    one = queries.FirstToKnow
    assert found.overall == one(3, 2, 6)
    september, october = datetime.date(2026, 9, 1), datetime.date(2026, 10, 1)
    assert found.months == [(september, one(2, 1, 4)), (october, one(1, 1, 10))]
    assert found.kinds == [("E-mail", one(2, 2, 6)), ("Event", one(1, 0, 6))]
    client.force_login(lead_of(project))
    page = client.get(reverse("marketing_sync:score", args=[project.slug])).content.decode()
    assert "2 of 3 launches of the last year were known before they went out; 6 days of notice" in page
    assert page.count("<table") == 3


def test_an_empty_project_says_what_will_stand_here(client: Client, project: Project):
    client.force_login(lead_of(project))
    page = client.get(reverse("marketing_sync:score", args=[project.slug])).content.decode()
    assert "No launch has gone out yet" in page


def test_its_queries_do_not_grow_with_the_launches(
    project: Project, frozen: TimeMachineFixture, django_assert_num_queries: DjangoAssertNumQueries
):
    for count in (1, 2):
        for _launch in range(count):
            drop(gone_out(project, days=2, known=True), frozen)
        with django_assert_num_queries(1):
            queries.scores(project)
