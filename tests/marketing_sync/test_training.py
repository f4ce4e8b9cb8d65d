"""Temporary people are trained for one launch before it goes out, and for the rest after it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from marketing_sync import actions, queries
from marketing_sync.models import CampaignTraining, Launch, StaffingPlan
from outcomes import actions as outcomes_actions
from outcomes import queries as outcomes
from outcomes.models import Colleague, TrainingUnit
from projects.models import AuditEntry, Project
from tests.marketing_sync.factories import (
    in_days,
    make_agent,
    make_launch,
    make_prepared,
    make_reviewed,
    make_training,
    make_window,
)
from tests.outcomes.factories import make_colleague, make_unit
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, launch: Launch, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[launch.project.slug, launch.pk, *args])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(client: Client, launch: Launch) -> str:
    return text(client.get(launch.get_absolute_url()))


def dates(colleague: Colleague) -> dict[str, tuple[datetime.date | None, datetime.date]]:
    return {own.unit.name: (own.starts_on, own.due_on) for own in colleague.training_dates.all()}


def reasons(launch: Launch) -> list[str]:
    launch.refresh_from_db()
    return queries.rows(launch.project, [launch])[0].reasons


def plan_temps(launch: Launch, people: int) -> None:
    way = {
        "kind": "temps",
        "people": people,
        "training": 6,
        "rest": 31,
        "hire_by": "2026-09-20",
        "train_by": in_days(launch.project, 10).isoformat(),
        "rest_from": "2026-11-02",
        "cost": 4000,
        "closes": 0.4,
        "shifts": [],
        "days": [],
    }
    StaffingPlan.objects.create(launch=launch, number=1, ways=[way], what="planned")


def test_people_are_named_with_what_they_learn_before_it_and_the_rest_after_it(
    client: Client, project: Project
):
    launch = make_launch(project, days=20, name="Heart letter")
    plan_temps(launch, people=2)
    check = make_unit(project, name="Identity check", due_on=in_days(project, 3))
    make_unit(project, name="Referrals", due_on=in_days(project, 5))
    ben = make_colleague(project, name="Ben", email="ben.novak@example.org", is_temporary=True)
    assert "The plan takes 2 temporary agents; nobody is named yet." in page(client, launch)
    form = text(client.get(url("training", launch)))
    assert 'value="2026-09-25"' in form
    assert 'value="2026-11-02"' in form
    answer = client.post(
        url("training", launch),
        {
            "version": 0,
            "people": [ben.pk],
            "newcomers": "Ines Marin, ines@example.org\nBen again, BEN.NOVAK@example.org",
            "parts": [check.pk],
            "own_part": "The heart letter",
            "minutes": 120,
            "train_by": "2026-09-25",
            "rest_from": "2026-11-02",
            "rest_by": "2026-11-30",
        },
        follow=True,
    )
    assert "The training stands, with a date for each of them." in text(answer)
    ines = Colleague.objects.get(name="Ines Marin")
    assert (ines.email, ines.is_temporary) == ("ines@example.org", True)
    before, rest = datetime.date(2026, 9, 25), (datetime.date(2026, 11, 2), datetime.date(2026, 11, 30))
    assert dates(ines) == {
        "Identity check": (None, before),
        "The heart letter": (None, before),
        "Referrals": rest,
    }
    assert dates(ben) == dates(ines)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.detail["people"]) == ("planned the training of temporary people for", 2)
    person = text(client.get(reverse("outcomes:learner", args=[project.slug, ines.pk])))
    assert "Temporary." in person
    assert "Has 0 of 3 parts of the training." in person
    assert "for Heart letter" in person
    assert "after Heart letter" in person


def test_a_part_for_a_campaign_is_not_asked_of_anybody_else(client: Client, project: Project):
    luz = make_colleague(project, name="Luz")
    make_unit(project, name="Identity check")
    training = make_training(make_launch(project), own_part="The letter")
    rows = {row.colleague.name: (row.done, row.needed) for row in outcomes.grid(project).rows}
    assert rows == {"Luz": (0, 1), training.people.get().name: (0, 2)}
    grid = text(client.get(reverse("outcomes:training", args=[project.slug])))
    assert "3 trainings are still open." in grid
    assert grid.count("not for them") == 1
    assert dates(luz) == {}


def test_the_launch_is_not_ready_before_they_are_trained_whatever_somebody_says(
    client: Client, project: Project
):
    launch = make_prepared(make_reviewed(make_launch(project)))
    plan_temps(launch, people=2)
    said = "nobody is named for 2 temporary agents of the plan"
    assert said in reasons(launch)
    training = make_training(launch, names=["Ines"])
    assert reasons(launch)[1:3] == [
        "nobody is named for 1 temporary agent of the plan",
        "not trained for this campaign: Ines",
    ]
    ines = training.people.get()
    shown = page(client, launch)
    assert "Not trained for this campaign: Ines" in shown
    client.post(url("trained", launch, ines.pk))
    assert "not trained for this campaign: Ines" not in reasons(launch)
    assert "1 of 1" in page(client, launch)
    client.post(url("trained", launch, ines.pk), {"to": "open"})
    assert "not trained for this campaign: Ines" in reasons(launch)
    # Who has left is not waited for.
    Colleague.objects.filter(pk=ines.pk).update(removed_at=launch.registered_at, removed_by=lead_of(project))
    assert "not trained for this campaign: Ines" not in reasons(launch)


def test_what_is_learned_in_the_curriculum_counts_for_the_launch(client: Client, project: Project):
    check = make_unit(project, name="Identity check")
    launch = make_launch(project)
    training = make_training(launch, names=["Ines"], parts=[check])
    ines = training.people.get()
    client.post(reverse("outcomes:mark_trained", args=[project.slug, ines.pk, check.pk]), {"from": "person"})
    found = queries.campaign(launch)
    assert found is not None
    assert found.trained == 1
    assert "not trained for this campaign: Ines" not in reasons(launch)


def test_what_was_learned_before_stays_when_the_launch_takes_its_own_back(client: Client, project: Project):
    check = make_unit(project, name="Identity check")
    launch = make_launch(project)
    training = make_training(launch, names=["Ines", "Ben"], parts=[check], own_part="The letter")
    ben, ines = training.people.order_by("name")
    for one in (ben, ines):
        client.post(
            reverse("outcomes:mark_trained", args=[project.slug, one.pk, check.pk]), {"from": "person"}
        )
    outcomes_actions.has_learned(
        colleague=ben, unit=training.parts.get(name="The letter"), by=lead_of(project), on=project.today()
    )
    for _time in range(2):
        client.post(url("trained", launch, ines.pk))
    client.post(url("trained", launch, ines.pk), {"to": "open"})
    assert [row.unit.name for row in ines.trained.all()] == ["Identity check"]
    assert "Not trained for this campaign: Ines" in page(client, launch)
    # Nothing of Ben's was noted here: there is nothing to undo, and who asks all the same is told where.
    assert 'value="open"' not in page(client, launch)
    said = text(client.post(url("trained", launch, ben.pk), {"to": "open"}, follow=True))
    assert "Ben learned it outside of this launch. Take it back on their own page of the training." in said
    assert ben.trained.count() == 2


@pytest.mark.parametrize(
    ("early", "late", "expected"),
    [
        (0, 0, (15, 60, 80)),
        (8, 0, (7, 60, 80)),
        (0, 12, (15, 72, 92)),
        (18, 50, (0, 110, 130)),
    ],
)
def test_the_dates_follow_the_first_and_the_last_day_on_which_it_can_go_out(
    project: Project, early: int, late: int, expected: tuple[int, int, int]
):
    referrals = make_unit(project, name="Referrals")
    launch = make_launch(project, days=20)
    ines = make_training(launch, own_part="The letter", days=(15, 60, 80)).people.get()
    window = make_window(project, 20, early=early, late=late)
    launch = actions.move(launch=launch, by=lead_of(project), version=launch.version, window=window)
    by, rest_from, rest_by = (in_days(project, day) for day in expected)
    assert dates(ines) == {"The letter": (None, by), referrals.name: (rest_from, rest_by)}


@pytest.mark.parametrize("days", [26, 14])
def test_the_dates_follow_the_launch(project: Project, days: int):
    referrals = make_unit(project, name="Referrals")
    launch = make_launch(project, days=20)
    training = make_training(launch, own_part="The letter", days=(15, 60, 80))
    ines = training.people.get()
    actions.move(
        launch=launch, by=lead_of(project), version=launch.version, window=make_window(project, days)
    )
    moved = days - 20
    assert dates(ines) == {
        "The letter": (None, in_days(project, 15 + moved)),
        referrals.name: (in_days(project, 60 + moved), in_days(project, 80 + moved)),
    }


def test_when_it_goes_out_early_they_are_late_and_when_it_is_put_on_again_they_are_not(
    client: Client, project: Project
):
    launch = make_launch(project, days=20)
    ines = make_training(launch, own_part="The letter", days=(15, 60, 80)).people.get()
    launch = actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    assert dates(ines)["The letter"] == (None, in_days(project, -1))
    assert '<span class="pill pill-danger">late</span>' in page(client, launch)
    actions.restore(launch=launch, by=lead_of(project))
    assert in_days(project, -1) < dates(ines)["The letter"][1] < in_days(project, 20)


def test_a_launch_that_is_called_off_asks_for_nothing_until_it_is_on_again(project: Project):
    launch = make_launch(project, days=20)
    ines = make_training(launch, own_part="The letter").people.get()
    asked = dates(ines)
    cancelled = actions.cancel(launch=launch, by=lead_of(project), version=launch.version)
    assert dates(ines) == {}
    assert outcomes.grid(project).missing == 0
    actions.restore(launch=cancelled, by=lead_of(project))
    assert dates(ines) == asked


def test_of_two_campaigns_the_first_day_holds_and_what_both_put_off_waits_for_the_later_one(
    project: Project,
):
    check, rest = make_unit(project, name="Identity check"), make_unit(project, name="Rest")
    ines = make_colleague(project, name="Ines", is_temporary=True)
    for days in ((15, 60, 80), (10, 90, 99)):
        make_training(make_launch(project), people=[ines], parts=[check], days=days)
    assert dates(ines) == {
        "Identity check": (None, in_days(project, 10)),
        rest.name: (in_days(project, 90), in_days(project, 99)),
    }


GIVEN = {
    "version": 0,
    "newcomers": "Ines Marin, ines@example.org",
    "own_part": "The letter",
    "train_by": "2026-09-25",
    "rest_from": "2026-11-02",
    "rest_by": "2026-11-30",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"train_by": "2026-10-05"}, "It can go out on Mon 5 Oct: they have to be trained before."),
        ({"rest_from": "2026-10-05"}, "The rest comes after the campaign: after Mon 5 Oct."),
        ({"rest_by": "2026-11-01"}, "This is before the rest begins."),
        ({"newcomers": ""}, "Name at least one person."),
        ({"own_part": ""}, "Choose a part of the curriculum, or name one of its own."),
        ({"own_part": "Identity check"}, "There is a part of this name. Give it another one."),
        ({"newcomers": "\nInes Marin"}, "Line 1 needs a name and, after a comma, an address."),
        ({"newcomers": "Ines, ines@"}, "Line 1: “ines@” is no e-mail address."),
        ({"newcomers": "Luz, LUZ@example.org"}, "LUZ@example.org is the address of Luz Herrera"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(
    client: Client, project: Project, wrong: dict[str, str], said: str
):
    launch = make_launch(project, days=20)
    make_colleague(project, name="Luz Herrera", email="luz@example.org")
    make_unit(project, name="Identity check")
    answer = client.post(url("training", launch), {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert next(iter(wrong.values())).strip() in text(answer)
    assert (CampaignTraining.objects.count(), Colleague.objects.count()) == (0, 1)
    assert TrainingUnit.objects.count() == 1


def test_a_training_that_somebody_changed_meanwhile_is_not_changed_unseen(client: Client, project: Project):
    launch = make_launch(project, days=20)
    make_training(launch, names=["Ben"])
    answer = client.post(url("training", launch), {**GIVEN, "own_part": "Anew"})
    assert answer.status_code == 409
    assert "Somebody changed this training while you were writing." in text(answer)
    assert [one.name for one in launch.campaign_training.people.all()] == ["Ben"]


def test_the_page_asks_as_often_for_three_people_as_for_one(
    client: Client, project: Project, django_assert_num_queries: Any
):
    one, three = make_launch(project), make_launch(project)
    make_training(one, names=["Ines"])
    make_training(three, names=["Ben", "Luz", "Tom"])
    page(client, one)
    for launch in (one, three):
        with django_assert_num_queries(19):
            page(client, launch)


def test_agents_join_the_training_list_once_and_those_on_it_stay_as_they_are(
    client: Client, project: Project
):
    make_colleague(project, name="Luz Herrera", email="luz@example.org")
    for name, email in (
        ("Luz", "LUZ@example.org"),
        ("Omar", "omar@example.org"),
        ("Gone", "gone@example.org"),
    ):
        agent = make_agent(project, name=name, email=email, language="es")
    actions.remove_agent(agent=agent, by=lead_of(project))
    there = reverse("marketing_sync:agents", args=[project.slug])
    assert "1 agent is not on the list" in text(client.get(there))
    for _time in range(2):
        client.post(reverse("marketing_sync:train_agents", args=[project.slug]))
    found = project.colleagues.values_list("name", "email", "language")
    assert list(found) == [("Luz Herrera", "luz@example.org", "en"), ("Omar", "omar@example.org", "es")]
    assert "on the list of those who read the SOPs" not in text(client.get(there))
    assert AuditEntry.objects.filter(verb="added many colleagues").count() == 1
