"""The list of rounds and the people of a round: found, narrowed, sorted, paged, exported by their address."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from projects.models import Project
from stakeholders import actions
from stakeholders.models import Round, Stakeholder
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import url


@pytest.fixture
def rounds(project: Project) -> list[Round]:
    """A draft, an open one that one of two answered, one whose time is over and one that was closed."""
    draft = make.make_draft(project, title="Second talk")
    actions.choose(round=draft, add=[make.make_stakeholder(project)], by=lead_of(project))
    first, second = make.make_stakeholder(project), make.make_stakeholder(project)
    in_time = make.timezone.now() + datetime.timedelta(days=3)
    running = make.make_round(project, first, second, title="First talk", deadline=in_time)
    interview = running.interviews.get(stakeholder=first)
    make.say(interview, "One number.")
    actions.submit(interview=interview)
    over = make.make_round(project, title="Survey of nights")
    Round.objects.filter(pk=over.pk).update(deadline=make.timezone.now())
    closed = make.make_round(project, title="Survey of days")
    actions.close(round=closed, by=lead_of(project))
    return [draft, running, over, closed]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Survey of days", "Survey of nights", "First talk", "Second talk"]),
        ("sort=title", ["First talk", "Second talk", "Survey of days", "Survey of nights"]),
        ("sort=until&state=open", ["First talk"]),
        ("state=draft", ["Second talk"]),
        ("state=finished&sort=-title", ["Survey of nights", "Survey of days"]),
        ("q=survey+NIGHTS", ["Survey of nights"]),
        ("q=nothing", []),
        ("state=zzz&sort=zzz&page=99", ["Survey of days", "Survey of nights", "First talk", "Second talk"]),
    ],
)
def test_rounds_are_found_by_their_address_and_leave_as_they_stand_there(
    lead: Client, project: Project, rounds: list[Round], query: str, titles: list[str]
):
    page = lead.get(f"{url('rounds', project)}?{query}")
    assert [row.round.title for row in page.context["rows"]] == titles
    assert "4 rounds, 1 open." in page.content.decode()
    text = lead.get(f"{url('rounds', project)}?{query}&format=csv").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == titles


def test_the_file_says_how_far_each_round_is(lead: Client, project: Project, rounds: list[Round]):
    answer = lead.get(f"{url('rounds', project)}?sort=title&format=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], *row[6:]) for row in rows] == [
        ("First talk", "open", 0, 2, 1, 1, 0),
        ("Second talk", "draft", 1, 0, 0, 0, 0),
        ("Survey of days", "finished", 0, 1, 0, 0, 0),
        ("Survey of nights", "finished", 0, 1, 0, 0, 0),
    ]


def test_a_filter_that_lets_nothing_through_says_what_to_do(
    lead: Client, project: Project, rounds: list[Round]
):
    page = lead.get(f"{url('rounds', project)}?q=nothing").content.decode()
    assert "No round fits these filters" in page
    assert "Nobody has been asked yet" not in page


def test_a_round_of_many_is_paged_searched_and_narrowed(lead: Client, project: Project):
    Stakeholder.objects.bulk_create(
        Stakeholder(project=project, name=f"Person {number:03}", email=f"p{number}@example.org")
        for number in range(120)
    )
    asked = make.make_round(project, *project.stakeholders.all())
    made = asked.interviews.get(stakeholder__name="Person 007")
    make.say(made, "One number.")
    actions.submit(interview=made)
    last = asked.interviews.get(stakeholder__name="Person 119")
    actions.want_to_talk(interview=last, note="After eight.")
    address = asked.get_absolute_url()

    def shown(query: str) -> list[str]:
        page = lead.get(f"{address}?{query}")
        # What somebody wishes is told on every page of the list.
        assert "After eight." in page.content.decode()
        return [one.stakeholder.name for one in page.context["listing"].rows]

    assert (len(shown("")), shown("page=2")[-1]) == (100, "Person 119")
    assert shown("q=person+007") == ["Person 007"]
    assert shown("state=submitted") == ["Person 007"]
    assert len(shown("state=waiting")) == 100
    assert shown("state=waiting&page=2&q=11") == ["Person 011", *[f"Person {n}" for n in range(110, 120)]]
    assert len(shown("state=nonsense")) == 100


def test_whoever_would_rather_talk_is_invited_in_one_click(lead: Client, project: Project):
    interview = make.make_interview(project)
    actions.want_to_talk(interview=interview, note="")
    address = f"{url('interview_new', project)}?person={interview.stakeholder_id}"
    assert f'href="{address}"' in lead.get(interview.round.get_absolute_url()).content.decode()
    assert lead.get(address).context["form"].chosen == [interview.stakeholder_id]


def test_the_list_takes_the_same_queries_whatever_its_length(lead: Client, project: Project):
    counts = []
    for size in (1, 3, 50):
        while project.rounds.count() < size:
            make.make_draft(project)
        lead.get(url("rounds", project))
        with CaptureQueriesContext(connection) as asked:
            lead.get(url("rounds", project))
        counts.append(len(asked))
    assert (len(set(counts)), counts[0] <= 12) == (1, True), counts
