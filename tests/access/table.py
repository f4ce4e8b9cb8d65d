"""The table of all addresses, and what each row says."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

import tests.access
from projects.access import Perm
from projects.models import Project, Role, User
from tests.projects.factories import make_member, make_project, make_user


class Open(Enum):
    """Addresses that no permission of a project guards."""

    ANYONE = "everybody gets the same answer, signed in or not"
    SIGNED_IN = "whoever is signed in"
    LINK = "whoever holds the address, by a token that `args` makes"
    LIBRARY = "a page of django-allauth: what who is signed in gets, and what others get"


ANYONE, SIGNED_IN, LINK, LIBRARY = Open.ANYONE, Open.SIGNED_IN, Open.LINK, Open.LIBRARY


class SentAgain(SimpleUploadedFile):
    """A file that is sent by everybody in turn."""

    def read(self, *args: Any) -> Any:
        self.seek(0)
        return super().read(*args)


@dataclass(frozen=True)
class World:
    """A project, with one member of each role."""

    project: Project
    members: dict[str, User]

    @property
    def lead(self) -> User:
        """Who may do everything here."""
        return self.members[Role.LEAD]


def make_world(name: str) -> World:
    """A project with a member of each role."""
    lead = make_user()
    project = make_project(name, lead=lead)
    others = {role: make_member(project, role) for role in Role.values if role != Role.LEAD}
    return World(project=project, members={Role.LEAD: lead, **others})


def nothing(world: World) -> dict[str, Any]:
    """No arguments, no data."""
    return {}


@dataclass(frozen=True)
class Row:
    """What one address gives.

    needs   the permission that its view names, or one of ANYONE, SIGNED_IN, LINK, LIBRARY
    get     the status of a GET by who may; None when GET is refused (405). Where an open page answers
            others to who is signed in: {"signed in": 200, "logged out": 302}
    post    the same of a POST of `data`
    args    makes what the address names in a world, without its slug; made in the other project
            they are foreign and must give 404 (`foreign=False` when the argument is no object's key)
    data    makes the posted form
    csrf    False when the POST carries no token by design (one-click unsubscribe)
    headers sent with each request, e.g. {"HX-Request": "true"}
    """

    needs: Perm | Open
    get: int | dict[str, int] | None = 200
    post: int | dict[str, int] | None = None
    args: Callable[[World], dict[str, Any]] = nothing
    data: Callable[[World], dict[str, Any]] = nothing
    foreign: bool = True
    csrf: bool = True
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def methods(self) -> set[str]:
        """What the view answers to."""
        return {name for name, status in (("GET", self.get), ("POST", self.post)) if status is not None}


class Address(NamedTuple):
    """One URL pattern: its full name, its route from the root, its view."""

    name: str
    route: str
    view: Callable[..., Any]


def addresses() -> list[Address]:
    """Every URL pattern of the project."""
    return list(_walk(get_resolver().url_patterns, namespace="", route=""))


def _walk(patterns: list[URLPattern | URLResolver], *, namespace: str, route: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, namespace=inner, route=here)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else f"(no name) {here}"
            yield Address(name, here, pattern.callback)


def rows() -> dict[str, Row]:
    """The rows of all apps; a name that two files claim is an error."""
    table: dict[str, Row] = {}
    for module in pkgutil.iter_modules(tests.access.__path__):
        if module.name == "table" or module.name.startswith("test_"):
            continue
        for name, row in importlib.import_module(f"tests.access.{module.name}").ROWS.items():
            if name in table:
                raise ValueError(f"{name} stands in two files of tests/access/")
            table[name] = row
    return table
