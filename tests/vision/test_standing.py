"""What the home page, the search and the PDF say of the vision."""

import pytest

from projects.models import Project
from reports import drawing
from reports.models import Report
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_dream, make_element, make_person, make_version
from vision import actions, queries
from vision.chapter import vision_report
from vision.models import DecisionKind, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


def drawn(project: Project) -> str:
    """The HTML of the project's latest version as a report."""
    return vision_report(Report(project=project, kind="vision"), lambda percent, says: None).html


def test_the_path_says_what_is_next_for_dreams_and_the_vision(project: Project):
    assert queries.dream_standing(project).action == "Write down your first dream"
    dream = make_dream(project)
    make_ask(project)
    make_element(project, Place.NOW)
    standing = queries.standing(project)
    assert (standing.number, standing.action, standing.waiting) == ("1 of 1", "Sort 1 ask", 1)
    assert queries.dream_standing(project).action == "Sort 1 dream"
    actions.let_go(dream=dream, by=lead_of(project))
    assert queries.dream_standing(project).number == "0"


def test_an_open_talk_is_due_on_the_home_page(project: Project):
    make_element(
        project, Place.NEXT, asks=[make_ask(project, by=make_person(project, name="Chief", power=5))]
    )
    make_version(project)
    standing = queries.standing(project)
    assert standing.action == "Talk to who must hear it first"
    assert [due.text for due in standing.due] == ["Talk with Chief"]


def test_the_search_finds_elements_decisions_and_dreams(project: Project):
    make_element(project, Place.NOW, title="Nurse triage")
    make_dream(project, text="A nurse who knows me")
    actions.log_decision(
        project=project, by=lead_of(project), kind=DecisionKind.DECISION, text="Nurses first."
    )
    assert [hit.kind for hit in queries.search(project, "nurse")] == ["Element", "Decision", "Dream"]
    assert queries.search(project, "nurse \x00 pigeon") == []


def test_the_document_holds_the_version_and_no_private_words(project: Project):
    make_element(
        project,
        Place.NOW,
        title="Shorter menus",
        reason="Everybody asked.",
        asks=[make_ask(project, quote="My sister hung up on you.")],
    )
    make_element(project, Place.NEXT, title="Web chat")
    make_version(project, "One number for all.")
    html = drawn(project)
    # Once in the picture of the line, once in the table with its reason.
    assert html.count("Shorter menus") == 2
    assert "Everybody asked." in html
    assert "One number for all." in html
    assert "hung up" not in html


def test_the_document_writes_what_people_typed_as_text(project: Project):
    """Case 17: no markup of theirs gets into the document, neither in the table nor in the picture."""
    make_element(
        project, Place.NOW, title="<b>&</b>", reason="<script>x</script>", description="{{ project }}"
    )
    make_version(project, "<img src=x> {% now %}")
    html = drawn(project)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "<b>" not in html
    assert "{{ project }}" in html


def test_without_a_version_there_is_no_document(project: Project):
    with pytest.raises(drawing.NotDrawn, match="No version"):
        drawn(project)
