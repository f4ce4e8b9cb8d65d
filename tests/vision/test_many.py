"""Several cards that go somewhere together, one that goes to a position, and what one undo takes back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Project, Role
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import function_of, make_element
from tests.vision.test_line import address, board, order
from tests.vision.test_order import cell, made
from vision import actions
from vision.actions import many
from vision.models import Board, Element, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def together(browser: Client, project: Project, elements: list[Element], **asked: Any) -> Any:
    """As the board sends it: what was chosen, and where it was let go."""
    fields = {"elements": [element.pk for element in elements], **asked}
    return browser.post(address(project, "bulk"), fields, HTTP_ACCEPT="application/json")


def statements_of_an_undo(project: Project, elements: list[Element]) -> int:
    lead = lead_of(project)
    spot = actions.Spot(Place.NEXT, function_of(project, 1).pk)
    wanted = actions.Wanted(spot=spot, owner=lead)
    actions.edit_many(project=project, elements=elements, wanted=wanted, by=lead)
    with CaptureQueriesContext(connection) as asked:
        actions.undo(project=project, by=lead)
    return len(asked)


def test_a_thousand_are_taken_back_in_one_step_in_as_many_statements_as_two(project: Project):
    lead = lead_of(project)
    column = function_of(project)
    first = made(project, "a", "b")
    rows = Element.objects.bulk_create(
        Element(
            project=project,
            title=f"Wish {number}",
            function=column,
            place=Place.NOW,
            rank=f"x{number + 1000}1",
            created_by=lead,
        )
        for number in range(1000)
    )
    before = list(project.elements.in_order().values_list("title", "place", "function", "rank", "owner"))
    assert statements_of_an_undo(project, first) == statements_of_an_undo(project, rows) < 20
    after = list(project.elements.in_order().values_list("title", "place", "function", "rank", "owner"))
    assert after == before
    assert project.moves.filter(undone_at=None).count() == 0


def test_the_history_shows_one_act_on_many_as_one_line_that_is_taken_back(project: Project, browser: Client):
    rows = made(project, *"abcdefgh")
    together(browser, project, rows, cell="declined")
    page = browser.get(address(project, "history")).content.decode()
    lines = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert (lines.count("<tr>"), lines.count("Take back")) == (1, 1)
    assert "moved 8 elements to Declined" in page
    panel = browser.get(address(project, "history"), headers={"HX-Request": "true"}).content.decode()
    assert (panel.count("<li>"), panel.count("moved 8 elements to Declined</span>")) == (1, 1)
    asked = {"batch": project.batches.get().pk, "from": "history"}
    assert browser.post(address(project, "undo"), asked)["Location"] == address(project, "history")
    assert cell(project, Place.NOW) == list("abcdefgh")
    assert (
        "moved 8 elements to Declined; taken back"
        in browser.get(address(project, "history")).content.decode()
    )


def test_several_go_between_two_cards_in_the_order_in_which_they_stood(project: Project, browser: Client):
    a, b, c, d, e = made(project, "a", "b", "c", "d", "e")
    x, y = made(project, "x", "y", place=Place.NEXT, column=1)
    target = {"cell": f"next-{function_of(project, 1).pk}", "after": x.pk, "before": y.pk}
    answer = together(browser, project, [d, a, c], **target).json()
    assert answer["says"] == "moved 3 elements to Clinical services, NEXT"
    assert (cell(project, Place.NOW), cell(project, Place.NEXT, 1)) == (["b", "e"], ["x", "a", "c", "d", "y"])
    assert set(project.moves.values_list("batch", flat=True)) == {project.batches.get().pk}
    browser.post(address(project, "undo"))
    assert (cell(project, Place.NOW), cell(project, Place.NEXT, 1)) == (list("abcde"), ["x", "y"])
    # Within one cell, below a card that has gone meanwhile: the other one decides.
    together(browser, project, [d, e], cell=f"now-{function_of(project).pk}", after=x.pk, before=b.pk)
    assert cell(project, Place.NOW) == ["a", "d", "e", "b", "c"]


def test_rows_of_the_list_go_together_over_the_line_and_keep_their_columns(project: Project, browser: Client):
    rows = board(project, "ABC|DE")
    asked = {"cell": "now", "after": rows["A"].pk, "before": rows["B"].pk}
    assert (
        together(browser, project, [rows["E"], rows["C"]], **asked).json()["says"]
        == "moved 2 elements to NOW"
    )
    assert order(project) == "ACEB|D"
    assert project.elements.get(title="E").function_id == rows["E"].function_id


def test_what_is_gone_changed_or_of_another_project_moves_nothing(project: Project, browser: Client):
    a, b, c = made(project, "a", "b", "c")
    loose = make_element(project, Place.TRAY, title="Loose")
    seen = project.board.revision
    here = f"now-{function_of(project).pk}"
    answer = together(browser, project, [a, b], cell=here, after=loose.pk)
    assert (answer.status_code, answer.json()["says"]) == (
        409,
        "The cards beside that place have moved, so everything stays where it was. Please try again.",
    )
    assert (
        together(browser, project, [a, loose], cell="now").json()["says"].startswith("“Loose” belongs to no")
    )
    other = function_of(make_project("Elsewhere"))
    assert together(browser, project, [a, b], cell=f"now-{other.pk}").status_code == 404
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    actions.move(project=project, pk=b.pk, placed=1, spot=actions.Spot(Place.DECLINED), by=ana)
    answer = together(browser, project, [a, b], cell=here, before=c.pk, seen=seen)
    assert answer.json()["says"].startswith("Ana Ruiz changed “b” at ")
    assert (cell(project, Place.NOW), project.batches.count()) == (["a", "c"], 0)


def test_many_go_back_also_where_somebody_has_put_another_card_by_now(project: Project):
    a, b, c = made(project, "a", "b", "c")
    lead = lead_of(project)
    wanted = actions.Wanted(spot=actions.Spot(Place.DECLINED))
    actions.edit_many(project=project, elements=[a, b], wanted=wanted, by=lead)
    Element.objects.filter(pk=c.pk).update(rank=a.rank)
    actions.undo(project=project, by=lead)
    assert cell(project, Place.NOW) == ["a", "c", "b"]


def statements_where_others_stand(project: Project, elements: list[Element], others: list[Element]) -> int:
    lead = lead_of(project)
    wanted = actions.Wanted(spot=actions.Spot(Place.DECLINED))
    actions.edit_many(project=project, elements=elements, wanted=wanted, by=lead)
    for element, other in zip(elements, others, strict=True):
        Element.objects.filter(pk=other.pk).update(rank=element.rank)
    with CaptureQueriesContext(connection) as asked:
        actions.undo(project=project, by=lead)
    return len(asked)


def test_going_back_asks_as_often_when_others_stand_in_every_place_as_in_one(project: Project):
    rows = made(project, *"abcdefgh")
    assert statements_where_others_stand(project, rows[:1], rows[7:]) == statements_where_others_stand(
        project, rows[1:4], rows[4:7]
    )
    assert cell(project, Place.NOW) == list("ahbecfdg")


def test_of_many_that_went_together_none_goes_back_when_one_has_gone_on(project: Project):
    a, b = made(project, "a", "b")
    lead = lead_of(project)
    wanted = actions.Wanted(spot=actions.Spot(Place.DECLINED))
    actions.edit_many(project=project, elements=[a, b], wanted=wanted, by=lead)
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    actions.move(project=project, pk=a.pk, placed=2, spot=actions.Spot(Place.TRAY), by=ana)
    with pytest.raises(actions.Refused, match="Ana Ruiz moved “a” to Unsorted"):
        actions.undo(project=project, by=lead, batch=project.batches.get().pk)
    assert (cell(project, Place.TRAY), cell(project, Place.DECLINED)) == (["a"], ["b"])


def test_keys_that_grow_too_long_are_spread_when_many_go_together(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(many, "LONGEST_RANK", 7)
    lead = lead_of(project)
    rows = made(project, *"abcdefgh")
    for _time in range(12):
        found = [Element.objects.get(title=title) for title in cell(project, Place.NOW)]
        spot = actions.Spot(Place.NOW, function_of(project).pk, found[0].pk, found[1].pk)
        wanted = actions.Wanted(spot=spot)
        actions.edit_many(project=project, elements=found[-3:], wanted=wanted, by=lead)
        titles = [row.title for row in found]
        assert cell(project, Place.NOW) == [titles[0], *titles[-3:], *titles[1:-3]]
    assert max(len(rank) for rank in project.elements.values_list("rank", flat=True)) <= 8
    assert len(rows) == 8


@pytest.mark.parametrize(
    ("position", "expected"), [(1, "eabcd"), (2, "aebcd"), (4, "abced"), (5, "abcde"), (99_999, "abcde")]
)
def test_a_card_goes_to_a_position_of_its_cell(
    project: Project, browser: Client, position: int, expected: str
):
    *_others, e = made(project, *"abcde")
    make_element(project, Place.NOW, title="elsewhere", column=1)
    seen = Board.objects.get(project=project).revision
    asked = {"placed": 1, "cell": f"now-{function_of(project).pk}", "position": position}
    answer = browser.post(address(project, "move", pk=e.pk), asked, HTTP_ACCEPT="application/json")
    assert answer.status_code == 200
    assert "".join(cell(project, Place.NOW)) == expected
    assert project.board.revision == seen + 1
    page = browser.get(e.get_absolute_url()).content.decode()
    assert f"Now {expected.index('e') + 1} of 5 in Access &amp; scheduling, NOW." in page
    browser.post(address(project, "undo"))
    assert "".join(cell(project, Place.NOW)) == "abcde"


def test_a_position_in_another_cell_counts_that_cells_cards(project: Project, browser: Client):
    (a,) = made(project, "a")
    made(project, "x", "y", place=Place.DECLINED)
    asked = {"placed": 1, "cell": "declined", "position": 2}
    page = browser.post(address(project, "move", pk=a.pk), asked, follow=True).content.decode()
    assert "Moved: Declined." in page
    assert cell(project, Place.DECLINED) == ["x", "a", "y"]
    refused = browser.post(
        address(project, "move", pk=a.pk), {"placed": 2, "cell": "declined", "position": "0"}, follow=True
    )
    assert "That is no place on the board." in refused.content.decode()
    assert cell(project, Place.DECLINED) == ["x", "a", "y"]
