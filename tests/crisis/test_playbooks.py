"""The library of starter playbooks: all eleven, whole, found, printed and honest about what it is."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisis import queries
from crisis.queries.starters import CHECKS
from projects.models import Project
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: str) -> str:
    return reverse(f"crisis:{name}", args=[project.slug, *args])


def titles(response: Any) -> list[str]:
    """The playbooks on the page, in their order."""
    return re.findall(r'playbooks/[a-z_]+/">([^<]+)</a>', response.content.decode())


def test_there_are_eleven_playbooks_and_each_can_be_worked_down():
    playbooks = queries.playbooks()
    assert len(playbooks) == 11
    assert Counter(playbook.severity for playbook in playbooks) == {"SEV-1": 4, "SEV-2": 6, "SEV-3": 1}
    for playbook in playbooks:
        assert [step.order for step in playbook.steps] == list(range(1, len(playbook.steps) + 1))
        # Phases follow each other: none is taken up again after it ended.
        phases = [phase for phase, _steps in playbook.phases]
        assert len(phases) == len(set(phases))
        # Each has what the people and what the technology need.
        assert "Staff support lead" in playbook.roles
        assert playbook.triggers
        assert playbook.stand_down_when


def test_a_playbook_shows_every_step_with_role_and_target_in_order(client: Client, project: Project):
    page = client.get(url("playbook", project, "telephony_outage")).content.decode()
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 Declare the crisis, set severity (if unsure, the higher), start the timeline" in shown
    assert (
        "5 Re-route numbers: second carrier, backup site, overflow vendor or mobile group; "
        "place a test call from outside "
        "Done when: a test call from outside is answered on every number "
        "Technology lead within 15 min" in shown
    )
    assert "Communications lead within 15 min of standing down everybody confirms" in shown
    orders = [int(order) for order in re.findall(r'<li value="(\d+)">', page)]
    assert orders == list(range(1, 19))


def test_what_says_that_a_step_is_done_belongs_to_a_step_of_a_starter():
    steps = [step for playbook in queries.playbooks() for step in playbook.steps]
    assert set(CHECKS) <= {step.title for step in steps}
    # Each starter says it of several steps, in words that fit into the editor.
    for playbook in queries.playbooks():
        assert len([step for step in playbook.steps if step.done_when]) >= 6
    assert max(len(step.done_when) for step in steps) <= 300


def test_the_library_says_what_to_do_now(client: Client, project: Project):
    response = client.get(url("playbooks", project))
    shown = response.content.decode()
    assert "Declare it: choose what fits, and the steps come with their clocks" in shown
    assert "Opening a playbook to read it tells nobody" in shown
    assert len(titles(response)) == 11
    assert titles(response)[0] == "Active threat, bomb threat or violent caller"


def test_playbooks_are_found_by_what_is_happening(client: Client, project: Project):
    assert titles(client.get(url("playbooks", project) + "?q=Wrong+List")) == [
        "Misdirected outreach campaign (wrong list, wrong text, wrong number)"
    ]
    assert titles(client.get(url("playbooks", project) + "?hazard=natural")) == [
        "Severe weather or travel disruption"
    ]
    nothing = client.get(url("playbooks", project) + "?q=zebra")
    assert "No playbook matches" in nothing.content.decode()
    assert titles(client.get(url("playbooks", project) + "?sort=title"))[1].startswith("Call surge")


def test_an_unknown_playbook_is_not_found(client: Client, project: Project):
    assert client.get(url("playbook", project, "zebra")).status_code == 404


def test_every_step_leaves_as_csv(client: Client, project: Project):
    lines = client.get(url("export", project)).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 189
    assert lines[0] == "Playbook,Severity,Step,Phase,Role,Target,What to do,Done when"


def test_where_running_stands(project: Project):
    standing = queries.standing(project)
    assert (standing.number, standing.says) == ("11", "playbooks ready to read")
    assert standing.url == f"/p/{project.slug}/crisis/"


def test_the_projects_search_reads_the_playbooks(project: Project):
    assert [found.title for found in queries.search(project, "weather")] == [
        "Severe weather or travel disruption"
    ]
    assert len(queries.search(project, "")) == 10


def test_the_library_needs_the_database_for_the_frame_alone(client: Client, project: Project):
    with CaptureQueriesContext(connection) as few:
        client.get(url("playbooks", project) + "?q=zebra")
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(url("playbooks", project))
    assert len(all_of_them) == len(few)
