"""The after-action report: times against targets, and the gaps by name."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crisis import actions, chapter, queries
from crisis.models import CrisisRole
from projects.models import Project
from reports import making
from reports.models import Report, State
from tests.crisis.factories import make_person, make_run
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def test_the_report_says_what_was_late_skipped_unheld_and_unanswered(project: Project, frozen: Any):
    lead = lead_of(project)
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel")
    activation = make_run(project)
    actions.broadcast(activation=activation, by=lead, subject="Phones are down", text="Use the mobiles.")
    first, second = activation.steps.get(order=1), activation.steps.get(order=2)
    actions.settle(activation=activation, step_id=first.pk, version=1, by=lead)
    frozen.shift(timedelta(minutes=9))
    actions.settle(activation=activation, step_id=second.pk, version=1, by=lead)
    third = activation.steps.get(order=3)
    actions.settle(
        activation=activation, step_id=third.pk, version=1, by=lead, skip=True, reason="No radio here"
    )
    review = queries.review(activation)
    assert (review.done, review.on_time) == (2, 1)
    gaps = review.gaps
    assert f"4 min late: {second.title}" in gaps
    assert f"Skipped: {third.title}. No radio here" in gaps
    assert "Nobody held the role: Incident commander" in gaps
    assert "Nobody held the role: Technology lead" not in gaps
    assert "Broadcast 1: 0 of 1 confirmed; not by Sam Patel" in gaps
    html = chapter.document(activation).html
    shown = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "2 of 18 steps done" in shown
    assert "Broadcast 1 to 1 people: Phones are down" in shown


def test_of_many_who_have_not_confirmed_the_first_twelve_are_named(project: Project):
    for number in range(15):
        make_person(project, name=f"P {number:02d}")
    activation = make_run(project)
    actions.broadcast(activation=activation, by=lead_of(project), subject="Phones", text="Mobiles")
    (gap,) = [one for one in queries.review(activation).gaps if one.startswith("Broadcast")]
    assert gap.startswith("Broadcast 1: 0 of 15 confirmed; not by P 00, P 01,")
    assert gap.endswith("P 11 and 3 more")


def test_the_report_is_asked_for_from_the_board_and_becomes_a_pdf(client: Client, project: Project):
    activation = make_run(project)
    there = reverse("crisis:after_action", args=[project.slug, activation.pk])
    assert client.post(there).status_code == 302
    report = Report.objects.get()
    assert making.make(report_id=report.pk) is True
    report.refresh_from_db()
    assert report.state == State.DONE
    assert report.file is not None
