"""Merging and splitting lose nothing, and undoing puts everything back where it was."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import (
    make_ask,
    make_criterion,
    make_dream,
    make_element,
    make_person,
    make_version,
)
from vision import actions, queries
from vision.models import Comment, Dependency, Element, ElementAsk, Place, Rating


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def hanging(project: Project) -> dict[str, list[Any]]:
    """Everything that hangs on an element, by where it hangs."""
    title = "element__title"
    return {
        "asks": sorted(ElementAsk.objects.values_list("ask__quote", title)),
        "dreams": sorted(project.dreams.values_list("text", title)),
        "comments": sorted(Comment.objects.values_list("text", title)),
        "ratings": sorted(Rating.objects.values_list("value", title)),
        "needs": sorted(Dependency.objects.values_list(title, "needs__title")),
        "board": [(element.title, element.place, element.rank) for element in project.elements.in_order()],
    }


@pytest.fixture
def two(project: Project) -> tuple[Element, Element]:
    """A and B with asks, a dream, comments, ratings of two people; C needs B, B needs D."""
    lead, criterion = lead_of(project), make_criterion(project)
    one, two, needing, needed = (
        make_element(project, Place.NOW, title=title, asks=[make_ask(project, quote=f"Words {title}")])
        for title in "ABCD"
    )
    actions.join(element=two, by=lead, dreams=[make_dream(project, text="Dream B")])
    for element in (one, two):
        actions.comment(element=element, text=f"On {element.title}", by=lead)
    for person in range(2):
        (rater,) = actions.ask_raters(project=project, stakeholders=[make_person(project)], by=lead)
        both = [(one, criterion, 2), (two, criterion, 8)]
        actions.rate(rater=rater, given=both if person else both[1:])
    Dependency.objects.create(element=needing, needs=two)
    Dependency.objects.create(element=two, needs=needed)
    return one, two


def test_a_merge_keeps_every_supporter_quote_comment_and_rating_and_one_undo_puts_it_back(
    project: Project, two: tuple[Element, Element]
):
    into, other = two
    before = hanging(project)
    actions.merge(into=into, others=[other], by=lead_of(project))
    after = hanging(project)
    assert [element for element, *_more in after["board"]] == ["A", "C", "D"]
    assert after["asks"] == [("Words A", "A"), ("Words B", "A"), ("Words C", "C"), ("Words D", "D")]
    assert (after["dreams"], after["comments"]) == ([("Dream B", "A")], [("On A", "A"), ("On B", "A")])
    assert after["needs"] == [("A", "D"), ("C", "A")]
    # Who rated both is heard once on it, and their other rating is kept with the merged element.
    assert after["ratings"] == [(2, "A"), (8, "A"), (8, "B")]
    assert queries.scores(project)[into.pk].value == 5
    actions.undo(project=project, by=lead_of(project))
    assert hanging(project) == before


def test_cards_made_and_moved_after_a_merge_never_meet_the_key_of_the_merged_one(
    project: Project, two: tuple[Element, Element]
):
    into, other = two
    actions.merge(into=into, others=[other], by=lead_of(project))
    for number in range(30):
        element = make_element(project, Place.NOW, title=f"New {number}")
        spot = actions.Spot(Place.NOW, element.function_id, after=into.pk)
        actions.move(project=project, pk=element.pk, placed=1, spot=spot, by=lead_of(project))
    actions.undo(project=project, by=lead_of(project), batch=project.batches.get().pk)
    ranks = list(Element.everything.filter(project=project).values_list("rank", flat=True))
    assert len(set(ranks)) == len(ranks) == 34


def test_a_merged_card_leaves_other_boards_and_its_address_leads_to_where_it_is(
    project: Project, browser: Client, two: tuple[Element, Element]
):
    into, other = two
    since = project.board.revision
    url = reverse("vision:merge", args=[project.slug, into.pk])
    answer = browser.post(url, {"others": other.pk}, follow=True)
    assert "merged “B” into “A”" in answer.content.decode()
    found = browser.get(reverse("vision:changes", args=[project.slug]) + f"?since={since}").json()
    assert other.pk in found["gone"]
    assert [card["pk"] for card in found["cards"]][:1] == [into.pk]
    assert browser.get(other.get_absolute_url())["Location"] == into.get_absolute_url()


def test_a_split_shares_the_asks_out_and_one_undo_makes_them_one_again(
    project: Project, browser: Client, two: tuple[Element, Element]
):
    one, _other = two
    second = make_ask(project, quote="Second words")
    actions.join(element=one, by=lead_of(project), asks=[second])
    before = hanging(project)
    url = reverse("vision:split", args=[project.slug, one.pk])
    answer = browser.post(url, {"title": "A, later", "asks": [second.pk]}, follow=True)
    assert "split “A, later” off “A”" in answer.content.decode()
    after = hanging(project)
    assert [element for element, *_more in after["board"]] == ["A", "A, later", "B", "C", "D"]
    assert ("Words A", "A") in after["asks"]
    assert ("Second words", "A, later") in after["asks"]
    assert [text for text, title in after["comments"] if title == "A, later"] == ["On A"]
    assert queries.scores(project)[project.elements.get(title="A, later").pk].value == 2
    browser.post(reverse("vision:undo", args=[project.slug]))
    back = hanging(project)
    for name in ("board", "asks", "dreams", "needs"):
        assert back[name] == before[name]


def test_what_sounds_alike_is_found_by_stems_of_words(project: Project, browser: Client):
    element = make_element(project, title="Nurse calls after discharge")
    make_element(project, title="Calling discharged patients")
    make_element(project, title="Parking")
    make_ask(project, text="A nurse who calls me", quote="")
    make_ask(project, text="Cheaper parking", quote="")
    assert [one.title for one in queries.similar_elements(element)] == ["Calling discharged patients"]
    assert [ask.text for ask in queries.similar_asks(element)] == ["A nurse who calls me"]
    odd = make_element(project, title="a'b | & ! :* <->")
    assert list(queries.similar_elements(odd)) == []
    page = browser.get(reverse("vision:merge", args=[project.slug, element.pk])).content.decode()
    assert "Calling discharged patients" in page


def test_a_published_version_keeps_the_element_that_was_merged_since(project: Project):
    one, two = make_element(project, title="One"), make_element(project, title="Two")
    first = make_version(project)
    actions.merge(into=one, others=[two], by=lead_of(project))
    second = make_version(project)
    assert list(first.elements.values_list("title", flat=True)) == ["One", "Two"]
    assert [change.title for change in queries.compare(first, second).dropped] == ["Two"]


def test_an_element_of_another_project_is_not_merged(project: Project, browser: Client):
    one, foreign = make_element(project), make_element(make_project("Elsewhere"))
    url = reverse("vision:merge", args=[project.slug, one.pk])
    assert browser.post(url, {"others": foreign.pk}).status_code == 422
    assert Element.objects.filter(pk=foreign.pk).exists()
