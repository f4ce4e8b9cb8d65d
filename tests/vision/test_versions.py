"""Versions beside each other: what moved, what came and went, and which words differ."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_element, make_version
from vision import actions, queries
from vision.models import Element, Place
from vision.wording import beside


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def moved(element: Element, place: Place) -> None:
    element.refresh_from_db()
    actions.move(
        project=element.project,
        pk=element.pk,
        placed=element.placed,
        spot=actions.Spot(place, element.function_id if place.is_sorted else None),
        by=lead_of(element.project),
    )


def reworded(element: Element, **texts: str) -> None:
    element.refresh_from_db()
    actions.edit_element(element=element, version=element.version, by=lead_of(element.project), **texts)


def test_what_moved_came_went_and_was_said_otherwise_is_told_apart(project: Project):
    up = make_element(project, Place.NEXT, title="Up")
    down = make_element(project, Place.NOW, title="Down")
    gone = make_element(project, Place.NOW, title="Gone")
    said = make_element(project, Place.NOW, title="Said", reason="It is cheap.")
    make_element(project, Place.NOW, title="Same")
    earlier = make_version(project)
    moved(up, Place.NOW)
    moved(down, Place.NEXT)
    moved(gone, Place.TRAY)
    reworded(said, reason="It is very cheap.")
    make_element(project, Place.NEXT, title="New")
    found = queries.compare(earlier, make_version(project, "One number for all of us."))
    assert {name: [change.title for change in changes] for name, _label, changes in found.kinds} == {
        "added": ["New"],
        "up": ["Up"],
        "down": ["Down"],
        "dropped": ["Gone"],
        "reworded": ["Said"],
    }
    title, reason = found.reworded[0].wording
    assert title.is_same
    assert [(run.text, run.differs) for run in reason.after] == [
        ("It is ", False),
        ("very ", True),
        ("cheap.", False),
    ]


def test_two_versions_stand_beside_each_other_with_the_words_marked(project: Project, browser: Client):
    element = make_element(project, Place.NOW, title="Alpha", reason="Many asked <b>loudly</b>.")
    make_version(project, "One number for all.")
    reworded(element, reason="Few asked <b>loudly</b>.")
    make_version(project, "One voice for all.")
    make_version(project, "One door for all.")
    page = browser.get(f"/p/{project.slug}/vision/versions/compare/?a=1&b=2").content.decode()
    assert "<del>Many </del>asked &lt;b&gt;loudly&lt;/b&gt;." in page
    assert "<ins>Few </ins>asked &lt;b&gt;loudly&lt;/b&gt;." in page
    assert "One <del>number </del>for all." in page
    assert "One <ins>voice </ins>for all." in page
    # The other way round it is the same comparison; of the last two, only the statement differs.
    assert (
        "<del>Many </del>"
        in browser.get(f"/p/{project.slug}/vision/versions/compare/?a=2&b=1").content.decode()
    )
    latest = browser.get(f"/p/{project.slug}/vision/versions/compare/").content.decode()
    assert "One <ins>door </ins>for all." in latest
    assert "<ins>Few" not in latest


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_runs_of_a_text_are_the_text(before: str, after: str):
    left, right = beside(before, after)
    assert "".join(run.text for run in left) == before
    assert "".join(run.text for run in right) == after
    if before.split() == after.split():
        assert not any(run.differs and run.text.strip() for run in (*left, *right))
