"""Asks put together: by topic, and by what sounds alike; each person counted once."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projects.models import Project
from stakeholders import queries
from stakeholders.models import Ask, Stakeholder
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import url


@pytest.fixture
def asks(project: Project) -> list[Ask]:
    people = [
        make.make_stakeholder(project, name=name, power=power) for name, power in (("Ana", 5), ("Bo", 2))
    ]
    topics = make.actions.ensure_topics(project=project)
    wanted = (
        ("One phone number for all clinics", 0, "outcomes"),
        ("A single phone number for every clinic", 1, "past"),
        ("One number to phone all of our clinics", 1, "outcomes"),
        ("Un solo número de teléfono", 0, "outcomes"),
        ("Llamar a un solo número de teléfonos", 1, None),
        ("Chairs that do not squeak", 0, "workflow"),
    )
    return [
        Ask.objects.create(
            project=project,
            stakeholder=people[who],
            text=text,
            topic=topics[topic] if topic else None,
        )
        for text, who, topic in wanted
    ]


def test_what_sounds_alike_stands_together_in_both_languages(project: Project, asks: list[Ask]):
    groups, alone = queries.alike(project.asks.live())
    assert [({ask.text for ask in group.asks}, group.people, group.power) for group in groups] == [
        (
            {
                "One phone number for all clinics",
                "A single phone number for every clinic",
                "One number to phone all of our clinics",
            },
            2,
            7,
        ),
        ({"Un solo número de teléfono", "Llamar a un solo número de teléfonos"}, 2, 7),
    ]
    assert [ask.text for ask in alone] == ["Chairs that do not squeak"]


def test_no_ask_is_lost_or_shown_twice_in_any_grouping(project: Project, asks: list[Ask]):
    groups, alone = queries.alike(project.asks.live())
    shown = [ask.pk for group in groups for ask in group.asks] + [ask.pk for ask in alone]
    assert sorted(shown) == sorted(ask.pk for ask in asks)
    shown = [ask.pk for group in queries.by_topic(project.asks.live()) for ask in group.asks]
    assert sorted(shown) == sorted(ask.pk for ask in asks)


def test_topics_stand_in_their_order_and_the_powerful_first(project: Project, asks: list[Ask]):
    groups = queries.by_topic(project.asks.live())
    assert groups[-1].name == "Without a topic"
    outcomes = next(group for group in groups if len(group.asks) == 3)
    assert [ask.stakeholder.name for ask in outcomes.asks] == ["Ana", "Ana", "Bo"]
    assert (outcomes.people, outcomes.power) == (2, 7)


def test_the_page_groups_filters_and_leads_to_the_board_with_them_ticked(
    lead: Client, project: Project, asks: list[Ask]
):
    page = lead.get(f"{url('asks', project)}?by=alike").content.decode()
    assert "Like no other" in page
    assert "3 asks, 2 people, power 7 together" in page
    page = lead.get(f"{url('asks', project)}?by=topic&q=squeak").content.decode()
    assert "Chairs that do not squeak" in page
    assert "One phone number" not in page
    sort = lead.get(f"/p/{project.slug}/vision/sort/?asks={asks[0].pk}&asks={asks[1].pk}").content.decode()
    assert sort.count("checked") == 2


@pytest.mark.parametrize("by", ["topic", "alike"])
def test_grouping_takes_the_same_queries_whatever_the_number(
    lead: Client, project: Project, by: str, django_assert_max_num_queries: DjangoAssertNumQueries
):
    person = Stakeholder.objects.create(project=project, name="Ana")
    lead.get(url("asks", project))
    for many in (1, 2, 47):
        for _number in range(many):
            Ask.objects.create(project=project, stakeholder=person, text=f"A number of our own, {_number}")
        with django_assert_max_num_queries(12):
            lead.get(f"{url('asks', project)}?by={by}")
