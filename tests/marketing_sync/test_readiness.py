"""The readiness gate: what has to be met, and that nothing is called ready before."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import actions as mailroom
from mailroom.models import Confirmation
from marketing_sync import actions, queries
from marketing_sync.models import Alert, Impact, Launch, Preparation
from projects.models import AuditEntry, Project
from tests.marketing_sync.factories import (
    in_days,
    make_agent,
    make_brief,
    make_contact,
    make_draft,
    make_launch,
    make_prepared,
    make_reviewed,
    make_window,
)
from tests.projects.factories import lead_of, make_project

PREPARED = [
    "training not done",
    "staffing gap not closed or accepted",
    "systems access not ready",
    "contingencies not written",
]


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def reasons(launch: Launch) -> list[str]:
    launch.refresh_from_db()
    return queries.rows(launch.project, [launch])[0].reasons


def confirm_alerts(launch: Launch) -> None:
    alerts = Alert.objects.filter(change__launch=launch).values("pk")
    for confirmation in Confirmation.objects.filter(kind="marketing_sync.alert", about_id__in=alerts):
        mailroom.confirm(confirmation=confirmation)


def url(name: str, launch: Launch, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[launch.project.slug, launch.pk, *args])


def test_each_thing_that_is_missing_is_named_until_the_launch_is_ready(client: Client, project: Project):
    make_contact(project, name="Priya")
    agent = make_agent(project)
    launch = make_launch(project, days=5)
    assert reasons(launch) == [
        "impact not reviewed",
        "brief not written",
        *PREPARED,
        "not confirmed by Priya",
    ]
    draft = make_draft(launch)
    assert reasons(launch)[1] == "brief waits for approval"
    brief = actions.approve_brief(launch=launch, by=lead_of(project), version=draft.version)
    assert reasons(launch)[1] == "1 agent unconfirmed"
    actions.confirm_reading(reading=brief.readings.get(agent=agent))
    make_prepared(launch)
    confirm_alerts(launch)
    # Everything is done, and still: nobody has judged what it means.
    assert reasons(launch) == ["impact not reviewed"]
    assert "impact not reviewed" in client.get(launch.get_absolute_url()).content.decode()
    make_reviewed(launch)
    assert reasons(launch) == []
    page = client.get(launch.get_absolute_url()).content.decode()
    assert "reviewed, briefed, prepared, and known" in page
    assert "8 of 8 conditions are met." in page
    assert "pill-good" in client.get(reverse("marketing_sync:list", args=[project.slug])).content.decode()


def test_a_launch_without_impact_needs_nothing_but_the_review(project: Project):
    launch = make_reviewed(make_launch(project), Impact.NONE)
    assert reasons(launch) == []


def test_a_brief_that_tells_another_date_holds_the_launch_up(project: Project):
    agent = make_agent(project)
    launch = make_prepared(make_reviewed(make_launch(project, days=16)))
    brief = make_brief(launch)
    actions.confirm_reading(reading=brief.readings.get(agent=agent))
    assert reasons(launch) == ["nobody is on the alert list"]
    launch.refresh_from_db()
    actions.move(launch=launch, by=lead_of(project), version=launch.version, window=make_window(project, 20))
    assert reasons(launch) == ["the brief tells another date", "nobody is on the alert list"]
    make_draft(launch, answers="It is 59 USD.")
    assert reasons(launch)[1] == "a changed brief waits for approval"


def test_a_brief_that_nobody_can_have_read_holds_the_launch_up(project: Project):
    launch = make_reviewed(make_launch(project))
    make_brief(launch)
    assert reasons(launch)[0] == "no agents are registered, so nobody has read the brief"


def test_who_was_told_and_who_was_not_is_named(project: Project, frozen: TimeMachineFixture):
    launch = make_prepared(make_reviewed(make_launch(project, days=16)))
    make_contact(project, name="Priya")
    make_contact(project, name="Sam")
    assert reasons(launch)[1:] == ["nobody has been alerted yet"]
    frozen.shift(datetime.timedelta(days=2))
    actions.send_due(launch=launch)
    make_contact(project, name="Lou")
    assert reasons(launch)[1:] == ["not confirmed by Priya and Sam", "not told yet: Lou"]


def test_an_item_is_answered_for_by_name_and_taken_back(client: Client, project: Project):
    launch = make_reviewed(make_launch(project))
    here = url("prepare", launch, "staffing")
    assert client.post(here, {"note": "  "}).status_code == 422
    assert client.post(here, {"note": "The evening shift stays."})["Location"].endswith("#gate")
    kept = Preparation.objects.get()
    assert (kept.item, kept.note, kept.done_by) == ("staffing", "The evening shift stays.", lead_of(project))
    assert "staffing gap not closed or accepted" not in reasons(launch)
    assert "The evening shift stays." in client.get(launch.get_absolute_url()).content.decode()
    client.post(url("unprepare", launch, "staffing"))
    assert "staffing gap not closed or accepted" in reasons(launch)
    entry = AuditEntry.objects.get(verb="took back")
    assert entry.detail == {"item": "staffing", "note": "The evening shift stays."}
    assert client.get(url("prepare", launch, "luck")).status_code == 404


def test_the_database_keeps_one_answer_for_an_item_and_none_without_words(project: Project):
    launch = make_launch(project)
    kept = actions.prepare(launch=launch, by=lead_of(project), item="training", note="Monday.")
    for fields in ({"item": "training", "note": "Twice."}, {"item": "access", "note": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Preparation.objects.create(launch=launch, done_by=kept.done_by, **fields)


def test_late_notice_is_noted_and_holds_nothing_up(client: Client, project: Project):
    agent = make_agent(project)
    make_contact(project)
    launch = make_prepared(make_reviewed(make_launch(project, days=1)))
    actions.confirm_reading(reading=make_brief(launch).readings.get(agent=agent))
    confirm_alerts(launch)
    assert (launch.is_late_notice, reasons(launch)) == (True, [])
    page = client.get(launch.get_absolute_url()).content.decode()
    assert "It was registered late, which is noted and stands in no way." in page
    assert in_days(project, 1) == launch.likely
