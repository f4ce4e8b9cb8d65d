"""The handful around the line in pairs: the model, who may choose, and that nothing moves by it."""

import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mailroom import links
from projects.models import Project, Role
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import make_element, make_person
from vision import actions, queries
from vision.mail import RATE
from vision.models import Choice, Element, Place, Preference
from vision.pairs import Chosen, strengths


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def board(project: Project, above: int, below: int) -> list[Element]:
    return [
        make_element(project, place, title=f"{place} {number}")
        for place, count in ((Place.NOW, above), (Place.NEXT, below))
        for number in range(count)
    ]


def test_of_two_the_worths_are_those_that_can_be_worked_out_by_hand():
    """Three of four chose the first: with the prior w = (1 + 3) / (4 / (w + v) + 2 / (w + 1)), v = 1 / w."""
    first, second = strengths(2, [Chosen(0, 1, 1.0)] * 3 + [Chosen(0, 1, 0.0)])
    assert first + second == pytest.approx(1)
    worth = first / (1 - first)
    assert worth == pytest.approx(4 / (4 / (worth + 1 / worth) + 2 / (worth + 1)))
    assert 0.55 < first < 0.75


def test_who_was_never_compared_stands_in_the_middle_and_who_always_won_is_not_certain():
    always, never, nobody = strengths(3, [Chosen(0, 1, 1.0)] * 10)
    assert nobody == pytest.approx(0.5)
    assert 0.5 < always < 1
    assert 0 < never < 0.5


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (2, 5, 0, 4, 1, 3)])
def test_choices_that_agree_with_each_other_give_their_own_order(order: tuple[int, ...]):
    chosen = [Chosen(one, other, 1.0) for one, other in itertools.combinations(order, 2)]
    found = strengths(6, chosen)
    assert tuple(sorted(range(6), key=lambda place: -found[place])) == order


def test_only_the_handful_on_either_side_of_the_line_is_compared(project: Project):
    board(project, above=6, below=7)
    assert [element.title for element in queries.around_the_line(project)] == [
        "now 2", "now 3", "now 4", "now 5", "next 0", "next 1", "next 2", "next 3"
    ]  # fmt: skip


def test_a_rater_is_asked_every_pair_once_neighbours_first_and_may_take_the_last_back(project: Project):
    board(project, above=2, below=1)
    rater = actions.member_rater(project=project, user=lead_of(project))
    asked = []
    while (pair := queries.turn(project, rater).pair) is not None:
        asked.append((pair[0].title, pair[1].title))
        actions.prefer(rater=rater, first=pair[0], second=pair[1], choice=Choice.ONE)
    assert asked == [("now 0", "now 1"), ("now 1", "next 0"), ("now 0", "next 0")]
    actions.forget_last(rater=rater)
    again = queries.turn(project, rater)
    assert again.pair is not None
    assert (again.pair[0].title, again.pair[1].title, again.done, again.of) == ("now 0", "next 0", 2, 3)


def test_what_people_chose_is_told_and_moves_nothing(project: Project, browser: Client):
    low, high = board(project, above=1, below=1)
    for name in ("Ana", "Ben"):
        rater = actions.member_rater(project=project, user=make_member(project, Role.PLANNER, name=name))
        # As shown on their screens, in either order.
        actions.prefer(rater=rater, first=high, second=low, choice=Choice.ONE)
    found = queries.around(project)
    assert [(one.element.title, one.position, one.by_pairs) for one in found.near] == [
        ("now 0", 1, 2),
        ("next 0", 2, 1),
    ]
    assert [one.element.title for one in found.would_cross] == ["now 0", "next 0"]
    assert (found.choices, found.people) == (2, 2)
    assert "1, by pairs 2" in browser.get(f"/p/{project.slug}/vision/priorities/").content.decode()
    assert project.moves.count() == 0


def test_a_pair_is_chosen_by_its_button_and_again_replaces_it(project: Project, browser: Client):
    one, other = board(project, above=1, below=1)
    page = f"/p/{project.slug}/vision/priorities/pairs/"
    for choice in ("one", "other", "even"):
        browser.post(page, {"first": other.pk, "second": one.pk, "choice": choice})
        kept = Preference.objects.get()
        assert (kept.one, kept.other) == (one, other)
        assert kept.choice == {"one": "other", "other": "one", "even": "even"}[choice]
    assert "You have compared every pair." in browser.get(page).content.decode()
    browser.post(page, {"do": "back"})
    assert Preference.objects.count() == 0


@pytest.mark.parametrize("asked", ["?later=", "?later=x-y", "?later=1", "?later=9-99999999999999999999"])
def test_a_pair_is_put_off_and_nonsense_is_ignored(project: Project, browser: Client, asked: str):
    board(project, above=2, below=1)
    page = f"/p/{project.slug}/vision/priorities/pairs/"
    assert browser.get(page + asked).status_code == 200
    first = queries.turn(project, None).pair
    assert first is not None
    later = queries.turn(project, None, (first[0].pk, first[1].pk)).pair
    assert later is not None
    assert [element.title for element in later] == ["now 1", "next 0"]


def test_elements_of_another_project_and_one_with_itself_are_not_compared(project: Project, browser: Client):
    one, _other = board(project, above=1, below=1)
    foreign = make_element(make_project("Another"))
    page = f"/p/{project.slug}/vision/priorities/pairs/"
    for second in (foreign, one):
        browser.post(page, {"first": one.pk, "second": second.pk, "choice": "one"})
    assert Preference.objects.count() == 0


def test_a_stakeholder_chooses_by_their_link_in_their_language_and_sees_nobody_elses_choices(
    project: Project, client: Client
):
    one, other = board(project, above=1, below=1)
    mine = actions.member_rater(project=project, user=lead_of(project))
    actions.prefer(rater=mine, first=one, second=other, choice=Choice.ONE)
    person = make_person(project, name="Inés", language="es")
    (rater,) = actions.ask_raters(project=project, stakeholders=[person], by=lead_of(project))
    token = links.token(links.issue(project=project, purpose=RATE, person=rater))
    page = client.get(f"/rate/{token}/pairs/").content.decode()
    assert "¿Qué debería ir primero?" in page
    assert "100" not in page
    client.post(f"/rate/{token}/pairs/", {"first": one.pk, "second": other.pk, "choice": "other"})
    assert rater.preferences.get().choice == Choice.OTHER


def test_a_merge_takes_its_pairs_out_and_undoing_it_brings_them_back(project: Project):
    one, other = board(project, above=1, below=1)
    rater = actions.member_rater(project=project, user=lead_of(project))
    actions.prefer(rater=rater, first=one, second=other, choice=Choice.ONE)
    actions.merge(into=one, others=[other], by=lead_of(project))
    assert queries.around(project).choices == 0
    actions.undo(project=project, by=lead_of(project))
    assert queries.around(project).choices == 1


def test_the_page_takes_as_many_statements_for_eight_elements_as_for_two(project: Project, browser: Client):
    counts = []
    for _round in range(2):
        board(project, above=4 if _round else 1, below=4 if _round else 1)
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/p/{project.slug}/vision/priorities/pairs/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
