"""The page for executives and the project's book: what stands in them, on how many pages."""

import datetime
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from callcenter_planner import book
from outcomes import chapter, queries
from outcomes.sample import load
from projects.models import Project, Role
from reports import pdf
from reports.models import Report
from tests.outcomes.factories import make_constraint, make_measure
from tests.projects.factories import lead_of, make_member, make_project

TODAY = datetime.date(2026, 11, 18)


def silent(percent: int, says: str) -> None:
    """Nobody looks on."""


def told(project: Project, kind: str = "outcome") -> pdf.Document:
    return chapter.outcome_report(Report(project=project, kind=kind), silent)


def drawn(document: pdf.Document, project: Project) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.drawn(document, project=project, progress=silent)))


@pytest.fixture
def project(db: None) -> Project:
    """The pilot's year."""
    project = make_project("Riverbend", purpose="Every call answered.")
    lead = lead_of(project)
    load(
        project=project,
        members={
            Role.LEAD: lead,
            Role.OPERATIONS: make_member(project, Role.OPERATIONS),
            Role.PLANNER: make_member(project, Role.PLANNER),
        },
        today=TODAY,
    )
    return project


def test_executives_get_one_page_with_before_now_target_and_money(project: Project):
    found = {one.measure.name: one for one in queries.told(project)}
    cost = found["Outreach cost per completed visit"]
    assert cost.before == pytest.approx(84, abs=0.05)
    assert cost.now == pytest.approx(58.99, abs=0.05)
    assert cost.change == -30
    assert (cost.says, cost.is_there) == ("signal, better", True)
    assert found["Scheduling rate"].says == "noise"
    (money,) = queries.money(project)
    assert money.compared.cost_change == -33
    reader = drawn(told(project), project)
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for words in ("Outreach cost per completed visit", "84.0 USD", "−30 %", "noise", "33 %"):
        assert words.replace("−", "-") in text.replace("−", "-")


def test_a_project_without_measures_still_gets_its_page(db: None):
    project = make_project()
    assert "No measure has been made yet." in told(project).html


def test_whatever_is_typed_stays_text_on_the_page(db: None):
    project = make_project()
    make_measure(project, name="<img src=http://127.0.0.1/x>")
    make_constraint(project, statement="<script>1</script>", hardness="hard")
    html = told(project).html
    assert ("<img src=http" in html, "<script>" in html) == (False, False)
    assert "&lt;img src=http://127.0.0.1/x&gt;" in html


def test_the_book_has_a_chapter_from_each_part_with_contents_and_bookmarks(project: Project):
    document = book.project_book(Report(project=project, kind="book"), silent)
    reader = drawn(document, project)
    marks = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    parts = [str(title) for title, _made in book.CHAPTERS]
    assert [mark for mark in marks if mark in parts] == parts
    contents = reader.pages[1].extract_text()
    assert all(part in contents for part in parts)
    whole = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("No version of the vision has been published yet.", "Reminder calls in the evening pay"):
        assert words in whole
    # Who has read an SOP, who has learned a part, and how far raters agree.
    said = " ".join(whole.split())
    assert re.search(r"Identity check 2 \w+ 17 Jan( \d+)? 2 of 4", said)
    assert re.search(r"Referrals \w+ 13 Nov( \d+)? 3 of 4", said)
    assert "Good call, cardiology 6 0." in said


def test_the_report_is_asked_for_once_while_one_is_underway(client: Client, project: Project):
    client.force_login(lead_of(project))
    for _time in range(2):
        client.post(reverse("outcomes:report", args=[project.slug]))
        client.post(reverse("roof:book", args=[project.slug]))
    assert sorted(project.reports.values_list("kind", flat=True)) == ["book", "outcome"]
