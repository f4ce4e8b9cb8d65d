"""Moves: one total order held by the database, whoever moves what at the same time (cases 25 and 26a)."""

import random
import threading
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from projects.models import Project, Role, User
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import function_of, make_element
from vision import actions
from vision.actions import moves
from vision.models import Element, Function, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


def cell(project: Project, place: Place, column: int = 0) -> list[str]:
    """The titles in one cell, from the top."""
    rows = project.elements.filter(place=place).order_by("rank")
    if place.is_sorted:
        rows = rows.filter(function=function_of(project, column))
    return list(rows.values_list("title", flat=True))


def move(
    element: Element,
    place: Place,
    *,
    column: int = 0,
    after: Element | None = None,
    before: Element | None = None,
    by: User | None = None,
    placed: int | None = None,
) -> Element:
    """A move as the page sends it; from the element's present position unless told otherwise."""
    project = element.project
    if placed is None:
        placed = Element.objects.get(pk=element.pk).placed
    spot = actions.Spot(
        place,
        function_of(project, column).pk if place.is_sorted else None,
        after.pk if after else None,
        before.pk if before else None,
    )
    return actions.move(
        project=project, pk=element.pk, placed=placed, spot=spot, by=by or lead_of(project)
    ).element


def made(project: Project, *titles: str, place: Place = Place.NOW, column: int = 0) -> list[Element]:
    return [make_element(project, place, column=column, title=title) for title in titles]


def test_a_card_goes_between_the_two_it_was_dropped_between(project: Project):
    a, b, c = made(project, "a", "b", "c")
    (other,) = made(project, "x", column=1)
    move(c, Place.NOW, after=a, before=b)
    assert cell(project, Place.NOW) == ["a", "c", "b"]
    move(other, Place.NOW, before=a)
    assert cell(project, Place.NOW) == ["x", "a", "c", "b"]
    move(a, Place.DECLINED)
    assert (cell(project, Place.NOW), cell(project, Place.DECLINED)) == (["x", "c", "b"], ["a"])


def test_a_move_writes_one_elements_row(project: Project):
    a, b, c = made(project, "a", "b", "c")
    before = dict(Element.objects.values_list("pk", "revision"))
    move(c, Place.NOW, after=a, before=b)
    after = dict(Element.objects.values_list("pk", "revision"))
    assert {pk for pk in after if after[pk] != before[pk]} == {c.pk}


def test_a_card_that_somebody_else_moved_is_not_moved_and_the_second_is_told_who_did(project: Project):
    a, b = made(project, "a", "b")
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    move(a, Place.NEXT, by=ana, placed=1)
    with pytest.raises(actions.Refused, match="Ana Ruiz moved “a” to Access & scheduling, NEXT"):
        move(a, Place.NOW, after=b, placed=1)
    assert cell(project, Place.NEXT) == ["a"]


def test_when_one_neighbour_has_gone_the_other_one_decides(project: Project):
    _a, b, c, d = made(project, "a", "b", "c", "d")
    move(b, Place.NEXT)
    move(d, Place.NOW, after=b, before=c)
    assert cell(project, Place.NOW) == ["a", "d", "c"]


def test_when_both_neighbours_have_gone_the_move_is_refused_and_nothing_moves(project: Project):
    a, b, c = made(project, "a", "b", "c")
    move(a, Place.NEXT)
    move(b, Place.NEXT)
    with pytest.raises(actions.Refused, match="The cards beside that place have moved"):
        move(c, Place.NOW, after=a, before=b)
    assert cell(project, Place.NOW) == ["c"]
    assert project.moves.count() == 2


def test_a_card_dropped_into_a_cell_that_is_no_longer_empty_goes_to_its_end(project: Project):
    (a,) = made(project, "a")
    made(project, "b", place=Place.NEXT)
    move(a, Place.NEXT)
    assert cell(project, Place.NEXT) == ["b", "a"]


def test_neighbours_columns_and_elements_of_another_project_are_not_known(project: Project):
    """Case 2: a foreign key beside a form's own moves nothing."""
    (a,) = made(project, "a")
    there = make_project("Elsewhere")
    (foreign,) = made(there, "foreign")
    lead = lead_of(project)
    with pytest.raises(Element.DoesNotExist):
        actions.move(project=project, pk=foreign.pk, placed=1, spot=actions.Spot(Place.TRAY), by=lead)
    with pytest.raises(actions.Refused):
        move(a, Place.NOW, after=foreign)
    spot = actions.Spot(Place.NOW, function_of(there, 0).pk)
    with pytest.raises(Function.DoesNotExist):
        actions.move(project=project, pk=a.pk, placed=1, spot=spot, by=lead)
    assert cell(project, Place.NOW) == ["a"]
    assert cell(there, Place.NOW) == ["foreign"]


def test_each_move_is_undone_by_its_maker_last_one_first(project: Project):
    a, b, _c = made(project, "a", "b", "c")
    lead = lead_of(project)
    move(a, Place.NEXT)
    move(a, Place.NEXT, column=1)
    move(b, Place.TRAY)
    actions.undo(project=project, by=lead)
    actions.undo(project=project, by=lead)
    assert cell(project, Place.NEXT) == ["a"]
    actions.undo(project=project, by=lead)
    assert cell(project, Place.NOW) == ["a", "b", "c"]
    with pytest.raises(actions.NothingToUndo):
        actions.undo(project=project, by=lead)


def test_what_somebody_else_moved_again_is_not_undone_under_their_hands(project: Project):
    (a,) = made(project, "a")
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    move(a, Place.NEXT)
    move(a, Place.DECLINED, by=ana)
    with pytest.raises(actions.Refused, match="Ana Ruiz moved “a” to Declined"):
        actions.undo(project=project, by=lead_of(project))
    assert cell(project, Place.DECLINED) == ["a"]


def test_an_undo_finds_room_when_another_card_took_the_place(project: Project):
    a, b = made(project, "a", "b")
    lead = lead_of(project)
    move(a, Place.NEXT)
    Element.objects.filter(pk=b.pk).update(rank=a.rank)
    actions.undo(project=project, by=lead)
    assert cell(project, Place.NOW) == ["a", "b"]


def test_keys_that_grew_too_long_are_spread_without_changing_the_order(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(moves, "LONGEST_RANK", 8)
    rows = made(project, *"abcdefgh")
    for _time in range(40):
        move(rows[3], Place.NOW, after=rows[0], before=rows[1])
        move(rows[4], Place.NOW, after=rows[0], before=rows[3])
    assert cell(project, Place.NOW) == ["a", "e", "d", "b", "c", "f", "g", "h"]
    assert max(map(len, Element.objects.values_list("rank", flat=True))) <= 8
    for _time in range(80):
        actions.undo(project=project, by=lead_of(project))
    assert cell(project, Place.NOW) == list("abcdefgh")


def test_two_elements_cannot_have_one_key(project: Project):
    a, b = made(project, "a", "b")
    with pytest.raises(IntegrityError, match="element_order_is_total"), transaction.atomic():
        Element.objects.filter(pk=b.pk).update(rank=a.rank)
    with pytest.raises(IntegrityError, match="element_rank_is_a_key"), transaction.atomic():
        Element.objects.filter(pk=b.pk).update(rank="é0")
    with pytest.raises(IntegrityError, match="beside_the_line_has_a_function"), transaction.atomic():
        Element.objects.filter(pk=b.pk).update(function=None)


PEOPLE, MOVES_EACH, ELEMENTS, COLUMNS = 4, 500, 30, 4


@pytest.mark.django_db(transaction=True)
def test_two_thousand_random_moves_and_undos_by_four_people_lose_and_double_nothing():
    """Case 25: no deadlock, a total order, every element once, and as many rows of history as moves."""
    project = make_project("Crowded")
    for number in range(ELEMENTS):
        make_element(project, Place.NOW, column=number % COLUMNS, title=f"e{number}")
    people = [make_member(project, Role.PLANNER) for _number in range(PEOPLE)]
    counts: Counter[str] = Counter()
    broken: list[BaseException] = []
    threads = [
        threading.Thread(target=_moving_about, args=(project, person, seed, counts, broken))
        for seed, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert sum(counts.values()) == PEOPLE * MOVES_EACH
    assert counts["moved"] > PEOPLE * MOVES_EACH // 4
    assert counts["undone"] > 0
    titles = sorted(project.elements.values_list("title", flat=True))
    assert titles == sorted(f"e{number}" for number in range(ELEMENTS))
    assert len(set(project.elements.values_list("rank", flat=True))) == ELEMENTS
    assert project.moves.count() == counts["moved"]
    assert project.moves.exclude(undone_at=None).count() == counts["undone"]
    # Each move and each undo counted once on its element, so none was overwritten.
    placed = sum(project.elements.annotate(times=F("placed") - 1).values_list("times", flat=True))
    assert placed == counts["moved"] + counts["undone"]


def _moving_about(
    project: Project, person: User, seed: int, counts: Counter[str], broken: list[BaseException]
) -> None:
    dice = random.Random(seed)
    functions = [function_of(project, index) for index in range(COLUMNS)]
    try:
        for _time in range(MOVES_EACH):
            counts[_one_move(project, person, dice, functions)] += 1
    except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
        broken.append(error)
    finally:
        connection.close()


def _one_move(project: Project, person: User, dice: random.Random, functions: list) -> str:
    if dice.random() < 0.2:
        try:
            actions.undo(project=project, by=person)
        except (actions.NothingToUndo, actions.Refused):
            return "undo refused"
        return "undone"
    # What a person saw a moment ago may be stale by the time it is sent.
    rows = list(project.elements.order_by("rank"))
    chosen = dice.choice(rows)
    place = dice.choice([Place.NOW, Place.NEXT, Place.TRAY, Place.DECLINED])
    function = dice.choice(functions).pk if place.is_sorted else None
    beside = [
        row
        for row in rows
        if row.place == place and row.pk != chosen.pk and (function is None or row.function_id == function)
    ]
    at = dice.randint(0, len(beside))
    spot = actions.Spot(
        place,
        function,
        beside[at - 1].pk if at else None,
        beside[at].pk if at < len(beside) else None,
    )
    try:
        actions.move(project=project, pk=chosen.pk, placed=chosen.placed, spot=spot, by=person)
    except actions.Refused:
        return "refused"
    return "moved"
