"""A review that nobody makes: the liaison is told, then operations and leads, once each, in the morning."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from mailroom.models import Message
from marketing_sync import queries, schedule
from marketing_sync.models import Impact, Launch
from projects.models import Membership, Project, Role
from tests.marketing_sync.factories import make_launch, make_reviewed, set_agreement
from tests.projects.factories import lead_of, make_member, make_project

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago, on Tuesday 15 September 2026 at nine there; reviews take three days."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    make_member(project, Role.OPERATIONS, name="Priya", email="priya@example.org")
    make_member(project, Role.OPERATIONS, name="Sam", email="sam@example.org")
    make_member(project, Role.MARKETING, name="Marcus", email="marcus@example.org")
    return project


def name_liaison(project: Project) -> None:
    set_agreement(project, liaison=project.memberships.get(user__name="Priya").user)


def hours(clock: TimeMachineFixture, count: int) -> list[tuple[str, str]]:
    """Lets so many hours pass with a tick in each; to whom mails were written, and when in Chicago."""
    before = set(Message.objects.values_list("pk", flat=True))
    for _hour in range(count):
        clock.shift(HOUR)
        for launch_id in schedule.with_something_due():
            schedule.tend(launch_id)
    zone = Project.objects.get(name="Riverbend").zone
    written = Message.objects.filter(kind="marketing_sync.review").exclude(pk__in=before).order_by("pk")
    return [
        (message.to_email.partition("@")[0], f"{message.available_at.astimezone(zone):%a %H:%M}")
        for message in written
    ]


def test_the_liaison_is_told_first_and_a_day_later_everybody_who_can_review(
    project: Project, frozen: TimeMachineFixture
):
    name_liaison(project)
    launch = make_launch(project, days=40, name="Heart letter")
    # Due on Friday 18 September; until Saturday at eight there is no word.
    assert hours(frozen, 94) == []
    assert hours(frozen, 1) == [("priya", "Sat 08:00")]
    assert hours(frozen, 23) == []
    lead = lead_of(project).email.partition("@")[0]
    assert sorted(hours(frozen, 1)) == sorted([("sam", "Sun 08:00"), (lead, "Sun 08:00")])
    assert hours(frozen, 24 * 7) == []
    subjects = Message.objects.filter(kind="marketing_sync.review").values_list("subject", flat=True)
    assert set(subjects) == {"Review overdue: Heart letter"}
    first = Message.objects.filter(kind="marketing_sync.review").earliest("pk")
    assert "Its review was due Fri 18 Sep." in first.text
    assert reverse("marketing_sync:review", args=[project.slug, launch.pk]) in first.text
    launch.refresh_from_db()
    (row,) = queries.rows(project, [launch])
    assert (row.is_ready, row.reasons[0]) == (False, "impact not reviewed")


def test_without_a_named_liaison_operations_are_told_first(project: Project, frozen: TimeMachineFixture):
    make_launch(project, days=40)
    assert [name for name, _at in hours(frozen, 95)] == ["priya", "sam"]
    lead = lead_of(project).email.partition("@")[0]
    assert [name for name, _at in hours(frozen, 48)] == [lead]


def test_a_liaison_who_left_the_project_is_not_waited_for(project: Project, frozen: TimeMachineFixture):
    name_liaison(project)
    Membership.objects.filter(project=project, user__name="Priya").delete()
    make_launch(project, days=40)
    assert [name for name, _at in hours(frozen, 95)] == ["sam"]


def test_a_liaison_named_after_the_first_mail_is_told_by_the_second(
    project: Project, frozen: TimeMachineFixture
):
    name_liaison(project)
    make_launch(project, days=40)
    assert [name for name, _at in hours(frozen, 95)] == ["priya"]
    set_agreement(project, liaison=project.memberships.get(user__name="Sam").user)
    assert "sam" in [name for name, _at in hours(frozen, 48)]


def test_a_review_stops_the_clock(project: Project, frozen: TimeMachineFixture):
    name_liaison(project)
    launch = make_launch(project, days=40)
    assert [name for name, _at in hours(frozen, 95)] == ["priya"]
    make_reviewed(launch, Impact.NONE, "Nobody will call.")
    assert hours(frozen, 72) == []


def test_running_the_clock_twice_tells_nobody_twice(project: Project, frozen: TimeMachineFixture):
    launch = make_launch(project, days=40)
    hours(frozen, 95)
    Launch.objects.filter(pk=launch.pk).update(review_called_at=None)
    schedule.tend(launch.pk)
    schedule.tend(launch.pk)
    assert Message.objects.filter(kind="marketing_sync.review").count() == 2


def test_the_launch_page_says_that_the_liaison_was_told(
    client: Client, project: Project, frozen: TimeMachineFixture
):
    client.force_login(lead_of(project))
    launch = make_launch(project, days=40)
    hours(frozen, 95)
    page = client.get(launch.get_absolute_url()).content.decode()
    assert "overdue since Fri 18 Sep (yesterday) · the liaison was told" in page


def test_the_liaison_is_named_on_the_agreement_from_those_who_may_review(client: Client, project: Project):
    client.force_login(lead_of(project))
    here = reverse("marketing_sync:agreement", args=[project.slug])
    usual = {"lead_days": 14, "review_days": 3, "escalate_hours": 4, "calls_days": 28, "version": 1}
    marcus = project.memberships.get(user__name="Marcus").user
    assert client.post(here, {**usual, "liaison": marcus.pk}).status_code == 422
    priya = project.memberships.get(user__name="Priya").user
    assert client.post(here, {**usual, "liaison": priya.pk}).status_code == 302
    assert queries.agreement(project).liaison == priya


def test_the_database_knows_the_order(project: Project):
    launch = make_launch(project)
    rule = "launch_review_escalates_after_the_liaison_was_told"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Launch.objects.filter(pk=launch.pk).update(review_escalated_at=timezone.now())
