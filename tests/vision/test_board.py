"""The board's pages: how many statements, what is shown, what is refused, and without a script."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project, Role
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import function_of, make_ask, make_dream, make_element, make_person
from vision import actions
from vision.models import Dependency, Element, Flag, Place

SCRIPT = {"HTTP_ACCEPT": "application/json"}


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


def statements(browser: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(url).status_code in (200, 204)
    return len([one for one in asked if "SAVEPOINT" not in one["sql"]])


def posted(browser: Client, project: Project, element: Element, **asked: Any) -> Any:
    element.refresh_from_db()
    data = {"placed": element.placed, **asked}
    return browser.post(address(project, "move", pk=element.pk), data, **SCRIPT)


def test_the_board_takes_as_many_statements_for_fifty_elements_as_for_one(project: Project, browser: Client):
    """Case 33, at three sizes; twelve at most, also when nothing is remembered yet."""
    url, counted = address(project, "board"), []
    for more in (1, 2, 47):
        for _time in range(more):
            make_element(project, Place.NOW, asks=[make_ask(project)])
        counted.append((statements(browser, url), statements(browser, url)))
    assert len(set(counted)) == 1
    assert counted[0][0] <= 12
    assert counted[0][1] < counted[0][0]


@pytest.mark.parametrize("name", ["sort", "dreams", "history", "columns", "publish_people", "talks"])
def test_a_list_takes_as_many_statements_for_fifty_rows_as_for_one(
    project: Project, browser: Client, name: str
):
    counted = []
    for more in (1, 2, 20):
        for _time in range(more):
            element = make_element(project, Place.NOW, asks=[make_ask(project)])
            make_ask(project)
            make_dream(project)
            posted(browser, project, element, cell=f"next-{function_of(project).pk}")
        counted.append(statements(browser, address(project, name)))
    assert counted[1] == counted[2]


def test_a_question_whether_anything_changed_takes_one_statement_after_the_members(
    project: Project, browser: Client
):
    make_element(project)
    now = project.board.revision
    url = address(project, "changes")
    # Session, user and membership; then one.
    assert statements(browser, f"{url}?since={now}") == 4
    assert browser.get(f"{url}?since={now}").content == b""


@pytest.mark.parametrize(
    ("to", "where", "number"),
    [
        # Who asks takes three; then the board's lock, what a move looks at, and the move.
        (Place.NOW, "before", 6),
        (Place.NOW, "after", 6),
        (Place.NOW, "", 6),
        # Across the line it is told in the activity, too.
        (Place.NEXT, "before", 7),
        (Place.NEXT, "", 7),
    ],
)
def test_a_move_takes_few_statements_and_writes_one_element(
    project: Project, browser: Client, to: Place, where: str, number: int
):
    one, two = make_element(project), make_element(project, to)
    url, cell = address(project, "move", pk=one.pk), f"{to}-{function_of(project).pk}"
    beside = {where: two.pk} if where else {}
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(url, {"placed": 1, "cell": cell, **beside}, **SCRIPT)
    made = [row["sql"] for row in asked if "SAVEPOINT" not in row["sql"]]
    assert answer.status_code == 200
    assert len(made) == number, made
    assert len([one for one in made if re.search('UPDATE "?vision_element', one)]) == 1
    assert len(answer.content) <= 185


def test_others_get_the_card_where_it_now_is(project: Project, browser: Client):
    element = make_element(project, title="Alpha")
    since = project.board.revision
    posted(browser, project, element, cell="tray")
    other = Client()
    other.force_login(make_member(project, Role.VIEWER))
    found = other.get(f"{address(project, 'changes')}?since={since}").json()
    assert [(card["pk"], card["cell"]) for card in found["cards"]] == [(element.pk, "tray")]
    assert "Alpha" in found["cards"][0]["html"]
    assert (found["columns"], found["by"]) == (False, [str(lead_of(project))])


def test_a_card_that_no_longer_fits_the_filter_goes_from_the_filtered_board(
    project: Project, browser: Client
):
    element = make_element(project, flags=[Flag.INTEGRATION])
    since = project.board.revision
    actions.edit_element(element=element, version=1, by=lead_of(project), flags=[])
    url = f"{address(project, 'changes')}?since={since}&flag=integration"
    assert browser.get(url).json()["gone"] == [element.pk]


def test_a_renamed_column_is_told_to_open_boards(project: Project, browser: Client):
    function = function_of(project)
    since = project.board.revision
    browser.post(address(project, "column", pk=function.pk), {"name": "Front door"})
    assert browser.get(f"{address(project, 'changes')}?since={since}").json()["columns"] is True
    assert b"Front door" in browser.get(address(project, "board")).content


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("q=alph", ["Alpha"]),
        ("flag=integration", ["Beta"]),
        ("function={second}", ["Gamma"]),
        ("q=zzz", []),
        ("asked=executive", ["Gamma"]),
        ("asked=physician", []),
        ("asked=x", ["Alpha", "Beta", "Gamma"]),
    ],
)
def test_the_address_says_what_is_shown(project: Project, browser: Client, asked: str, seen: list[str]):
    make_element(project, title="Alpha")
    make_element(project, title="Beta", flags=[Flag.INTEGRATION])
    ask = make_ask(project, by=make_person(project, level="executive"))
    make_element(project, title="Gamma", column=1, asks=[ask])
    query = asked.format(second=function_of(project, 1).pk)
    page = browser.get(f"{address(project, 'board')}?{query}").content.decode()
    assert [title for title in ("Alpha", "Beta", "Gamma") if f">{title}</a>" in page] == seen


def test_what_is_above_the_line_and_needs_what_is_not_says_so(project: Project, browser: Client):
    above, below = make_element(project), make_element(project, Place.NEXT, title="Single sign-on")
    Dependency.objects.create(element=above, needs=below)
    url = address(project, "board")
    assert b"needs Single sign-on, which is NEXT" in browser.get(url).content
    posted(browser, project, below, cell=f"now-{function_of(project).pk}")
    assert b"needs Single sign-on" not in browser.get(url).content


def test_a_refused_move_tells_why_and_where_the_card_is(project: Project, browser: Client):
    element = make_element(project, title="Alpha")
    answer = browser.post(address(project, "move", pk=element.pk), {"placed": 7, "cell": "tray"}, **SCRIPT)
    assert answer.status_code == 409
    assert "Alpha" in answer.json()["says"]
    assert answer.json()["card"]["cell"] == f"now-{function_of(project).pk}"


@pytest.mark.parametrize(
    "asked",
    [
        {"cell": "nowhere"},
        {"cell": "now-"},
        {"placed": "x", "cell": "tray"},
        {},
        {"cell": "tray", "step": "up"},
    ],
)
def test_a_malformed_move_is_refused_without_moving(project: Project, browser: Client, asked: dict[str, str]):
    element = make_element(project)
    answer = browser.post(address(project, "move", pk=element.pk), {"placed": 1, **asked}, **SCRIPT)
    assert answer.status_code == 400
    element.refresh_from_db()
    assert (element.place, element.placed) == (Place.NOW, 1)


def test_the_board_works_without_a_script(project: Project, browser: Client):
    one, two = make_element(project, title="One"), make_element(project, title="Two")
    url = address(project, "move", pk=two.pk)
    page = browser.post(url, {"placed": 1, "step": "up"}, follow=True)
    assert "Moved: Access &amp; scheduling, NOW." in page.content.decode()
    order = project.elements.order_by("rank").values_list("title", flat=True)
    assert list(order) == ["Two", "One"]
    browser.post(url, {"placed": 2, "cell": "declined"})
    browser.post(address(project, "undo"))
    assert list(order.all()) == ["Two", "One"]
    two.refresh_from_db()
    assert two.place == Place.NOW
    assert one.pk != two.pk


def test_two_who_change_one_element_lose_neither_text(project: Project, browser: Client):
    """Case 26a: the second is told, sees both, and saves knowingly."""
    element = make_element(project, title="Alpha", description="As it was")
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    actions.edit_element(element=element, version=1, by=ana, description="Ana's text")
    url = address(project, "element_edit", pk=element.pk)
    mine = {"title": "Alpha", "description": "My text", "version": 1}
    answer = browser.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ana Ruiz changed “Alpha” while you were writing" in page
    assert "Ana&#x27;s text" in page
    assert "My text" in page
    element.refresh_from_db()
    assert element.description == "Ana's text"
    assert browser.post(url, {**mine, "version": 2}).status_code == 302
    element.refresh_from_db()
    assert (element.description, element.version) == ("My text", 3)


def test_a_form_sets_nothing_but_its_own_fields(project: Project, browser: Client):
    """Case 3: place, order, counters and the project do not come in by the edit form."""
    element = make_element(project, title="Alpha")
    other = make_project("Elsewhere")
    before = (element.rank, element.placed, element.place, element.project_id)
    data = {
        "title": "Alpha",
        "version": 1,
        "rank": "zz",
        "placed": 9,
        "place": "declined",
        "project": other.pk,
    }
    browser.post(address(project, "element_edit", pk=element.pk), data)
    element.refresh_from_db()
    assert (element.rank, element.placed, element.place, element.project_id) == before


def test_owners_needs_columns_and_asks_of_another_project_are_refused_by_the_form(
    project: Project, browser: Client
):
    there = make_project("Elsewhere")
    foreign, ask = make_element(there), make_ask(there)
    element = make_element(project, title="Alpha")
    url = address(project, "element_edit", pk=element.pk)
    for name, value in {"owner": lead_of(there).pk, "needs": foreign.pk}.items():
        answer = browser.post(url, {"title": "Alpha", "version": 1, name: value})
        assert answer.status_code == 422
        assert name in answer.context["form"].errors
    made = browser.post(
        address(project, "element_new"), {"title": "B", "place": "now", "function": function_of(there).pk}
    )
    assert "function" in made.context["form"].errors
    browser.post(address(project, "join"), {"asks": ask.pk, "element": element.pk})
    browser.post(address(project, "sprout"), {"asks": ask.pk, "title": "Taken"})
    assert not hasattr(ask, "joined")
    assert project.elements.count() == 1


def test_a_double_click_makes_one_element(project: Project, browser: Client, form_key: str):
    ask = make_ask(project)
    key = "0b7ab3a4-4bb2-4a0f-9f5f-2f4a3a1d9b11"
    data = {"asks": ask.pk, "title": "Once", "form_key": key}
    assert browser.post(address(project, "sprout"), data).status_code == 302
    assert browser.post(address(project, "sprout"), data).status_code == 302
    assert [element.title for element in project.elements.all()] == ["Once"]
    assert ask.joined.element.title == "Once"


def test_an_ask_joins_one_element_and_can_be_taken_off(project: Project, browser: Client):
    ask, dream = make_ask(project), make_dream(project)
    first, second = make_element(project), make_element(project)
    browser.post(address(project, "join"), {"asks": ask.pk, "dreams": dream.pk, "element": first.pk})
    browser.post(address(project, "join"), {"asks": ask.pk, "element": second.pk})
    assert [joined.ask for joined in first.joined.all()] == [ask]
    assert second.joined.count() == 0
    browser.post(address(project, "part"), {"ask": ask.pk})
    browser.post(address(project, "part"), {"dream": dream.pk})
    assert (first.joined.count(), first.dreams.count()) == (0, 0)


def test_who_may_not_read_what_was_said_sees_no_quotes(project: Project, browser: Client):
    ask = make_ask(project, text="Shorter menus", quote="My sister hung up on you.")
    element = make_element(project, asks=[ask])
    viewer = Client()
    viewer.force_login(make_member(project, Role.VIEWER))
    url = element.get_absolute_url()
    assert b"My sister hung up" in browser.get(url).content
    seen = viewer.get(url).content
    assert b"Shorter menus" in seen
    assert b"My sister hung up" not in seen


NASTY = [
    "",
    "   ",
    "x" * 10_000,
    "😀🏥",
    "\u202etfel\u202c",
    "a\x00b",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "\ud800",
]


@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("element_new", ["title", "description", "effort_low", "cost", "revisit_on", "flags", "place"]),
        ("dream_new", ["text", "why"]),
        ("columns", ["name"]),
        ("publish_statement", ["statement", "constraints", "version"]),
        ("decision_new", ["text", "kind", "element"]),
        ("sprout", ["title", "asks", "function"]),
    ],
)
def test_whatever_is_typed_is_stored_or_refused_beside_its_field(
    project: Project, browser: Client, name: str, fields: list[str], value: str
):
    """Case 23: a field error or a stored value, never a 500, and no markup of it in the answer."""
    good = {"title": "A", "text": "B", "name": "C", "statement": "D", "version": "1", "kind": "decision"}
    typed = value.encode("utf-8", "surrogatepass")
    for field in fields:
        body = "&".join(f"{key}={text}" for key, text in good.items() if key != field)
        answer = browser.generic(
            "POST",
            address(project, name),
            f"{body}&{field}=".encode() + b"".join(b"%%%02X" % byte for byte in typed),
            content_type="application/x-www-form-urlencoded",
        )
        # The second save of a draft from the same page is a conflict, which shows both texts.
        assert answer.status_code in (302, 409, 422), field
        assert b"<script>alert" not in answer.content


def test_the_small_answer_is_json(project: Project, browser: Client):
    element = make_element(project)
    answer = json.loads(posted(browser, project, element, cell="tray").content)
    element.refresh_from_db()
    assert (answer["cell"], answer["rank"], answer["placed"]) == ("tray", element.rank, 2)


def test_what_waits_for_an_element_cannot_be_what_it_waits_for(project: Project, browser: Client):
    first, second, third = (make_element(project, title=title) for title in ("First", "Second", "Third"))
    Dependency.objects.create(element=second, needs=first)
    Dependency.objects.create(element=third, needs=second)
    url = address(project, "element_edit", pk=first.pk)
    answer = browser.post(url, {"title": "First", "version": 1, "needs": [third.pk]})
    assert answer.status_code == 422
    assert "“Third” needs this one" in answer.content.decode()
    assert Dependency.objects.count() == 2
    url = address(project, "element_edit", pk=third.pk)
    assert (
        browser.post(url, {"title": "Third", "version": 1, "needs": [first.pk, second.pk]}).status_code == 302
    )
    assert Dependency.objects.count() == 3
