"""The map of power and interest: every person has a place and a link, however many there are."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from stakeholders import actions, queries
from stakeholders.models import Stakeholder
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import names, url


def test_each_person_is_a_link_in_the_field_of_their_power_and_interest(lead: Client, project: Project):
    ana = make.make_stakeholder(project, name="Ana <b>", power=5, interest=1)
    bo = make.make_stakeholder(project, name="Bo", power=1, interest=5)
    make.make_stakeholder(project, name="Cy", power=3)
    make.make_stakeholder(
        project,
        name="Gone",
        power=5,
        interest=1,
        archived_at=make.timezone.now(),
        archived_by=project.created_by,
    )
    interview = make.make_interview(project, bo)
    make.say(interview, "One number")
    actions.submit(interview=interview)
    found = queries.power_map(project)
    top, bottom = found.rows[0][0], found.rows[4][4]
    assert [(one.name, one.heard) for one in top.named] == [("Ana <b>", False)]  # type: ignore[attr-defined]
    assert [(one.name, one.heard) for one in bottom.named] == [("Bo", True)]  # type: ignore[attr-defined]
    assert (found.placed, found.unjudged, bottom.heard) == (2, 1, 1)
    page = lead.get(url("map", project)).content.decode()
    assert f'<a href="{ana.get_absolute_url()}"><title>Ana &lt;b&gt;: not heard yet</title>' in page
    assert f'<a href="{bo.get_absolute_url()}"><title>Bo: heard</title>' in page
    assert "Gone" not in page
    assert names(lead, project, "power=none") == ["Cy"]


def test_a_crowded_field_names_four_and_leads_to_all(lead: Client, project: Project):
    for number in range(6):
        make.make_stakeholder(project, name=f"Person {number}", power=4, interest=4)
    cell = queries.power_map(project).rows[1][3]
    assert ([one.name[-1] for one in cell.named], cell.more) == (["0", "1", "2", "3"], 2)
    page = lead.get(url("map", project)).content.decode()
    assert "and 2 more; 0 of 6 heard" in page
    assert "?power=4&amp;interest=4" in page
    assert len(names(lead, project, "power=4&interest=4")) == 6
    assert names(lead, project, "power=4&interest=5") == []
    assert len(names(lead, project, "power=9&interest=x")) == 6


def test_the_map_of_five_thousand_people_takes_as_few_statements_as_that_of_one(
    lead: Client, project: Project
):
    counts = []
    for size in (1, 300, 4699):
        Stakeholder.objects.bulk_create(
            Stakeholder(project=project, name=f"Person {number}", power=number % 5 + 1, interest=3)
            for number in range(size)
        )
        lead.get(url("map", project))
        with CaptureQueriesContext(connection) as asked:
            page = lead.get(url("map", project))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 9
    assert len(page.content) < 80_000


def test_an_empty_map_says_what_to_do(lead: Client, project: Project):
    assert "Give people a power and an interest" in lead.get(url("map", project)).content.decode()
