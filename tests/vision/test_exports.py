"""The lists of the vision as files: what the page shows, and nothing that becomes a formula."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import actions
from vision.models import DecisionKind, Dependency, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def rows(browser: Client, project: Project, name: str, asked: str = "", **args: int) -> list[dict[str, str]]:
    answer = browser.get(reverse(f"vision:{name}", args=[project.slug, *args.values()]) + asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_board_leaves_in_its_order_with_needs_and_without_formulas(project: Project, browser: Client):
    below = make_element(project, Place.NEXT, title="Single sign-on")
    above = make_element(project, Place.NOW, title="=HYPERLINK()", reason="+1", asks=[make_ask(project)])
    make_element(project, Place.TRAY, title="Quiet room")
    Dependency.objects.create(element=above, needs=below)
    found = rows(browser, project, "export")
    assert [(row["Element"], row["Place"], row["Needs"], row["Asked"]) for row in found] == [
        ("'=HYPERLINK()", "NOW", "Single sign-on", "1"),
        ("Single sign-on", "NEXT", "", "0"),
        ("Quiet room", "Unsorted", "", "0"),
    ]
    assert found[0]["Reason"] == "'+1"
    assert [row["Element"] for row in rows(browser, project, "export", "?q=quiet")] == ["Quiet room"]


def test_the_file_takes_as_many_statements_for_twenty_elements_as_for_one(project: Project, browser: Client):
    counts = []
    for number in (1, 19):
        for _element in range(number):
            make_element(project, asks=[make_ask(project)])
        with CaptureQueriesContext(connection) as asked:
            rows(browser, project, "export")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_log_leaves_as_it_is_narrowed_with_element_and_version(project: Project, browser: Client):
    element = make_element(project, title="Refill line")
    version = make_version(project)
    answer = browser.post(
        reverse("vision:decision_new", args=[project.slug]),
        {"kind": "decision", "text": "Cardiology first.", "element": element.pk, "version": version.pk},
    )
    assert answer.status_code == 302
    actions.log_decision(
        project=project, by=lead_of(project), kind=DecisionKind.DISAGREEMENT, text="Too late for us."
    )
    found = rows(browser, project, "decisions_export", "?kind=decision")
    assert [(row["What"], row["Element"], row["Version"]) for row in found] == [
        ("Cardiology first.", "Refill line", "1")
    ]
    assert len(rows(browser, project, "decisions_export")) == 2


def test_a_version_of_another_project_is_not_to_be_chosen(project: Project, browser: Client):
    foreign = make_version(make_project("Another"))
    answer = browser.post(
        reverse("vision:decision_new", args=[project.slug]),
        {"kind": "decision", "text": "Cardiology first.", "version": foreign.pk},
    )
    assert answer.status_code == 422
    assert project.decisions.count() == 0


def test_who_was_talked_to_is_told_apart_from_who_was_passed_over(project: Project, browser: Client):
    for name in ("Dr Okafor", "M. Lindqvist"):
        person = make_person(project, name=name, power=5)
        make_element(project, Place.NEXT, asks=[make_ask(project, by=person)])
    version = make_version(project)
    first, second = version.talks.order_by("stakeholder__name")
    actions.log_talk(talk=first, by=lead_of(project), notes="Half an hour.")
    actions.pass_over_talk(talk=second, by=lead_of(project), reason="On leave.")
    found = rows(browser, project, "knows_export", number=1)
    assert [(row["Person"], bool(row["Talked to"]), row["Mail"]) for row in found] == [
        ("Dr Okafor", True, "Told"),
        ("M. Lindqvist", False, "Told"),
    ]
    page = browser.get(reverse("vision:knows", args=[project.slug, 1])).content.decode()
    assert "of 2 talks" in page
