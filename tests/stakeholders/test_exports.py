"""Every list leaves as CSV and XLSX: what was said as the desk shows it, the questions, coverage."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from projects.models import Project
from stakeholders import actions
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import url


def as_csv(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_answers_leave_as_the_desk_shows_them_with_their_asks(lead: Client, project: Project):
    person = make.make_stakeholder(
        project, name="=Ana", department="Nursing", level="manager", email="ana@example.org"
    )
    answer = make.make_answer(project, "One number.\n-Now.", stakeholder=person)
    make.make_ask(project, "One phone number", answer=answer, quote="One number.")
    make.say(make.make_interview(project), "Still being typed.")
    rows = as_csv(lead.get(f"{url('answers_export', project)}?format=csv"))
    assert [row[2:9] for row in rows[1:]] == [
        [
            "What do you want us to create?",
            "'=Ana",
            "Nursing",
            "Manager",
            "One number.\n-Now.",
            "",
            "One phone number",
        ]
    ]
    assert len(as_csv(lead.get(f"{url('answers_export', project)}?q=telephone"))) == 1


def test_answers_of_an_anonymous_round_leave_without_a_name_and_never_of_fewer_than_five(
    lead: Client, project: Project
):
    for many, readable in ((4, 0), (5, 5)):
        people = [make.make_stakeholder(project, name=f"Nurse {many}{at}") for at in range(many)]
        round = make.make_round(project, *people, anonymous=True)
        for at, person in enumerate(people):
            interview = round.interviews.get(stakeholder=person)
            make.say(interview, f"Words {at}")
            actions.submit(interview=interview)
        assert len(as_csv(lead.get(f"{url('answers_export', project)}?round={round.pk}"))) == 1
        actions.close(round=round, by=lead_of(project))
        answer = lead.get(f"{url('answers_export', project)}?round={round.pk}")
        assert len(as_csv(answer)) == 1 + readable
        assert "Nurse" not in answer.content.decode("utf-8-sig")


def test_questions_and_coverage_leave_as_files(lead: Client, project: Project):
    actions.adopt_starters(project=project, by=lead_of(project))
    make.make_answer(project, stakeholder=make.make_stakeholder(project, level="director"))
    book = load_workbook(io.BytesIO(lead.get(f"{url('questions_export', project)}?format=xlsx").content))
    assert book.active.max_row == project.questions.live().count() + 1
    rows = as_csv(lead.get(f"{url('coverage_export', project)}?by=level"))
    assert rows[0] == ["Topic", "Director: heard", "Director: people", "Answers without a name"]
    assert [row[1:3] for row in rows[1:] if row[1] != "0"] == [["1", "1"]]


@pytest.mark.parametrize("name", ["answers_export", "questions_export", "coverage_export"])
def test_an_empty_project_gives_its_headings(lead: Client, project: Project, name: str):
    for kind in ("csv", "xlsx", "nonsense"):
        assert lead.get(f"{url(name, project)}?format={kind}&by=x&round=9").status_code == 200
