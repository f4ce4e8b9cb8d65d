"""The floor page: what is out and what comes, by a link that can be closed, up to date by itself."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import links
from marketing_sync import actions, mail
from marketing_sync.models import Launch
from projects.models import Project, Role
from tests.marketing_sync.factories import make_brief, make_launch, make_shared, make_window
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026."""
    return make_project("Riverbend", time_zone="America/Chicago")


@pytest.fixture
def here(project: Project) -> str:
    """The floor page's address."""
    return links.url(make_shared(project, mail.FLOOR))


def words(page: str) -> str:
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def mark_of(page: str) -> str:
    found = re.search(r'data-mark="([^"]+)"', page)
    assert found is not None
    return found[1]


def drop(launch: Launch) -> None:
    launch.refresh_from_db()
    actions.drop(launch=launch, by=lead_of(launch.project), version=launch.version)


def test_it_shows_what_is_out_what_comes_and_what_was_called_off(project: Project, here: str):
    drop(make_launch(project, name="Radio spot", days=0))
    make_brief(make_launch(project, name="Heart letter", days=3), offer="Screening for 49 USD.")
    make_launch(project, name="Next month", days=40)
    off = make_launch(project, name="Portal mail", days=2)
    actions.cancel(launch=off, by=lead_of(project), version=off.version)
    other = make_launch(make_project("Elsewhere"), name="Somebody else's", days=1)
    page = words(Client().get(here).content.decode())
    assert "Out now 1 Direct mail · out since Tue 15 Sep (today) Radio spot There is no brief yet." in page
    assert "This week 1 Direct mail · Fri 18 Sep (in 3 days) Heart letter Screening for 49 USD." in page
    assert "Called off Portal mail does not go out" in page
    assert ("Next month" in page, str(other) in page) == (False, False)


def test_a_launch_that_may_come_early_is_shown_from_the_week_of_its_first_day(project: Project, here: str):
    make_launch(project, name="Heart letter", days=12, early=6)
    assert "Heart letter" in Client().get(here).content.decode()


@pytest.mark.parametrize("what", ["drop", "brief", "move", "cancel", "midnight"])
def test_a_screen_asks_cheaply_and_gets_the_lists_only_when_they_changed(
    project: Project, here: str, frozen: TimeMachineFixture, what: str
):
    launch = make_launch(project, name="Heart letter", days=3)
    mark = mark_of(Client().get(here).content.decode())
    now = f"{here}now/"
    with CaptureQueriesContext(connection) as ran:
        assert Client().get(now, {"mark": mark}).status_code == 204
    assert len(ran) == 2
    match what:
        case "drop":
            drop(launch)
        case "brief":
            make_brief(launch)
        case "move":
            window = make_window(project, 4)
            actions.move(launch=launch, by=lead_of(project), version=launch.version, window=window)
        case "cancel":
            actions.cancel(launch=launch, by=lead_of(project), version=launch.version)
        case _:
            frozen.shift(datetime.timedelta(days=1))
    answer = Client().get(now, {"mark": mark})
    assert (answer.status_code, "Heart letter" in answer.content.decode()) == (200, True)
    assert Client().get(now, {"mark": mark_of(answer.content.decode())}).status_code == 204


def test_the_briefs_are_searched_and_read(project: Project, here: str):
    launch = make_launch(project, name="Heart letter", days=60)
    make_brief(launch, answers="Parking is free behind the clinic.")
    make_launch(project, name="Seminar", days=60)
    found = words(Client().get(here, {"q": "parking"}).content.decode())
    assert ("Heart letter" in found, "Seminar" in found) == (True, False)
    brief = words(Client().get(f"{here}{launch.pk}/").content.decode())
    assert "What to say Parking is free behind the clinic." in brief
    nothing = Client().get(here, {"q": "\x00<script>alert(1)</script>"}).content.decode()
    assert ("Nothing was found." in nothing, "<script>alert(1)" in nothing) == (True, False)
    elsewhere = make_launch(make_project("Elsewhere"))
    assert Client().get(f"{here}{elsewhere.pk}/").status_code == 404


def test_without_a_script_the_page_loads_itself_anew(here: str):
    page = Client().get(here).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="120"></noscript>' in page


def test_the_link_is_closed_and_renewed_by_operations_alone(client: Client, project: Project, here: str):
    change = reverse("marketing_sync:change_shared_link", args=[project.slug, "floor"])
    client.force_login(make_member(project, Role.MARKETING))
    assert client.post(change, {"to": "close"}).status_code == 403
    client.force_login(make_member(project, Role.OPERATIONS))
    client.post(change, {"to": "renew"})
    assert Client().get(here).status_code == 404
    shown = client.get(reverse("marketing_sync:shared_links", args=[project.slug])).content.decode()
    fresh = re.search(r"http://testserver(/l/\S+?/floor/)", shown)
    assert fresh is not None
    assert Client().get(fresh[1]).status_code == 200
    client.post(change, {"to": "close"})
    assert [Client().get(f"{fresh[1]}{part}").status_code for part in ("", "now/", "calendar/")] == [404] * 3
    unknown = reverse("marketing_sync:change_shared_link", args=[project.slug, "x"])
    assert client.post(unknown).status_code == 404


def test_the_floor_page_asks_the_same_however_much_is_out(project: Project, here: str):
    counts = []
    for extra in (1, 2, 7):
        for _number in range(extra):
            make_brief(make_launch(project, days=3))
        with CaptureQueriesContext(connection) as ran:
            Client().get(here)
        counts.append(len(ran))
    assert counts == [counts[0]] * 3


def test_the_floor_page_speaks_spanish(here: str):
    page = Client().get(here, headers={"Accept-Language": "es"}).content.decode()
    assert ("En marcha" in page, "Esta semana" in page) == (True, True)
