"""Every page of a crisis and of a drill while they run, at a desk and on a phone, light and dark.

The walk over the sample project meets only what is over; this is what people see on the day itself.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from crisis import actions
from crisis.models import Activation, CrisisRole, PlannedDrill
from mailroom import actions as mailroom
from mailroom.models import Confirmation
from projects.models import Project
from tests.browser.test_every_page import sign_in, troubles_of
from tests.crisis.factories import make_person, make_planned_drill, make_run
from tests.marketing_sync.factories import make_launch
from tests.projects.factories import lead_of, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_crisis(project: Project, frozen: Any) -> Activation:
    """Half an hour old: steps done, late and skipped, notes, a broadcast half answered, things otherwise."""
    lead = lead_of(project)
    names = ("Priya Nair", "Sam Patel", "Rosa Moss", "Ana Ruiz", "Theo Brandt")
    roles = (
        "incident_commander",
        "technology_lead",
        "clinical_lead",
        "communications_lead",
        "operations_lead",
    )
    for name, role in zip(names, roles, strict=True):
        make_person(project, CrisisRole(role), name=name)
    launch = make_launch(project, name="Heart screening letter")
    activation = make_run(project)
    for minute, step in enumerate(activation.steps.order_by("order")[:7]):
        frozen.shift(timedelta(minutes=2))
        skips = minute == 3
        actions.settle(
            activation=activation,
            step_id=step.pk,
            version=1,
            by=lead,
            skip=skips,
            reason="No radio in this building" if skips else "",
        )
    actions.broadcast(
        activation=activation,
        by=lead,
        subject="Phones are down: use the mobiles in the red bag",
        text="The phones are down.\n\nUse the mobiles in the red bag. Write each call down.",
        next_update_minutes=30,
    )
    for confirmation in Confirmation.objects.of("crisis.broadcast", activation.broadcasts.get().pk)[:3]:
        mailroom.confirm(confirmation=confirmation)
    actions.change_procedure(
        activation=activation, usual="Inbound, normal", instead="Take calls on the mobiles.", by=lead
    )
    actions.pause_launches(activation=activation, launches=[launch], by=lead)
    actions.note(activation=activation, by=lead, text="Ticket 48812: core switch, no estimate yet")
    frozen.shift(timedelta(minutes=16))
    return activation


def a_drill(project: Project) -> Activation:
    """One with news that was told and news to come, an observer's note and a rating."""
    lead, people = lead_of(project), list(project.crisis_people.active())
    drill = make_run(project, "ehr_downtime", is_drill=True, participants=people)
    for minutes, text in (
        (0, "The screens of the north clinic are black"),
        (10, "A journalist is at the desk"),
    ):
        actions.add_inject(activation=drill, minutes=minutes, text=text, by=lead)
    actions.observe(activation=drill, text="Nobody knew where the paper forms are", by=lead)
    actions.rate(activation=drill, capability="alerting", rating="S", why="An old list", by=lead)
    return drill


def a_review(project: Project) -> Activation:
    """A run that is over, with a gap that became an improvement and a lesson."""
    lead = lead_of(project)
    activation = make_run(project, "call_surge")
    actions.stand_down(activation=activation, version=1, met=[], reason="Calls are back to usual", by=lead)
    gap = activation.after_action.findings.filter(kind="gap").latest("pk")
    actions.add_improvement(
        project=project,
        activation=activation,
        finding=gap,
        text="Name a second for every role",
        owner=lead,
        due_on=project.today() + timedelta(days=30),
        by=lead,
    )
    actions.learn_from(finding=gap, words="After the surge: ", by=lead)
    return activation


def a_plan(project: Project) -> PlannedDrill:
    """A drill of which it is time, with news."""
    drill = make_planned_drill(
        project, "ransomware", days=0.005, people=list(project.crisis_people.active()), place="Room 2"
    )
    actions.plan_inject(
        drill=drill, minutes=15, text="Every second screen asks for money", by=lead_of(project)
    )
    return drill


def addresses(project: Project, frozen: Any) -> list[str]:
    """What is looked at."""
    crisis, drill = a_crisis(project, frozen), a_drill(project)
    review, plan = a_review(project), a_plan(project)
    gap = review.after_action.findings.filter(kind="gap").earliest("pk").pk

    def of(name: str, *args: int) -> str:
        return reverse(f"crisis:{name}", args=[project.slug, *args])

    return [
        of("declare"),
        of("declare") + "?drill=1",
        of("runs"),
        *(of(name, crisis.pk) for name in ("run", "new_broadcast", "procedure", "launches", "support")),
        of("broadcast", crisis.pk, 1),
        of("hand_over", crisis.pk),
        of("stand_down", crisis.pk),
        of("surge", crisis.pk) + "?calls=240&aht=300&on_duty=14&target=80&threshold=20&patience=180",
        of("run", crisis.pk) + "?wall=1",
        of("run", drill.pk),
        of("desk", drill.pk),
        of("review", review.pk),
        of("review", review.pk) + f"?improve={gap}&change={gap}",
        of("planned_drill", plan.pk),
        of("change_planned_drill", plan.pk),
        of("plan_drill"),
    ]


def test_pages_of_a_crisis_and_a_drill_that_run(
    new_page: Callable[..., Page], site: str, client: Client, assert_accessible: Any, frozen: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    page = new_page(reduced_motion="reduce")
    sign_in(page, lead_of(project), site, client)
    troubles = []
    for url in addresses(project, frozen):
        page.goto(site + url)
        troubles += [f"{url}: {trouble}" for trouble in troubles_of(page, assert_accessible)]
    assert troubles == []
