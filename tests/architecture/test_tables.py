"""What every table keeps to: who did something and when stand together, and every row has one project."""

import itertools
from typing import Any

import pytest
from django.apps import apps
from django.db import models

OURS = {
    "projects",
    "mailroom",
    "reports",
    "stakeholders",
    "outcomes",
    "vision",
    "marketing_sync",
    "crisis",
    "callcenter_planner",
}
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]

# Rows that no project owns, each with the reason.
OF_NO_PROJECT = {
    "projects.User": "one person works in several projects",
    "projects.Template": "the shape of a project, without anything of it; its maker's own",
    "projects.FormKey": "a form that was carried out, before or beside any project",
    "mailroom.Heartbeat": "the clock of the whole installation",
    "mailroom.Lease": "a worker's turn, for the whole installation",
    "mailroom.LinkRequest": "asked by an address, before anybody knows whose it is",
}
# Rows whose project may be missing, each with the reason.
PROJECT_MAY_BE_MISSING = {
    "projects.Arrival": "a file of which no project has become yet",
    "projects.AuditEntry": "acts of the installation",
    "mailroom.Attempt": "tries of account mails",
    "mailroom.Message": "account mails",
    "mailroom.PersonalLink": "account links",
}


def pairs(model: type[models.Model]) -> list[tuple[str, str]]:
    """The fields of a model that say when and by whom the same thing was done."""
    names = {field.name for field in model._meta.concrete_fields}
    return [
        (name, f"{name[:-3]}_by")
        for name in sorted(names)
        if name.endswith("_at") and f"{name[:-3]}_by" in names
    ]


PAIRS = [(model, *pair) for model in MODELS for pair in pairs(model)]


def null_patterns(condition: models.Q, at: str, by: str) -> set[tuple[bool, bool]]:
    """Which of (at is missing, by is missing) a check lets through, other fields aside."""
    return {
        (no_at, no_by)
        for no_at, no_by in itertools.product((True, False), repeat=2)
        if _holds(condition, {at: no_at, by: no_by})
    }


def _holds(condition: models.Q, missing: dict[str, bool]) -> bool:
    answers = []
    for part in condition.children:
        if isinstance(part, models.Q):
            answers.append(_holds(part, missing))
            continue
        name, value = part  # type: ignore[misc]
        field, _, lookup = name.partition("__")
        if field not in missing or lookup not in ("", "isnull") or (lookup == "" and value is not None):
            answers.append(True)
        else:
            answers.append(missing[field] == (value if lookup == "isnull" else True))
    held = any(answers) if condition.connector == models.Q.OR else all(answers)
    return held != condition.negated


@pytest.mark.parametrize(
    ("model", "at", "by"), PAIRS, ids=[f"{model._meta.label}.{at}" for model, at, _by in PAIRS]
)
def test_when_and_by_whom_stand_together(model, at, by):
    """Either both are required, or a check constraint refuses one without the other."""
    fields = {name: model._meta.get_field(name) for name in (at, by)}
    if not any(field.null for field in fields.values()):
        return
    if not fields[at].null:
        # What was always done at some time may have been done by no user: by the clock, by a stakeholder.
        return
    allowed = set(itertools.product((True, False), repeat=2))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, models.Q):
            allowed &= null_patterns(constraint.condition, at, by)
    assert allowed <= {(True, True), (False, False)}


def ways_to_a_project(
    model: type[models.Model], seen: tuple[type[models.Model], ...] = ()
) -> list[list[str]]:
    """The chains of foreign keys that lead from a row to its project, without those that pass a user."""
    found = []
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        if target in seen or target is model:
            continue
        if target._meta.label == "projects.Project":
            found.append([field.name])
        elif target._meta.app_label in OURS and target._meta.label != "projects.User":
            found += [[field.name, *way] for way in ways_to_a_project(target, (*seen, model))]
    return found


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_every_row_belongs_to_one_project(model):
    label = model._meta.label
    if label == "projects.Project" or label in OF_NO_PROJECT:
        return
    ways = ways_to_a_project(model)
    sure = [way for way in ways if not _may_be_missing(model, way)]
    assert sure or label in PROJECT_MAY_BE_MISSING, f"{label} reaches no project for certain: {ways}"


def _may_be_missing(model: type[models.Model], way: list[str]) -> bool:
    for name in way:
        field: Any = model._meta.get_field(name)
        if field.null:
            return True
        model = field.remote_field.model
    return False


def test_the_exceptions_are_still_needed():
    labels = {model._meta.label for model in MODELS}
    assert set(OF_NO_PROJECT) | set(PROJECT_MAY_BE_MISSING) <= labels


def test_every_constraint_says_its_rule():
    names = [constraint.name for model in MODELS for constraint in model._meta.constraints]
    assert [name for name in names if name.count("_") < 2] == []
    assert len(names) == len(set(names))
