"""Reviews that were two texts become lists, and the lists texts again: no word is lost either way."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from crisis import actions
from crisis.models import FindingKind
from tests.crisis.factories import make_run
from tests.projects.factories import lead_of, make_project

TEXTS, LISTS = ("crisis", "0011_planned_drills"), ("crisis", "0012_reviews_as_lists")
# 150 words of 14 letters: two findings and a bit, with no space at the thousandth letter.
LONG = " ".join(f"word{number:010}" for number in range(150))


def migrated(to: tuple[str, str]) -> Any:
    """The tables as they were then; rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return MigrationExecutor(connection).migrate([to]).apps


@pytest.mark.django_db
def test_each_line_becomes_an_entry_and_a_long_one_several():
    project = make_project("Riverbend")
    run = make_run(project)
    review = actions.draft_review(activation=run, by=lead_of(project))
    review.findings.all().delete()
    texts = migrated(TEXTS).get_model("crisis", "AfterAction").objects
    texts.update(went_well="Calm voices\n\n  Paper logs \n", gaps=f"{LONG}\n{'x' * 1001}")
    found = migrated(LISTS).get_model("crisis", "Finding").objects.order_by("pk")
    well, gaps = (
        [one.text for one in found.filter(kind=kind)] for kind in (FindingKind.WELL, FindingKind.GAP)
    )
    assert well == ["Calm voices", "Paper logs"]
    assert " ".join(gaps[:3]) == LONG
    assert gaps[3:] == ["x" * 1000, "x"]
    assert max(map(len, gaps)) <= 1000
    back = migrated(TEXTS).get_model("crisis", "AfterAction").objects.get()
    assert back.went_well == "Calm voices\nPaper logs"
    assert back.gaps.split() == [*LONG.split(), "x" * 1000, "x"]
