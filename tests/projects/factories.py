"""Rows of the ground floor for tests: plain functions, each with sensible defaults."""

import itertools
from typing import Any

from allauth.account.models import EmailAddress

from projects import actions
from projects.models import Membership, Project, Role, User

_numbers = itertools.count(1)

PASSWORD = "quiet-lanterns-over-water"


def make_user(email: str = "", *, password: str | None = None, **fields: Any) -> User:
    """A user with a verified address; without `password` only `client.force_login` lets them in."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"user{number}@example.org", password, **{"name": f"User {number}", **fields}
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_project(name: str = "", *, lead: User | None = None, **fields: Any) -> Project:
    """A project with one lead."""
    asked = {"organisation": "Harbour Health", **fields}
    return actions.create_project(by=lead or make_user(), name=name or f"Project {next(_numbers)}", **asked)


def make_member(project: Project, role: str = Role.VIEWER, **fields: Any) -> User:
    """A new user who has `role` in the project."""
    user = make_user(**fields)
    Membership.objects.create(project=project, user=user, role=role)
    return user


def lead_of(project: Project) -> User:
    """The project's first lead."""
    return User.objects.filter(memberships__project=project, memberships__role=Role.LEAD).earliest("pk")
