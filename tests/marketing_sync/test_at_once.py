"""Two who work on one project at the same moment wait for each other, and neither is thrown out."""

import datetime

import pytest
from django.db import transaction

from marketing_sync import actions, schedule
from marketing_sync.models import Agent, Alert, AlertContact, Launch, ListImport, Pause
from projects.models import Project
from tests.at_once import begin, held
from tests.marketing_sync.factories import make_agent, make_contact, make_launch, make_window
from tests.projects.factories import lead_of, make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(transactional_db: None) -> Project:
    """A project with one person to alert and one launch ahead."""
    project = make_project("Riverbend", time_zone="UTC")
    make_contact(project, name="Priya", digest_at=datetime.time(0), quiet_from=None, quiet_until=None)
    make_launch(project, name="Heart letter", days=14)
    return project


def test_a_launch_is_moved_while_the_daily_mail_is_on_its_way(project: Project):
    launch, contact = Launch.objects.get(), AlertContact.objects.get()
    lead, window = lead_of(project), make_window(project, 21)
    Alert.objects.waiting().update(due_at=launch.registered_at)
    with transaction.atomic():
        stored = held(launch)
        mail = begin(lambda: schedule.digest(contact.pk))
        actions.move(launch=stored, by=lead, version=stored.version, window=window)
    mail.result(30)
    launch.refresh_from_db()
    assert launch.window == window


def test_a_launch_is_moved_while_a_person_to_alert_is_changed(project: Project):
    launch, contact = Launch.objects.get(), AlertContact.objects.get()
    lead, window = lead_of(project), make_window(project, 21)
    with transaction.atomic():
        stored = held(launch)
        change = begin(lambda: actions.change_contact(contact=contact, by=lead, name="Priya Nair"))
        actions.move(launch=stored, by=lead, version=stored.version, window=window)
    change.result(30)
    contact.refresh_from_db()
    launch.refresh_from_db()
    assert (contact.name, launch.likely) == ("Priya Nair", window.likely)


def test_an_agent_is_changed_while_a_list_with_them_comes_in(project: Project):
    lead, agent = lead_of(project), make_agent(project, name="Ana", email="ana@example.org")
    upload = ListImport.objects.create(
        project=project,
        of="agents",
        filename="agents.csv",
        cells=[[1, ["Name", "E-mail"]], [2, ["Ana Ruiz", "ana@example.org"]]],
        columns=["name", "email"],
        created_by=lead,
    )
    with transaction.atomic():
        held(agent)
        listed = begin(lambda: actions.confirm_list(upload=upload, by=lead))
        actions.change_agent(agent=agent, by=lead, version=agent.version, name="Ana R.")
    listed.result(30)
    assert Agent.objects.get().name == "Ana Ruiz"


def test_launches_are_paused_while_a_person_to_alert_is_changed(project: Project):
    """The one that goes out last was registered first: whoever locks both locks them in the same order."""
    later, sooner = Launch.objects.get(), make_launch(project, name="Seminar", days=3)
    contact, lead = AlertContact.objects.get(), lead_of(project)
    with transaction.atomic():
        held(later)
        pausing = begin(
            lambda: actions.pause(
                project=project, launches=[later, sooner], key="crisis:1", because="Outage", by=lead
            )
        )
        actions.change_contact(contact=contact, by=lead, name="Priya Nair")
    pausing.result(30)
    assert Pause.objects.holding().count() == 2
