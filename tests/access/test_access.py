"""Every address, tried as everybody (cases 1, 2, 4 and 24 of what must never happen)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from projects.access import ROLES, Perm
from projects.models import Project, Role, User
from tests.access.table import ANYONE, LIBRARY, LINK, SIGNED_IN, Row, World, addresses, make_world, rows

TABLE = rows()
ADDRESSES = {address.name: address for address in addresses()}
HERE = {name: row for name, row in TABLE.items() if name in ADDRESSES}
OURS = {name: row for name, row in HERE.items() if row.needs is not LIBRARY}
GUARDED = {name: row for name, row in OURS.items() if isinstance(row.needs, Perm)}
SAFE = {name: row for name, row in HERE.items() if row.get is not None}
POSTED = {name: row for name, row in HERE.items() if row.post is not None}
HUGE = 2**63

NASTY = (
    "page=-1&sort=zzz&q=%00&from=nope&until=0000-00-00&who=zzz&owner=99999999999999999999&tag=%00&level=-1",
    "page=zzz&sort=-&q=%ff%fe&from=9999-12-31&until=0001-01-01&verb=%00&what=zzz&kind=%00&topic=-1&state=zzz",
    f"page={10**30}&sort=%00&pk={10**30}&id=-1&q=%F0%9F%92%A9%ED%A0%80&from=&who=&owner=-1&topic={10**30}",
    "page=&sort=&q=&format=zzz&next=%00&question=1e9&who=99999999999999999999",
)


@dataclass(frozen=True)
class Made:
    """A world that outlives a test, and the sessions of its members by role."""

    world: World
    sessions: dict[str, str]

    def fresh(self) -> World:
        """The world read anew: nothing that an earlier test hung on its objects is left."""
        members = User.objects.in_bulk([user.pk for user in self.world.members.values()])
        return World(
            project=Project.objects.get(pk=self.world.project.pk),
            members={role: members[user.pk] for role, user in self.world.members.items()},
        )

    def browser(self, role: str, **options: Any) -> Client:
        """A browser in which the member of this role has signed in."""
        browser = Client(**options)
        browser.cookies["sessionid"] = self.sessions[role]
        return browser


def over(table: dict[str, Row]) -> Any:
    """One test per row, named by the address."""
    return pytest.mark.parametrize("name", sorted(table))


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Made]]:
    """Two projects whose members have signed in, made once; each test works in a savepoint below them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {name: _made(make_world(name)) for name in ("Here", "There")}
        transaction.set_rollback(True)


def _made(world: World) -> Made:
    sessions = {}
    for role, user in world.members.items():
        browser = Client()
        browser.force_login(user)
        sessions[role] = browser.cookies["sessionid"].value
    return Made(world, sessions)


@pytest.fixture
def here(worlds: dict[str, Made], db: None) -> World:
    """The project that is tried."""
    return worlds["Here"].fresh()


@pytest.fixture
def there(worlds: dict[str, Made], db: None) -> World:
    """Somebody else's project."""
    return worlds["There"].fresh()


@pytest.fixture
def lead(worlds: dict[str, Made], here: World) -> Client:
    """The browser of the lead here."""
    return worlds["Here"].browser(Role.LEAD)


def url(name: str, world: World, args: dict[str, Any]) -> str:
    """The address in a world; `slug` is given only where the route asks for it."""
    slug = {"slug": world.project.slug} if "<slug:slug>" in ADDRESSES[name].route else {}
    return reverse(name, kwargs={**slug, **args})


def everybody(worlds: dict[str, Made]) -> dict[str, Client]:
    """One browser for each kind of person."""
    return {
        "logged out": Client(),
        "holder of a personal link": Client(),
        **{role: worlds["Here"].browser(role) for role in Role.values},
        "member of another project": worlds["There"].browser(Role.LEAD),
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen, so that everybody finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(browser: Client, method: str, address: str, row: Row, data: dict[str, Any]) -> HttpResponse:
    """The answer to one request."""
    headers = dict(row.headers)
    if method == "POST":
        return browser.post(address, data, headers=headers)  # type: ignore[return-value]
    return browser.generic(method, address, headers=headers)  # type: ignore[return-value]


def expected(row: Row, method: str) -> dict[str, int]:
    """Who gets which status, by the row alone."""
    status = row.get if method == "GET" else row.post
    assert status is not None
    outsiders = ("member of another project", "logged out", "holder of a personal link")
    if row.needs in (ANYONE, LINK, LIBRARY):
        inside, outside = (
            (status, status) if isinstance(status, int) else (status["signed in"], status["logged out"])
        )
        return {
            **dict.fromkeys([*Role.values, outsiders[0]], inside),
            **dict.fromkeys(outsiders[1:], outside),
        }
    assert isinstance(status, int)
    if row.needs is SIGNED_IN:
        return {**dict.fromkeys([*Role.values, outsiders[0]], status), **dict.fromkeys(outsiders[1:], 302)}
    members = {role: status if row.needs in ROLES[role] else 403 for role in Role.values}
    return {**members, "member of another project": 404, "logged out": 302, "holder of a personal link": 302}


def test_every_address_has_a_row():
    """Whoever adds an address says who may open it."""
    assert sorted(set(ADDRESSES) - set(TABLE)) == []


def test_every_row_has_an_address():
    """A row whose address has gone protects nothing."""
    assert sorted(set(TABLE) - set(ADDRESSES)) == []


def test_every_page_of_a_project_names_its_permission():
    """Below /p/<slug>/ nothing is open, and the table says the same as the view."""
    below = {
        name: address for name, address in ADDRESSES.items() if address.route.startswith("p/<slug:slug>/")
    }
    named = {name: getattr(address.view, "permission", None) for name, address in below.items()}
    assert [name for name, permission in named.items() if permission is None] == []
    assert {name: named[name] for name in named if name in TABLE} == {
        name: TABLE[name].needs for name in named if name in TABLE
    }


@over(SAFE)
def test_who_may_look(name: str, here: World, worlds: dict[str, Made]):
    assert statuses(name, "GET", here, everybody(worlds)) == expected(TABLE[name], "GET")


@over(POSTED)
def test_who_may_act(name: str, here: World, worlds: dict[str, Made]):
    assert statuses(name, "POST", here, everybody(worlds)) == expected(TABLE[name], "POST")


def statuses(name: str, method: str, here: World, browsers: dict[str, Client]) -> dict[str, int]:
    """What each kind of person gets."""
    row = TABLE[name]
    address, data = url(name, here, row.args(here)), row.data(here)
    seen = {}
    for who, browser in browsers.items():
        with undone():
            response = asked(browser, method, address, row, data)
            seen[who] = response.status_code
            if who in ("logged out", "holder of a personal link") and row.needs not in (
                ANYONE,
                LINK,
                LIBRARY,
            ):
                assert response.headers["Location"].startswith(reverse("account_login"))
    return seen


@over({name: row for name, row in GUARDED.items() if "<" in ADDRESSES[name].route.replace("<slug:slug>", "")})
def test_keys_of_another_project_are_not_found(name: str, here: World, there: World, lead: Client):
    row = TABLE[name]
    method = "GET" if row.get is not None else "POST"
    tried = [foreign_args(row, there)] if row.foreign else []
    tried += [{**row.args(here), key: HUGE} for key in re.findall(r"<int:(\w+)>", ADDRESSES[name].route)]
    for args in tried:
        with undone():
            assert asked(lead, method, url(name, here, args), row, row.data(here)).status_code == 404, args


def foreign_args(row: Row, there: World) -> dict[str, Any]:
    """The row's arguments, made in the other project."""
    args = row.args(there)
    assert args, "The address names something, so the row's args must make it"
    return args


@over(OURS)
def test_wrong_methods_are_refused(name: str, here: World, lead: Client):
    row = TABLE[name]
    address = url(name, here, row.args(here))
    answers = {}
    for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} - row.methods):
        with undone():
            answers[method] = asked(lead, method, address, row, {}).status_code
    assert answers == dict.fromkeys(answers, 405)


@over(SAFE)
def test_nothing_typed_into_the_address_breaks_a_page(name: str, here: World, lead: Client):
    row = TABLE[name]
    address = url(name, here, row.args(here))
    for nasty in NASTY:
        for headers in ({}, {"HX-Request": "true"}):
            with undone():
                response = lead.get(f"{address}?{nasty}", headers={**dict(row.headers), **headers})
                assert response.status_code < 500, nasty


@over(SAFE)
def test_head_is_answered_like_get(name: str, here: World, lead: Client):
    row = TABLE[name]
    address = url(name, here, row.args(here))
    with undone():
        got = lead.get(address, headers=dict(row.headers)).status_code
    with undone():
        assert lead.head(address, headers=dict(row.headers)).status_code == got


def test_no_view_does_without_the_token_unless_its_row_says_so():
    exempt = {name for name, address in ADDRESSES.items() if getattr(address.view, "csrf_exempt", False)}
    assert exempt == {name for name, row in HERE.items() if not row.csrf}


@over(POSTED)
def test_a_post_without_the_token_is_refused(name: str, here: World, worlds: dict[str, Made]):
    row = TABLE[name]
    if not row.csrf:
        return
    browser = worlds["Here"].browser(Role.LEAD, enforce_csrf_checks=True)
    with undone():
        response = asked(browser, "POST", url(name, here, row.args(here)), row, row.data(here))
    assert response.status_code == 403


@over(POSTED)
def test_a_malformed_body_breaks_nothing(name: str, here: World, lead: Client):
    row = TABLE[name]
    address = url(name, here, row.args(here))
    bodies = [
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', "multipart/form-data; boundary=x"),
        (b"no boundary at all", "multipart/form-data"),
        (b'{"a": ', "application/json"),
        (b"name=%00&email=%ff&pk=99999999999999999999999", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\xed\xa0\x80", "application/x-www-form-urlencoded"),
    ]
    for body, kind in bodies:
        with undone():
            response = lead.post(address, body, content_type=kind, headers=dict(row.headers))
            assert response.status_code < 500, kind


@over({name: row for name, row in OURS.items() if row.needs is LINK})
def test_a_link_that_does_not_open_tells_nothing(name: str, here: World, there: World):
    """Tampered, invented and mangled tokens get one answer, to the letter."""
    row = TABLE[name]
    args = row.args(here)
    token = str(args["token"])
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    pk, _dot, signature = token.partition(".")
    tried = [flipped, f"{int(pk) + 100000}.{signature}", f"0.{signature}", f"{10**18}.{'A' * 43}", "zzz", pk]
    for method in sorted(row.methods):
        answers = {
            _without_tokens(
                asked(Client(), method, url(name, here, {**args, "token": bad}), row, row.data(here))
            )
            for bad in tried
        }
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404


def _without_tokens(response: HttpResponse) -> tuple[int, str]:
    """The answer without what differs in every page: the form's protection and its key."""
    body = re.sub(
        r'name="(csrfmiddlewaretoken|form_key)" value="[^"]+"', r'name="\1"', response.content.decode()
    )
    return response.status_code, body
