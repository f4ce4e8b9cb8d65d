"""The list, the line as a handle, what would follow, and changes to several elements at once."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project, Role
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import function_of, make_ask, make_element, make_person, make_version
from tests.vision.test_board import statements
from vision import actions, queries, ranks
from vision.models import Capacity, Dependency, Element, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def address(project: Project, name: str, **args: Any) -> str:
    return reverse(f"vision:{name}", kwargs={"slug": project.slug, **args})


def board(project: Project, spec: str) -> dict[str, Element]:
    """Elements named by letters; those after the bar are NEXT. Columns take turns."""
    now, _bar, below = spec.partition("|")
    sides = [(letter, Place.NOW) for letter in now] + [(letter, Place.NEXT) for letter in below]
    return {
        letter: make_element(project, place, title=letter, column=number % 3)
        for number, (letter, place) in enumerate(sides)
    }


def order(project: Project) -> str:
    found = queries.in_one_order(project)
    now = "".join(element.title for element in found if element.place == Place.NOW)
    return f"{now}|{''.join(element.title for element in found if element.place == Place.NEXT)}"


def draw(project: Project, above: int) -> Any:
    seen = [element.pk for element in queries.crossing(project, above).elements]
    return actions.draw_line(project=project, above=above, seen=seen, by=lead_of(project))


@pytest.mark.parametrize(
    ("above", "expected"), [(0, "|ABCDE"), (1, "A|BCDE"), (2, "AB|CDE"), (4, "ABCD|E"), (5, "ABCDE|")]
)
def test_the_line_keeps_the_order_and_one_undo_takes_all_of_it_back(
    project: Project, above: int, expected: str
):
    board(project, "ABC|DE")
    draw(project, above)
    assert order(project) == expected
    actions.undo(project=project, by=lead_of(project))
    assert order(project) == "ABC|DE"


def test_the_line_keeps_the_order_also_where_keys_of_both_sides_lie_between_each_other(project: Project):
    """NEXT elements made before NOW ones: what falls still lands right below the line."""
    make_element(project, Place.NEXT, title="X")
    board(project, "AB|")
    make_element(project, Place.NEXT, title="Y")
    make_element(project, Place.NOW, title="C")
    assert order(project) == "ABC|XY"
    draw(project, 1)
    assert order(project) == "A|BCXY"
    draw(project, 4)
    assert order(project) == "ABCX|Y"
    keys = list(project.elements.values_list("rank", flat=True))
    assert len(set(keys)) == 5


def test_many_keys_between_two_stay_short():
    keys = ranks.fill("V", "V1", 500)
    assert keys == sorted(keys)
    assert len(set(keys)) == 500
    assert max(len(key) for key in keys) <= 12
    assert keys[0] > "V"
    assert keys[-1] < "V1"


def test_the_line_is_refused_when_something_else_would_cross_it_by_now(project: Project):
    made = board(project, "ABC|DE")
    seen = [made["C"].pk]
    make_element(project, Place.NOW, title="N")
    with pytest.raises(actions.Refused, match="changed since you looked"):
        actions.draw_line(project=project, above=2, seen=seen, by=lead_of(project))
    assert order(project) == "ABCN|DE"


def test_an_undo_of_the_line_is_refused_when_one_of_its_elements_went_on(project: Project):
    made = board(project, "ABC|")
    draw(project, 1)
    made["B"].refresh_from_db()
    spot = actions.Spot(Place.DECLINED)
    actions.move(project=project, pk=made["B"].pk, placed=made["B"].placed, spot=spot, by=lead_of(project))
    batch = project.batches.get()
    with pytest.raises(actions.Refused, match="moved “B”"):
        actions.undo(project=project, by=lead_of(project), batch=batch.pk)
    assert order(project) == "A|C"


def test_what_would_follow_is_told_and_nothing_is_moved(project: Project, browser: Client):
    made = board(project, "AB|C")
    for letter, points in (("A", (10, 10, 10)), ("B", (40, 40, 40)), ("C", (5, 5, 5))):
        made[letter].effort_low, made[letter].effort_likely, made[letter].effort_high = map(Decimal, points)
        made[letter].save()
    chief = make_person(project, name="Dr Okafor", power=5)
    actions.join(
        element=made["B"], by=lead_of(project), asks=[make_ask(project, by=chief, text="Own nurses")]
    )
    Dependency.objects.create(element=made["A"], needs=made["B"])
    Capacity.objects.create(
        project=project, days_low=10, days_likely=10, days_high=10, starts_on=datetime.date(2026, 1, 5)
    )
    project.go_live_target = datetime.date(2026, 1, 19)
    project.save()
    found = queries.simulate(project, queries.crossing(project, 1).places)
    assert [float(found.now.effort), float(found.then.effort), float(found.room or 0)] == [50, 10, 20]
    assert (found.now.p50, found.then.p50) == (datetime.date(2026, 2, 9), datetime.date(2026, 1, 12))
    assert (found.now.chance_percent, found.then.chance_percent) == (0, 100)
    assert found.then.conflicts == ["“A” would be NOW and needs “B”, which would be NEXT."]
    assert [(one.stakeholder.name, one.asks[0].text, one.talk) for one in found.fall] == [
        ("Dr Okafor", "Own nurses", True)
    ]
    assert (found.now.talks, found.then.talks, found.then.mails) == (0, 1, 1)
    page = browser.get(address(project, "what_if") + "?above=1").content.decode()
    for said in ("Dr Okafor", "a talk first", "Mon 12 Jan", "100 %", "“A” would be NOW and needs “B”"):
        assert said in page
    strip = browser.get(address(project, "strip") + f"?element={made['B'].pk}&to=next").content.decode()
    for said in ("It is NEXT", "10 of 20 days", "100 %", "was 0 %", "Dr Okafor in a talk first"):
        assert said in strip
    assert "50 of 20 days" in browser.get(address(project, "strip")).content.decode()
    handful = ",".join(str(made[letter].pk) for letter in "ABC")
    strip = browser.get(address(project, "strip") + f"?elements={handful}&to=next").content.decode()
    for said in ("If they move here", "They are NEXT", "3 elements", "0 of 20 days", "was 50", "Dr Okafor"):
        assert said in strip
    elsewhere = make_element(make_project("Elsewhere"), Place.NOW, title="Theirs")
    there = address(project, "strip") + "?to=next&elements="
    assert "Theirs" not in browser.get(f"{there}{elsewhere.pk},{made['A'].pk}").content.decode()
    assert browser.get(f"{there}{elsewhere.pk}").status_code == 404
    assert order(project) == "AB|C"
    assert project.moves.count() == 0


def test_what_would_follow_of_one_element_is_applied_by_its_button(project: Project, browser: Client):
    made = board(project, "AB|C")
    page = browser.get(address(project, "what_if") + f"?element={made['B'].pk}&to=next").content.decode()
    assert "If “B” were NEXT" in page
    assert f'name="cell" value="next-{made["B"].function_id}"' in page


@pytest.mark.parametrize(
    "asked",
    ["above=-1", "above=x", "above=99999999999999999999", "element=0&to=next", "to=?", "elements=1,x&to=now"],
)
def test_whatever_is_asked_of_the_simulator_is_never_an_error(project: Project, browser: Client, asked: str):
    board(project, "AB|C")
    assert browser.get(address(project, "what_if") + f"?{asked}").status_code == 200
    assert browser.get(address(project, "strip") + f"?{asked}").status_code == 200


def test_the_line_is_drawn_by_a_form_and_a_stale_one_is_told(project: Project, browser: Client):
    made = board(project, "ABC|D")
    asked = {"above": 2, "seen": str(made["C"].pk)}
    answer = browser.post(address(project, "line"), asked, follow=True)
    assert "moved the line up: 1 element is NEXT" in answer.content.decode()
    assert order(project) == "AB|CD"
    answer = browser.post(address(project, "line"), asked, follow=True)
    assert "The board has changed since you looked" in answer.content.decode()
    assert browser.post(address(project, "line"), {"above": 1, "seen": "x"}).status_code == 302


def test_rows_of_the_list_are_put_between_rows_of_other_columns(project: Project, browser: Client):
    made = board(project, "ABC|D")
    asked = {"placed": 1, "cell": "now", "after": made["A"].pk, "before": made["B"].pk}
    answer = browser.post(
        address(project, "move", pk=made["C"].pk), asked, HTTP_ACCEPT="application/json"
    ).json()
    assert answer["cell"] == f"now-{made['C'].function_id}"
    assert order(project) == "ACB|D"


def test_a_row_without_a_function_does_not_go_beside_the_line(project: Project, browser: Client):
    board(project, "A|")
    loose = make_element(project, Place.TRAY, title="Loose")
    answer = browser.post(
        address(project, "move", pk=loose.pk), {"placed": 1, "cell": "now"}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 409
    assert answer.json()["says"] == "“Loose” belongs to no function yet. Choose one first."


def test_several_are_changed_at_once_and_one_undo_takes_it_back(project: Project, browser: Client):
    made = board(project, "ABC|")
    lead = lead_of(project)
    third = function_of(project, 2)
    asked = {
        "elements": [made["A"].pk, made["B"].pk],
        "place": "next",
        "function": third.pk,
        "owner": lead.pk,
        "flag": "hiring",
    }
    answer = browser.post(address(project, "bulk"), asked, follow=True)
    assert "changed 2 elements at once" in answer.content.decode()
    rows = project.elements.filter(title__in="AB").values_list("place", "function", "owner", "flags")
    assert list(rows) == [("next", third.pk, lead.pk, ["hiring"])] * 2
    browser.post(address(project, "undo"))
    back = project.elements.in_order()
    assert [(row.title, row.place, row.owner_id, row.flags) for row in back] == [
        (letter, "now", None, []) for letter in "ABC"
    ]
    assert [row.function_id for row in back] == [function_of(project, index).pk for index in range(3)]


def test_the_board_is_answered_what_it_has_to_draw_and_told_who_was_faster(project: Project, browser: Client):
    made = board(project, "AB|")
    bar = browser.get(address(project, "bulk"), headers={"HX-Request": "true"}).content.decode()
    assert 'name="place"' in bar
    assert 'name="elements"' not in bar
    assert browser.get(address(project, "bulk"))["Location"] == address(project, "list")
    seen = project.board.revision
    asked = {"elements": [made["A"].pk, made["B"].pk], "place": "next", "seen": seen}
    url = address(project, "bulk") + f"?since={seen}"
    answer = browser.post(url, asked, HTTP_ACCEPT="application/json").json()
    assert answer["says"] == "changed 2 elements at once"
    assert [card["cell"][:5] for card in answer["found"]["cards"]] == ["next-", "next-"]
    # One's own change since is no obstacle; somebody else's is, and nothing is done.
    assert browser.post(url, {**asked, "place": "now"}, HTTP_ACCEPT="application/json").status_code == 200
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    row = project.elements.get(title="B")
    actions.move(project=project, pk=row.pk, placed=row.placed, spot=actions.Spot(Place.DECLINED), by=ana)
    answer = browser.post(url, asked, HTTP_ACCEPT="application/json")
    assert answer.status_code == 409
    assert answer.json()["says"].startswith("Ana Ruiz changed “B” at ")
    assert order(project) == "A|"
    empty = browser.post(url, {"place": "next"}, HTTP_ACCEPT="application/json")
    assert (empty.status_code, empty.json()["says"]) == (409, "Choose at least one element.")


def test_many_are_changed_in_as_many_statements_as_few(project: Project):
    lead = lead_of(project)
    elements = [make_element(project, Place.NOW, title=f"Wish {number}") for number in range(30)]
    counted = []
    for part in (elements[:2], elements[2:]):
        wanted = actions.Wanted(place=Place.NEXT, owner=lead, flags=["hiring"])
        with CaptureQueriesContext(connection) as asked:
            actions.edit_many(project=project, elements=part, wanted=wanted, by=lead)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    rows = project.elements.values_list("place", "owner", "flags", "placed", "version").distinct()
    assert list(rows.order_by()) == [("next", lead.pk, ["hiring"], 2, 2)]


def test_an_undo_of_many_leaves_what_somebody_changed_since(project: Project):
    made = board(project, "AB|")
    lead = lead_of(project)
    wanted = actions.Wanted(owner=lead)
    actions.edit_many(project=project, elements=made.values(), wanted=wanted, by=lead)
    project.elements.filter(title="A").update(owner=None, flags=["space"])
    actions.undo(project=project, by=lead)
    assert [(row.title, row.owner_id, row.flags) for row in project.elements.in_order()] == [
        ("A", None, ["space"]),
        ("B", None, []),
    ]


def test_a_change_of_nothing_and_a_place_without_a_column_are_told(project: Project, browser: Client):
    loose = make_element(project, Place.TRAY, title="Loose")
    other = make_element(make_project("Elsewhere"), Place.NOW)
    for asked, says in (
        ({"elements": [loose.pk]}, "Nothing to change"),
        ({"elements": [loose.pk], "place": "now"}, "“Loose” belongs to no function yet."),
        ({"place": "now"}, "Choose at least one element."),
        ({"elements": [other.pk], "place": "next"}, "Select a valid choice"),
    ):
        answer = browser.post(address(project, "bulk"), asked)
        assert answer.status_code == 422
        assert says in answer.content.decode()


def test_the_capacity_is_kept_and_a_stale_form_shows_both(project: Project, browser: Client):
    asked = {"version": 0, "days_low": 8, "days_likely": 10, "days_high": 12, "starts_on": "2026-01-05"}
    assert browser.post(address(project, "capacity"), asked).status_code == 302
    answer = browser.post(address(project, "capacity"), {**asked, "days_likely": 11})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "8.0, 10.0 and 12.0 person-days a week" in page
    assert 'value="11"' in page
    assert browser.post(address(project, "capacity"), {**asked, "days_low": 0}).status_code == 422
    assert browser.post(address(project, "capacity"), {**asked, "days_high": 9}).status_code == 422


def test_the_list_takes_as_many_statements_for_fifty_rows_as_for_one(project: Project, browser: Client):
    counted = []
    for more in (1, 2, 47):
        for _time in range(more):
            make_element(project, Place.NOW, asks=[make_ask(project)], owner=lead_of(project))
        counted.append(
            [statements(browser, address(project, "list")), statements(browser, address(project, "what_if"))]
        )
    assert counted[0] == counted[1] == counted[2]


def test_board_and_list_show_what_is_missing(project: Project, browser: Client):
    make_element(project, Place.NOW, title="Reasoned", reason="Because.", asks=[make_ask(project)])
    make_element(project, Place.NOW, title="Bare", owner=lead_of(project))
    for name in ("board", "list"):
        for missing, shown, hidden in (
            ("reason", "Bare", "Reasoned"),
            ("owner", "Reasoned", "Bare"),
            ("asks", "Bare", "Reasoned"),
        ):
            page = browser.get(address(project, name) + f"?missing={missing}").content.decode()
            assert f">{shown}</a>" in page
            assert f">{hidden}</a>" not in page


def test_publishing_after_the_line_moved_tells_whom_it_was_said_to_tell(project: Project):
    made = board(project, "AB|C")
    ana = make_person(project, name="Ana")
    actions.join(element=made["B"], by=lead_of(project), asks=[make_ask(project, by=ana)])
    make_version(project)
    told = queries.simulate(project, queries.crossing(project, 1).places)
    draw(project, 1)
    version = make_version(project)
    assert told.then.mails == version.outcomes.count() == 1
